"""The frontier of the workshop groups: for each number of moves the best, and why each who moves does."""

from collections.abc import Iterator
from dataclasses import asdict, replace

from matcher.groups.check import check_groups_frontier
from matcher.groups.frontier import frontier
from matcher.groups.moves import GroupsPoint as FoundPoint
from matcher.groups.moves import Seat
from matcher.solution import UndecidedError, UnkeepablePinsError
from scheduler.assembly import workshops_part
from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Change, Followed, Group, Handover, WorkshopsFrontier, WorkshopsPoint
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Section, WorkshopsPart, WorkshopsValue
from scheduler.errors import RequirementsError, TimeUpError
from scheduler.problems import groups_problem
from scheduler.problems.so_far import SoFar
from scheduler.reasons import pin_reasons
from scheduler.reasons.moves import (
    gone,
    group_cannot_stay,
    group_handed,
    group_retimed,
    seat_cannot_stay,
    seat_moves,
)
from workers.solve_time import SolveTime
from workers.solving import Report, accept
from workers.workshop_reasons import with_workshop_reasons


def group_moves(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    followed: Followed,
    seed: int,
    time: SolveTime,
    report: Report,
) -> WorkshopsFrontier:
    """Return the frontier of the groups; raise RequirementsError where not all pins can be kept, and TimeUpError."""
    groups = _Groups(cohort, people, followed)
    budget = time.for_workshops()
    try:
        found = frontier(
            groups.problem,
            groups.before,
            moved_before=[p for p, person in enumerate(people) if person.id in followed.moved_before],
            seed=seed,
            report=report,
            seconds=budget.left(),
            cancelled=budget.cancelled,
        )
    except UnkeepablePinsError as error:
        raise RequirementsError(
            pin_reasons(cohort=cohort, people=people, conflicts=error.conflicts)
        ) from error
    except UndecidedError as error:
        raise TimeUpError from error
    accept("the workshops", check_groups_frontier(groups.problem, groups.before, found))
    return WorkshopsFrontier(
        forced=tuple(groups.forced(found.forced, found.forced_sections)),
        points=tuple(map(groups.point, found.points)),
        whole=found.complete,
    )


