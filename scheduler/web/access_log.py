"""One line for each request, and none that holds an address: the route's pattern stands for it.

A path holds secrets (feeds, sign-in links) and ids of people; `/feeds/<token>.ics` holds neither. Every line
written meanwhile carries the id of the request, which its answer tells too, and its trace, which goes on from there.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, cast

import structlog
from flask import Flask, Request, Response, g, request
from structlog.typing import FilteringBoundLogger
from werkzeug.exceptions import SecurityError
from werkzeug.routing import MapAdapter

from scheduler import metrics
from scheduler.logs import where
from scheduler.trace import from_traceparent, new_id, traced
from scheduler.web.hosts import IsOurs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_log = cast("FilteringBoundLogger", structlog.get_logger("commonhour.web"))

REQUEST_ID = "X-Request-Id"
_ID_KEPT_AS = "commonhour.request"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


Headers = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A whole answer that Flask was not asked for, and what its line says: the route, and ids besides."""

    status: str
    headers: Headers
    body: bytes
    route: str
    also: Mapping[str, str]


class Shortcut(Protocol):
    """Answers some requests before Flask looks at them."""

    def answer(self, environ: "WSGIEnvironment", *, request: str) -> Answered | None:
        """Return the answer to the request of this id; None for what Flask is to answer."""
        ...


class LoggedFlask(Flask):
    """Flask, under a trace for each request, and whose own log of a crash would name the path."""

    shortcut: Shortcut | None = None
    is_ours: IsOurs

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Refuse what is meant for another host, before anything is looked up; Flask calls this for each request."""
        if request is not None and not self.is_ours(request.headers.get("Host", "")):
            raise SecurityError
        return super().create_url_adapter(request)

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request under the trace its caller names (W3C Trace Context), or a new one."""
        began = time.perf_counter()
        request_id = environ[_ID_KEPT_AS] = new_id()
        trace = from_traceparent(environ.get("HTTP_TRACEPARENT"))
        with traced(trace, request=request_id):
            answered = None if self.shortcut is None else self.shortcut.answer(environ, request=request_id)
            if answered is None:
                return super().wsgi_app(environ, start_response)
            _say(
                method=environ["REQUEST_METHOD"],
                route=answered.route,
                status=int(answered.status[:3]),
                seconds=time.perf_counter() - began,
                also=answered.also,
            )
            start_response(answered.status, answered.headers)
            return [answered.body]

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Log what went wrong and on which route; without local variables and words, which hold addresses and names."""
        error = exc_info[1]
        crashed = "" if error is None else where(error)
        _log.error("request.crashed", method=request.method, route=route(), where=crashed)


def start_watch() -> None:
    """Remember when the request came in."""
    g.came_at = time.perf_counter()


def also_say(**ids: str) -> None:
    """Have the request's line say these as well."""
    g.also_said = {**g.get("also_said", {}), **ids}


def log_request(response: Response) -> Response:
    """Write the request's line: method, route, status, milliseconds; and tell its id to whoever asked."""
    response.headers[REQUEST_ID] = request.environ[_ID_KEPT_AS]
    _say(
        method=request.method,
        route=route(),
        status=response.status_code,
        seconds=time.perf_counter() - g.came_at,
        also=g.get("also_said", {}),
    )
    return response


def _say(*, method: str, route: str | None, status: int, seconds: float, also: Mapping[str, str]) -> None:
    _count(method, route or "none", str(status), seconds)
    _log.info(
        "request.answered",
        method=method,
        route=route,
        status=status,
        milliseconds=round(1000 * seconds, 1),
        **also,
    )


def _count(method: str, pattern: str, status: str, seconds: float) -> None:
    method = method if method in metrics.METHODS else "other"
    metrics.count("requests", route=pattern, method=method, status=status)
    metrics.took("request", seconds, route=pattern, method=method)


def route() -> str | None:
    """Return the pattern that the path matched; None for a path that is none of ours."""
    return None if request.url_rule is None else request.url_rule.rule
