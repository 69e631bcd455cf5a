"""Who moves, from where to where, why, and what each gains or loses: by name, of the people as they are now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from matcher.scoring import PairScores
from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Change, CoachingPoint, Group, Kind, WorkshopsPoint
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan, Reason
from scheduler.problems import coached, coaches, coaching_problem, wished_workshops


@dataclass(frozen=True, kw_only=True, slots=True)
class PairFit:
    """How well a member and a coach fit, as of now: their score, and the minutes they share in their worst week."""

    score: int
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A coach (`fit` says how well they fit) or a group of a workshop: `name` is None for who has left since.

    Of a group there are its number, its starts to come, and which `wish` of the member its workshop is.
    """

    name: str | None
    fit: PairFit | None = None
    section: int | None = None
    starts: tuple[datetime, ...] = ()
    wish: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedChange:
    """A change as it is read; of a group that meets at another time `name` is None, and `of_group` is true."""

    kind: Kind
    member: PersonId | None
    name: str | None
    origin: Place
    to: Place | None
    why: Reason

    @property
    def of_group(self) -> bool:
        """Whether a group changes, and nobody in particular."""
        return self.member is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Somebody who is given a coach or a seat in a workshop where they had none that could stay."""

    name: str | None
    to: Place


class Names:
    """Calls people and workshops by name, and says how well pairs fit."""

    def __init__(self, cohort: Cohort, people: tuple[Person, ...], *, now: datetime) -> None:
        """Take the cohort by whose weeks coaching counts, and its people as they are now."""
        self._cohort, self._people, self._now = cohort, people, now
        self._by_id: Mapping[PersonId, Person] = {person.id: person for person in people}
        self._workshops = {workshop.id: index for index, workshop in enumerate(cohort.workshops)}

    def each(self, changes: Iterable[Change]) -> Iterator[NamedChange]:
        """Name each change."""
        for change in changes:
            known = None if change.member is None else self._by_id.get(change.member)
            yield NamedChange(
                kind=change.kind,
                member=change.member,
                name=known and known.name,
                origin=self._place(change.origin, member=known),
                to=None if change.to is None else self._place(change.to, member=known),
                why=change.why,
            )

    def given(self, *, before: Plan, pairs: CoachingPoint, groups: WorkshopsPoint) -> Iterator[Given]:
        """Name who is given a coach, then who is given a seat, by what two points make of the plan before."""
        had = {pair.member: pair.coach for pair in before.coaching.pairs}
        moved = {change.member for change in pairs.moved}
        for member, coach in pairs.placed.items():
            if coach is not None and coach != had.get(member) and member not in moved:
                yield self._given(member, coach)
        sat = {
            (member, one.workshop, one.section) for one in before.workshops.sections for member in one.members
        }
        known = {(change.member, change.to) for change in groups.moved}
        for one in groups.part.sections:
            group = Group(workshop=one.workshop, section=one.section, starts=one.starts)
            for member in one.members:
                if (member, one.workshop, one.section) not in sat and (member, group) not in known:
                    yield self._given(member, group)

    def _given(self, member: PersonId, to: PersonId | Group) -> Given:
        known = self._by_id.get(member)
        return Given(name=known and known.name, to=self._place(to, member=known))

    def _place(self, place: PersonId | Group, *, member: Person | None) -> Place:
        if isinstance(place, Group):
            index = self._workshops.get(place.workshop)
            return Place(
                name=place.workshop if index is None else self._cohort.workshops[index].name,
                section=place.section,
                starts=tuple(start for start in place.starts if start > self._now),
                wish=None if member is None or index is None else self._wish(member, index),
            )
        coach = self._by_id.get(place)
        return Place(name=coach and coach.name, fit=self._pairs.of(member, place))

    def _wish(self, member: Person, workshop: int) -> int | None:
        wished = wished_workshops(cohort=self._cohort, person=member)
        return 1 + wished.index(workshop) if workshop in wished else None

    @cached_property
    def _pairs(self) -> "_Pairs":
        return _Pairs(self._cohort, self._people)


class _Pairs:
    """Scores pairs of the cohort, one at a time."""

    def __init__(self, cohort: Cohort, people: tuple[Person, ...]) -> None:
        self._scores = PairScores(coaching_problem(cohort=cohort, people=people))
        self._member = {one.id: at for at, one in enumerate(coached(cohort=cohort, people=people))}
        self._coach = {one.id: at for at, one in enumerate(coaches(cohort=cohort, people=people))}

    def of(self, member: Person | None, coach: PersonId) -> PairFit | None:
        """Return how well two fit; None unless both are there as member and coach."""
        if member is None or member.id not in self._member or coach not in self._coach:
            return None
        found = self._scores.of(np.array([self._member[member.id]]), np.array([self._coach[coach]]))
        return PairFit(score=int(found.score[0]), minutes=int(found.shared_minutes[0]))
