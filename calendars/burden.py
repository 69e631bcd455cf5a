"""What a meeting costs the person who must rise or stay up for it (DESIGN 6, *Monthly sessions*)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from calendars.zones import zone

NONE: Final = 0
DAY: Final = 1
MARGIN: Final = 3
NIGHT: Final = 10

_DAY_HOURS = range(8, 21)
_MARGIN_HOURS = (6, 7, 21, 22)
_OF_HOUR = bytes(
    DAY if hour in _DAY_HOURS else MARGIN if hour in _MARGIN_HOURS else NIGHT for hour in range(24)
)


def burden(*, time_zone: str, begin: datetime, available: bool) -> int:
    """Weigh a meeting that begins at the aware instant `begin` for a person who lives in `time_zone`.

    0 when the whole of it is inside their availability; else by the local time at which it begins: 1 from
    08:00 to 21:00, 3 from 06:00 to 08:00 and from 21:00 to 23:00, 10 in the night.
    """
    return NONE if available else burdens_if_away(time_zone=time_zone, begins=(begin,))[0]


def burdens_if_away(*, time_zone: str, begins: Iterable[datetime]) -> bytes:
    """Weigh each of many meetings, that begin at aware instants, for who lives in `time_zone` and is not available."""
    clock = zone(time_zone)
    return bytes(_OF_HOUR[begin.astimezone(clock).hour] for begin in begins)
