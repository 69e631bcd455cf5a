"""What somebody may correct of themselves, and what a change of place would mean to their meetings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from calendars.availability import MINUTES_PER_DAY, SLOT_MINUTES, Window
from calendars.week_grid import quarters_of
from scheduler.access import PersonScope
from scheduler.domain.people import Person, PersonId
from scheduler.problems.coaching import shared_minutes

STEPS = (60, 30, 15)
"""Minutes that one row of the grid may stand for."""
SHOWN = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursGrid:
    """The week as a table: from each of the `starts`, in minutes of the day, on; `free` are its quarter hours."""

    step: int
    starts: tuple[int, ...]
    free: frozenset[int]

    def quarter(self, day: int, start: int) -> int:
        """Return the first quarter hour of a cell, by which forms know it."""
        return (day * MINUTES_PER_DAY + start) // SLOT_MINUTES


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A meeting to come, as the old clock and the new one tell it."""

    title: str
    starts: datetime
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """What somebody shares each week with whom they meet in coaching, in minutes, now and after the move."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What living elsewhere would mean: no meeting moves, but each stands at another hour of the wall clock."""

    time_zone: str
    meetings: tuple[Moved, ...]
    shared: tuple[Shared, ...]


def hours_grid(windows: Iterable[Window], *, step: int | None = None) -> HoursGrid:
    """Return a week's table: in rows as long as they can be, or of `step` minutes where those can say it all."""
    free = quarters_of(windows)
    coarsest = next(minutes for minutes in STEPS if _says_all(free, minutes))
    minutes = coarsest if step is None or step > coarsest else step
    return HoursGrid(step=minutes, starts=tuple(range(0, MINUTES_PER_DAY, minutes)), free=free)


def what_moves(scope: PersonScope, *, time_zone: str) -> Move:
    """Return what a change of zone would mean to somebody's next meetings, and to whom they meet in coaching."""
    people = scope.tx.people.people(scope.cohort.id)
    coming = [each for each in scope.meetings(people) if each.ends > scope.tx.now and not each.cancelled]
    return Move(
        time_zone=time_zone,
        meetings=tuple(
            Moved(title=each.title, starts=each.starts, minutes=each.minutes) for each in coming[:SHOWN]
        ),
        shared=tuple(_shared(scope, people=people, time_zone=time_zone)),
    )


def _says_all(free: frozenset[int], minutes: int) -> bool:
    """Whether rows of so many minutes are free as a whole or not at all."""
    size = minutes // SLOT_MINUTES
    return all(quarter - quarter % size + at in free for quarter in free for at in range(size))


def _shared(scope: PersonScope, *, people: tuple[Person, ...], time_zone: str) -> Iterable[Shared]:
    plan = scope.standing_plan()
    if plan is None:
        return
    known = {person.id: person for person in people}
    moved = known | {scope.person.id: replace(scope.person, time_zone=time_zone)}
    for pair in plan.coaching.pairs:
        if scope.person.id not in (pair.coach, pair.member) or not {pair.coach, pair.member} <= set(known):
            continue
        other = pair.coach if pair.member == scope.person.id else pair.member
        yield Shared(
            name=known[other].name,
            before=_minutes(scope, known, coach=pair.coach, member=pair.member),
            after=_minutes(scope, moved, coach=pair.coach, member=pair.member),
        )


def _minutes(scope: PersonScope, people: dict[PersonId, Person], *, coach: PersonId, member: PersonId) -> int:
    return shared_minutes(cohort=scope.cohort, coach=people[coach], member=people[member])