class _Groups:
    """The sections that have meetings to come, and those of them that there can be."""

    def __init__(self, cohort: Cohort, people: tuple[Person, ...], followed: Followed) -> None:
        self._cohort, self._people, self._highest = cohort, people, followed.highest
        self._so_far = SoFar.of(followed.plan, midway=followed.midway)
        self._sections = self._so_far.continuable(cohort)
        self._names = {workshop.id: workshop.name for workshop in cohort.workshops}
        self.problem = groups_problem(
            cohort=cohort, people=people, sessions=followed.plan.sessions, so_far=self._so_far
        )
        self.before = self._so_far.before(cohort=cohort, people=people, problem=self.problem)

    def forced(self, seats: tuple[Seat, ...], sections: tuple[int, ...]) -> Iterator[Change]:
        """Yield who has left; the groups that cannot meet when they did; and whose seat cannot stay."""
        there = {person.id for person in self._people}
        for section in self._so_far.open:
            for member in section.members:
                if member not in there:
                    yield Change(kind="section", member=member, origin=_group(section), to=None, why=gone())
        for section in self._so_far.open:
            if section.workshop not in self._names:
                why = group_cannot_stay(_group(section), workshop=section.workshop)
                yield Change(kind="retime", member=None, origin=_group(section), to=None, why=why)
        for index in sections:
            group = _group(self._sections[index])
            why = group_cannot_stay(group, workshop=self._names[group.workshop])
            yield Change(kind="retime", member=None, origin=group, to=None, why=why)
        for person, index in seats:
            member, group = self._people[person], _group(self._sections[index])
            why = (
                group_cannot_stay(group, workshop=self._names[group.workshop])
                if index in sections
                else seat_cannot_stay(
                    member,
                    group,
                    workshop=self._names[group.workshop],
                    wishes=self.before[index].workshop in self.problem.wishes[person]
                    and self.problem.room(person) > 0,
                )
            )
            yield Change(kind="section", member=member.id, origin=group, to=None, why=why)

    def point(self, found: FoundPoint) -> WorkshopsPoint:
        """Say what a point asks of whom, and what part of a plan it makes."""
        part = self._numbered(
            workshops_part(
                cohort=self._cohort, people=self._people, problem=self.problem, solution=found.solution
            ),
            found.continued,
        )
        told = with_workshop_reasons(
            part, cohort=self._cohort, people=self._people, problem=self.problem, solution=found.solution
        )
        moved = (*self._moves(found, part), *self._retimes(found, part))
        return WorkshopsPoint(
            moves=found.moves,
            objective=WorkshopsValue(**asdict(found.solution.objective)),
            bound=WorkshopsValue(**asdict(found.solution.bound)),
            proven=found.proven,
            moved=moved,
            part=replace(told, sections=self._with_those_settled(told.sections)),
            handed=tuple(self._handovers(found, part)),
        )

    def _moves(self, found: FoundPoint, part: WorkshopsPart) -> Iterator[Change]:
        kept = {after: before for before, after in enumerate(found.continued) if after is not None}
        for person, index in found.moved:
            member, origin = self._people[person], _group(self._sections[index])
            first = [
                _group(section)
                for after, section in enumerate(part.sections)
                if member.id in section.members
                and not (after in kept and member.id in self._sections[kept[after]].members)
            ]
            same = [group for group in first if group.workshop == origin.workshop]
            to = next(iter((*same, *first)), None)
            why = seat_moves(member, origin, to, names=self._names)
            yield Change(kind="section", member=member.id, origin=origin, to=to, why=why)

    def _retimes(self, found: FoundPoint, part: WorkshopsPart) -> Iterator[Change]:
        for index in found.retimed:
            after = found.continued[index]
            assert after is not None  # noqa: S101 - what is given up meets at no time
            before, now = self._sections[index], part.sections[after]
            why = group_retimed(
                _group(before), members=(len(self.before[index].members), len(now.members)), names=self._names
            )
            yield Change(kind="retime", member=None, origin=_group(before), to=_group(now), why=why)

    def _handovers(self, found: FoundPoint, part: WorkshopsPart) -> Iterator[Handover]:
        there = {person.id: person for person in self._people}
        for index in sorted((*found.handed, *found.forced_handed)):
            after = found.continued[index]
            assert after is not None  # noqa: S101 - what is given up is led by nobody
            before, now = self._sections[index], part.sections[after]
            why = group_handed(
                _group(before),
                origin=there.get(before.facilitator),
                to=there[now.facilitator],
                could=index in found.handed,
                names=self._names,
            )
            yield Handover(group=_group(before), origin=before.facilitator, to=now.facilitator, why=why)

    def _numbered(self, part: WorkshopsPart, continued: tuple[int | None, ...]) -> WorkshopsPart:
        """Give what continues a section its number, and what is new one after all that ever were."""
        last, kept = dict(self._highest), dict[int, int]()
        for section in self._so_far.sections:
            last[section.workshop] = max(last.get(section.workshop, 0), section.section)
        for index, after in enumerate(continued):
            if after is not None:
                kept[after] = self._sections[index].section
        numbered: list[Section] = []
        for index, section in enumerate(part.sections):
            if index not in kept:
                last[section.workshop] = kept[index] = last.get(section.workshop, 0) + 1
            numbered.append(replace(section, section=kept[index]))
        return replace(part, sections=tuple(numbered))

    def _with_those_settled(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        """Put the sections that are settled among the others, for those still there: by workshop, then start."""
        there = {person.id for person in self._people}
        settled = (
            one if there.issuperset(one.members) else _without(one, gone={*one.members} - there)
            for one in self._so_far.settled
        )
        place = {workshop.id: index for index, workshop in enumerate(self._cohort.workshops)}
        both = (*settled, *sections)
        return tuple(sorted(both, key=lambda one: (place.get(one.workshop, -1), one.starts)))


def _without(section: Section, *, gone: set[PersonId]) -> Section:
    members = tuple(member for member in section.members if member not in gone)
    return replace(section, members=members, seats=(), remarks=())


def _group(section: Section) -> Group:
    return Group(workshop=section.workshop, section=section.section, starts=section.starts)
