"""What a meeting costs the person who must rise or stay up for it (DESIGN 6, *Monthly sessions*)."""

from datetime import datetime
from typing import Final

from calendars.zones import zone

NONE: Final = 0
DAY: Final = 1
MARGIN: Final = 3
NIGHT: Final = 10

_DAY_HOURS = range(8, 21)
_MARGIN_HOURS = (6, 7, 21, 22)


def burden(*, time_zone: str, begin: datetime, available: bool) -> int:
    """Weigh a meeting that begins at the aware instant `begin` for a person who lives in `time_zone`.

    0 when the whole of it is inside their availability; else by the local time at which it begins: 1 from
    08:00 to 21:00, 3 from 06:00 to 08:00 and from 21:00 to 23:00, 10 in the night.
    """
    if available:
        return NONE
    hour = begin.astimezone(zone(time_zone)).hour
    if hour in _DAY_HOURS:
        return DAY
    return MARGIN if hour in _MARGIN_HOURS else NIGHT
