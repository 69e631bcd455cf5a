"""What a new plan of workshop groups changes for those who had a seat: moves and retimes, what is forced, the frontier.

Read off two plans, with no solver (DESIGN 6, *Rebalancing*). A member keeps their seat where they sit in the section
that continues theirs, whenever it is held now and whoever leads it.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from matcher.problem import GroupsProblem
from matcher.solution import GroupsSolution, Section
from matcher.starts import leaders, meets_while

Seat = tuple[int, int]
"""A person, and the section before in which they had a seat."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionBefore:
    """A section held before, in the indices of the problem as it is now.

    `start` is None where its hours are not offered any more, `facilitator` where whoever led it is gone; `members` are
    those still there. One that has `begun`, some of its meetings being over, can be held at its own start only, and
    nothing else of its workshop at that start.
    """

    workshop: int
    start: int | None
    facilitator: int | None
    members: tuple[int, ...]
    begun: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What a plan changes: seats lost, and sections held at another start than before; each counted or forced.

    A seat, or a start, that could not have stayed is forced. `handed` are the sections that go on under another
    facilitator though whoever led them could lead them when they are held now, `forced_handed` those that do because
    that one is gone or cannot; neither counts as a move. All ascending.
    """

    moved: tuple[Seat, ...]
    retimed: tuple[int, ...]
    forced_moved: tuple[Seat, ...]
    forced_retimed: tuple[int, ...]
    handed: tuple[int, ...]
    forced_handed: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many moves and retimes count."""
        return len(self.moved) + len(self.retimed)


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupsPoint:
    """The best plan found with at most `moves` moves and retimes.

    `continued` has for each section before the index, in the solution, of the section that continues it; None where it
    is given up. `moved` and `retimed` are counted, and `moves` of them together; what is forced, and the sections
    `handed` to another facilitator, are not. The solution's bound holds for every plan with at most as many moves,
    `proven` is of that; `fewest` says whether it is proven that no plan with fewer moves is as good.
    """

    moves: int
    solution: GroupsSolution
    continued: tuple[int | None, ...]
    moved: tuple[Seat, ...]
    retimed: tuple[int, ...]
    forced_moved: tuple[Seat, ...]
    forced_retimed: tuple[int, ...]
    handed: tuple[int, ...]
    forced_handed: tuple[int, ...]
    fewest: bool

    @property
    def proven(self) -> bool:
        """Whether no plan with as many moves is better, and none with fewer as good."""
        return self.solution.proven and self.fewest


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupsFrontier:
    """The best plans by moves, each better than the one before it, and the seats that no plan could leave as they were.

    `forced` are the seats that could not stay, `forced_sections` the sections before that could not be held at their
    old start; ascending. `complete` says whether it is proven that no more moves lead to a plan better than the last.
    """

    forced: tuple[Seat, ...]
    forced_sections: tuple[int, ...]
    points: tuple[GroupsPoint, ...]
    complete: bool


def may_stay(problem: GroupsProblem, *, before: Sequence[SectionBefore]) -> tuple[bool, ...]:
    """Say of each section before whether it could be held at its old start.

    It could where its hours are offered, not against a whole-group session, and a facilitator can be at every meeting.
    """
    return tuple(_may_be_held(problem, section) for section in before)


def may_keep(problem: GroupsProblem, *, before: Sequence[SectionBefore]) -> frozenset[Seat]:
    """Collect the seats that could stay: losing one is a move.

    The section could be held at its old start, and the member may sit there: they can come, or must; they wish for the
    workshop, or must be in it; nothing bars them from it, nor pins to as many others as they may be in.
    """
    must, never = set(problem.must), set(problem.never)
    pins = Counter(person for person, _ in must)
    stays = may_stay(problem, before=before)

    def may_sit(person: int, section: SectionBefore) -> bool:
        seat = (person, section.workshop)
        if seat in never or section.start is None:
            return False
        if seat in must:
            return True
        start = problem.workshops[section.workshop].starts[section.start]
        return (
            section.workshop in problem.wishes[person]
            and bool(start.available >> person & 1)
            and pins[person] < problem.room(person)
        )

    return frozenset(
        (person, index)
        for index, section in enumerate(before)
        if stays[index]
        for person in section.members
        if may_sit(person, section)
    )


