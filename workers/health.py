"""What is configured, reachable and healthy, and what to do about what is not."""

from calendars.zones import ZONE_DATA_VERSION
from scheduler.clock import Clock
from scheduler.settings import Settings
from scheduler.store.health import Finding, look_at_store
from workers.broker import reach


def look(*, settings: Settings, clock: Clock) -> tuple[Finding, ...]:
    """Return every finding, well or not, for `commonhour doctor`."""
    mode = (
        "embedded: one process does everything"
        if settings.embedded
        else "production: processes over a broker"
    )
    return (
        Finding(name="mode", well=True, seen=mode),
        Finding(name="zone data", well=True, seen=f"{ZONE_DATA_VERSION}, from pytz"),
        Finding(name="address", well=True, seen=settings.base_url),
        _broker(settings),
        *look_at_store(settings.database_url, now=clock.now()),
    )


def _broker(settings: Settings) -> Finding:
    problem = reach(settings.broker_url)
    return Finding(
        name="broker",
        well=problem is None,
        seen="within this process" if settings.embedded else problem or "reachable",
        advice="Check COMMONHOUR_BROKER_URL, and that the broker runs and lets this user in.",
    )
