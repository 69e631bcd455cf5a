"""The short way to a feed: what calendar programs ask for again and again is answered before Flask looks at it.

Only a feed that is found, on a plain GET or HEAD, and whose fetch need not be noted. Its answer, its line in the log
and its counts are those of the long way (`web.feeds`), which everything else goes.
"""

import re
import time
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.http import http_date, is_resource_modified

from scheduler.settings import Settings
from scheduler.store.feed_lookup import FeedLookup, ServedFeed
from scheduler.store.unit_of_work import Store
from scheduler.tokens import hash_token
from scheduler.web.access_log import REQUEST_ID, Answered, Headers
from scheduler.web.feeds import FAILED, ROUTE, SAID, is_due
from scheduler.web.headers import everywhere
from scheduler.web.hosts import IsOurs
from scheduler.web.kept_bodies import KeptBodies

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

METHODS = frozenset({"GET", "HEAD"})
RARE = frozenset({"HTTP_IF_MATCH", "HTTP_RANGE", "HTTP_UPGRADE"})
"""What Flask had better look at itself."""
CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"})
_PATH = re.compile(r"/feeds/([A-Za-z0-9_-]{43})\.ics")


class ShortWay:
    """Answers requests for feeds; `is_ours` says which hosts are answered to."""

    def __init__(self, *, store: Store, settings: Settings, is_ours: IsOurs) -> None:
        self._feeds = FeedLookup(store.engine)
        self._bodies = KeptBodies()
        self._clock = store.clock
        self._everywhere = list(everywhere(settings).items())
        self._said = list(SAID.items())
        self._is_ours = is_ours

    def answer(self, environ: "WSGIEnvironment", *, request: str) -> Answered | None:
        """Return the answer to the request of this id; None for what goes the long way."""
        asked = _PATH.fullmatch(environ["PATH_INFO"])
        method: str = environ["REQUEST_METHOD"]
        if asked is None or method not in METHODS or not RARE.isdisjoint(environ):
            return None
        if not self._is_ours(environ.get("HTTP_HOST", "")):
            return None
        try:
            return self._answer(environ, method, hash_token(asked[1]), request)
        except Exception as error:  # noqa: BLE001 - the long way raises it, where it is logged and answered
            environ[FAILED] = error
            return None

    def _answer(
        self, environ: "WSGIEnvironment", method: str, token_hash: str, request: str
    ) -> Answered | None:
        """Read the body last: whoever has it already asks under a condition, and mostly needs none."""
        found = self._feeds.by_token(token_hash)
        if found is None or (method == "GET" and is_due(found.fetched_at, now=self._clock.now())):
            return None
        body = None
        if _is_modified(environ, found):
            body = self._body(token_hash, etag=found.etag)
            if body is None:  # it changed in between
                return None
        also: Mapping[str, str] = {} if found.trace is None else {"feed_trace": found.trace}
        headers = self._headers(found, body, request)
        return Answered(
            status="304 NOT MODIFIED" if body is None else "200 OK",
            headers=headers,
            body=b"" if body is None or method == "HEAD" else body,
            route=ROUTE,
            also=also,
        )

    def _body(self, token_hash: str, *, etag: str) -> bytes | None:
        body = self._bodies.get(etag)
        if body is None:
            body = self._feeds.body(token_hash, etag=etag)
            if body is not None:
                self._bodies.keep(etag, body)
        return body

    def _headers(self, found: ServedFeed, body: bytes | None, request: str) -> Headers:
        """Return the headers in the order in which Flask writes them; a 304 has none of what it does not send."""
        kind, *rest = self._said
        etag, date = ("ETag", _quoted(found.etag)), ("Date", _date(int(time.time())))
        own = (
            [*rest, etag, date]
            if body is None
            else [
                kind,
                ("Content-Length", str(len(body))),
                *rest,
                ("Last-Modified", _date(found.modified_at)),
                etag,
                date,
            ]
        )
        return [*own, *self._everywhere, (REQUEST_ID, request)]


def _is_modified(environ: "WSGIEnvironment", found: ServedFeed) -> bool:
    if CONDITIONS.isdisjoint(environ):
        return True
    quoted = _quoted(found.etag)
    if environ.get("HTTP_IF_NONE_MATCH") == quoted:
        return False
    return is_resource_modified(environ, quoted, last_modified=found.modified_at)


@lru_cache(1024)  # the same second is written for many, and a feed changes seldom
def _date(instant: datetime | int) -> str:
    return http_date(instant)


def _quoted(etag: str) -> str:
    return f'"{etag}"'
