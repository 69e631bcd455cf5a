"""Which clock has changed where two people's week is not as the one before."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from calendars.availability import Weeks
from calendars.wall_clock import Transition, transitions
from calendars.zones import zone

_WEEK = timedelta(weeks=1)
_EDGE = timedelta(days=1)  # a block counts by what lies of it beside the week, too


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """The date, by the clock of `time_zone`, on which that clock changes."""

    on: date
    time_zone: str


def change_before(*, weeks: Weeks, week: int, zones: tuple[str, str]) -> Change:
    """Return what made two people's week other than the one before: the first change of a clock in the two of them.

    What moves one clock against the other goes before what moves both alike. Raises ValueError where no clock changes.
    """
    begin = datetime.combine(weeks.first_monday, time(), tzinfo=UTC) + (week - 1) * _WEEK
    changes = [
        {
            change.at: change
            for change in transitions(time_zone=name, begin=begin - _EDGE, end=begin + 2 * _WEEK + _EDGE)
        }
        for name in zones
    ]
    instants = {*changes[0], *changes[1]}
    at = min({at for at in instants if _jump(changes[0].get(at)) != _jump(changes[1].get(at))} or instants)
    name = zones[0] if at in changes[0] else zones[1]
    return Change(on=at.astimezone(zone(name)).date(), time_zone=name)


def _jump(change: Transition | None) -> timedelta:
    """Return how far a clock is put forward."""
    return timedelta() if change is None else change.after - change.before
