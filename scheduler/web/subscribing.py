"""The addresses under which calendar programs take a feed in; only whose it is, is shown them."""

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


def link_of(feed: StoredFeed | None, *, calendar: str, settings: Settings) -> Subscribing | None:
    """Return the ways to subscribe to a feed if there is one and it is open."""
    if feed is None or feed.revoked:
        return None
    return subscribing(feed=feed, calendar=calendar, settings=settings)


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
