"""The addresses under which calendar programs take a feed in; only its owner is shown them."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from scheduler.settings import Settings
from scheduler.store.calendars import StoredFeed
from scheduler.tokens import feed_token

GOOGLE = "https://calendar.google.com/calendar/r"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
OFFICE = "https://outlook.office.com/calendar/0/addfromweb"


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscribing:
    """One feed's link as each program wants it: Google asks for `webcal:` inside, Outlook takes `https:` only."""

    plain: str
    webcal: str
    google: str
    outlook: str
    office: str


def subscribing(*, feed: StoredFeed, calendar: str, settings: Settings) -> Subscribing:
    """Return the ways to subscribe to `feed`, under the name `calendar`."""
    token = feed_token(key=settings.feed_key, feed=feed.id, generation=feed.generation)
    plain = f"{settings.base_url}/feeds/{token}.ics"
    webcal = urlsplit(plain)._replace(scheme="webcal").geturl()
    named = urlencode({"url": plain, "name": calendar})
    return Subscribing(
        plain=plain,
        webcal=webcal,
        google=f"{GOOGLE}?{urlencode({'cid': webcal})}",
        outlook=f"{OUTLOOK}?{named}",
        office=f"{OFFICE}?{named}",
    )