def changes(
    problem: GroupsProblem,
    *,
    before: Sequence[SectionBefore],
    sections: Sequence[Section],
    continued: Sequence[int | None],
) -> Changes:
    """Count what these sections change; `continued[b]` is the index of the one that continues section before b."""
    stays, keeps = may_stay(problem, before=before), may_keep(problem, before=before)
    moved: list[Seat] = []
    retimed: list[int] = []
    handed: list[tuple[int, bool]] = []
    for index, (section, after) in enumerate(zip(before, continued, strict=True)):
        sitting = () if after is None else sections[after].members
        moved += [(person, index) for person in section.members if person not in sitting]
        if after is not None and sections[after].start != section.start:
            retimed.append(index)
        if after is not None and sections[after].facilitator != section.facilitator:
            now = sections[after]
            could = now.workshop == section.workshop and could_lead(problem, section, start=now.start)
            handed.append((index, could))
    return Changes(
        moved=tuple(sorted(seat for seat in moved if seat in keeps)),
        retimed=tuple(index for index in retimed if stays[index]),
        forced_moved=tuple(sorted(seat for seat in moved if seat not in keeps)),
        forced_retimed=tuple(index for index in retimed if not stays[index]),
        handed=tuple(index for index, could in handed if could),
        forced_handed=tuple(index for index, could in handed if not could),
    )


def upset(
    problem: GroupsProblem,
    *,
    before: Sequence[SectionBefore],
    changed: Changes,
    moved_before: Collection[int],
) -> int:
    """Write as one number what tells plans apart that are equal in moves and value: less is better.

    The moves of those who were moved before; then the seats lost of sections that cannot stay; last the sections
    `handed` to another facilitator.
    """
    stays, weights = may_stay(problem, before=before), upset_weights(before)
    counts = (
        sum(person in moved_before for person, _ in changed.moved),
        sum(not stays[index] for _, index in changed.forced_moved),
        len(changed.handed),
    )
    return sum(weight * count for weight, count in zip(weights, counts, strict=True))


def upset_weights(before: Sequence[SectionBefore]) -> tuple[int, int, int]:
    """Weigh the three counts of `upset`: one of each outweighs all after it."""
    sections, seats = 1 + len(before), 1 + sum(len(section.members) for section in before)
    return (seats * sections, sections, 1)


def could_lead(problem: GroupsProblem, section: SectionBefore, *, start: int) -> bool:
    """Whether who led a section before may lead it still, and can come whenever it meets from that start on."""
    workshop = problem.workshops[section.workshop]
    return section.facilitator in leaders(workshop, start=workshop.starts[start])


def require_sound(problem: GroupsProblem, *, before: Sequence[SectionBefore]) -> None:
    """Raise ValueError where a section before is of nothing there is, or shares the start of one that has begun."""
    begun = {(section.workshop, section.start) for section in before if section.begun}
    for section in before:
        if not 0 <= section.workshop < len(problem.workshops):
            raise ValueError(f"there is no workshop {section.workshop}")
        starts = len(problem.workshops[section.workshop].starts)
        if section.start is not None and not 0 <= section.start < starts:
            raise ValueError(f"workshop {section.workshop} has no start {section.start}")
        if not all(0 <= person < problem.people for person in section.members):
            raise ValueError(f"not all of {section.members} are among {problem.people} people")
        if not section.begun and section.start is not None and (section.workshop, section.start) in begun:
            raise ValueError(
                f"a start of workshop {section.workshop} has begun for one section and not another"
            )


def begun_starts(before: Sequence[SectionBefore]) -> frozenset[tuple[int, int]]:
    """Collect the starts, as (workshop, start), at which only sections that have begun may be held."""
    return frozenset(
        (section.workshop, section.start) for section in before if section.begun and section.start is not None
    )


def may_continue(
    section: SectionBefore, *, workshop: int, start: int, begun: frozenset[tuple[int, int]]
) -> bool:
    """Whether a section of a workshop at a start may continue one before; at `begun` starts only such as have begun."""
    if workshop != section.workshop:
        return False
    if section.begun:
        return start == section.start
    return (workshop, start) not in begun


def _may_be_held(problem: GroupsProblem, section: SectionBefore) -> bool:
    if section.start is None:
        return False
    workshop = problem.workshops[section.workshop]
    start = workshop.starts[section.start]
    return not meets_while(start.meetings, problem.busy) and bool(leaders(workshop, start=start))
