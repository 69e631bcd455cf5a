"""The feed itself: kept bytes under a secret address, for calendar programs that ask again and again."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, make_response, request

from scheduler.commands.feeds import note_fetch, serve_feed
from scheduler.commands.inviting import note_subscribed
from scheduler.errors import UnavailableError
from scheduler.store.calendars import StoredFeed
from scheduler.web.access_log import also_say
from scheduler.web.errors import PLAIN
from scheduler.web.visit import changing, looking

room = Blueprint("feeds", __name__)

ROUTE = "/feeds/<token>.ics"
SAID = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": 'inline; filename="commonhour.ics"',
    "Cache-Control": "private, max-age=0, must-revalidate",
}
FAILED = "commonhour.failed"
"""Under which the short way (`web.short_way`) leaves the error that it met."""
NOTED_EVERY = timedelta(minutes=1)
PATIENCE_SECONDS = 0.1
"""How long a calendar program waits, at most, for its fetch to be noted while others write."""


@room.get(ROUTE)
def feed(token: str) -> Response:
    """Answer with the feed, or 304 (RFC 9110, 13.2.2); an unknown and a revoked link look the same."""
    if FAILED in request.environ:
        raise request.environ[FAILED]
    with looking() as access:
        found = serve_feed(access.tx, token=token)
        due = found is not None and request.method == "GET" and is_due(found.fetched_at, now=access.tx.now)
    if found is None:
        return make_response(("There is no calendar here.\n", 404, PLAIN))
    if found.trace is not None:
        also_say(feed_trace=found.trace)
    if due:
        _note(found)
    return _calendar(found)


def is_due(fetched_at: datetime | None, *, now: datetime) -> bool:
    """Whether a fetch is to be noted."""
    return fetched_at is None or now - fetched_at >= NOTED_EVERY


def _note(found: StoredFeed) -> None:
    """Note a fetch. The first waits for its turn, since mails depend on it; another is noted next time if not now."""
    first = found.fetched_at is None
    try:
        with changing(patience=None if first else PATIENCE_SECONDS) as access:
            if not _is_by_a_person():
                note_subscribed(access.tx, feed=found)
            note_fetch(access.tx, feed=found)
    except UnavailableError:
        if first:
            raise


def _is_by_a_person() -> bool:
    """Whether someone has opened the link in a browser, which asks for pages: that is no subscription yet."""
    return "text/html" in request.headers.get("Accept", "")


def _calendar(found: StoredFeed) -> Response:
    response = make_response(found.body)
    response.headers.update(SAID)
    response.last_modified = found.modified_at
    response.set_etag(found.etag)
    response.make_conditional(request)
    return response
