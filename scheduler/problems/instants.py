"""Between the service's aware datetimes and the matcher's whole minutes of UTC since 1970-01-01T00:00Z."""

from datetime import UTC, datetime, timedelta

from calendars.availability import minute_of
from matcher.problem import Interval

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(minute: int) -> datetime:
    """Return the instant, aware UTC, at which `minute` begins."""
    return _EPOCH + timedelta(minutes=minute)


def interval(*, starts: datetime, minutes: int) -> Interval:
    """Return the stretch of `minutes` that begins at the aware instant `starts`."""
    begin = minute_of(starts)
    return Interval(begin=begin, end=begin + minutes)
