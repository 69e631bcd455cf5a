"""The order in which zones are listed: as the sun meets them."""

from datetime import datetime

from calendars.wall_clock import offset_at
from scheduler.domain.people import Person


def eastern_first(*, people: tuple[Person, ...], at: datetime) -> tuple[str, ...]:
    """Return the people's zones, the one furthest ahead of UTC at the aware instant `at` first, then by name."""
    names = {person.time_zone for person in people}
    return tuple(sorted(names, key=lambda name: (-offset_at(instant=at, time_zone=name), name)))
