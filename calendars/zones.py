"""Time zones by name: one source of zone data, and what people write in place of a zone's id (DESIGN 5, 7)."""

import zoneinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytz

# Whoever makes a ZoneInfo after this line (Babel and icalendar too) reads pytz's data and no older data of the
# machine's; ids that were looked up earlier are forgotten.
ZONE_DATA = Path(pytz.__file__).parent / "zoneinfo"
zoneinfo.reset_tzpath(to=[ZONE_DATA])
ZoneInfo.clear_cache()

ZONE_DATA_VERSION: str = pytz.OLSON_VERSION


class CalendarsError(Exception):
    """Something about time or calendars cannot be as it was asked."""


class UnknownZoneError(CalendarsError):
    """There is no such time zone; `suggestions` are ids that look like it."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        self.name = name
        self.suggestions = suggestions
        meant = f"did you mean {', '.join(suggestions)}?" if suggestions else "write it like Europe/Kyiv."
        super().__init__(f"There is no time zone {name!r}: {meant}")


def zone(name: str) -> ZoneInfo:
    """The zone of exactly this IANA id; raises UnknownZoneError."""
    if name not in pytz.all_timezones_set:
        raise UnknownZoneError(name, ())
    return ZoneInfo(name)
