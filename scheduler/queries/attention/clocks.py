"""Which clock has changed where two people's week is not as the one before."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from calendars.availability import Weeks
from calendars.wall_clock import transitions
from calendars.zones import zone

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """The instant (aware UTC) at which the clock of `time_zone` changes."""

    at: datetime
    time_zone: str

    @property
    def on(self) -> date:
        """The date that this clock shows then."""
        return self.at.astimezone(zone(self.time_zone)).date()


def change_before(
    *, weeks: Weeks, week: int, zones: tuple[str, str], later_than: date = date.min
) -> Change | None:
    """Return what made two people's week other than the one before: the first change of a clock in the two weeks.

    None where no clock changes in them on a date `later_than` this.
    """
    monday = datetime.combine(weeks.first_monday, time(), tzinfo=UTC) + week * _WEEK
    changes = (
        Change(at=change.at, time_zone=name)
        for name in zones
        for change in transitions(time_zone=name, begin=monday - _WEEK, end=monday + _WEEK)
    )
    later = (change for change in changes if change.on > later_than)
    return min(later, key=lambda change: change.at, default=None)
