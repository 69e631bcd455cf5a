"""One line for each request, and none that holds an address: the route's pattern stands for it.

A path holds secrets (feeds, sign-in links) and ids of people; `/feeds/<token>.ics` holds neither. Every line
written meanwhile carries the id of the request, which its answer tells too, and its trace, which goes on from there.
"""

import time
import uuid
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, cast

import structlog
from flask import Flask, Response, g, request
from structlog.typing import FilteringBoundLogger

from scheduler import metrics
from scheduler.logs import where
from scheduler.trace import from_traceparent, traced

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_log = cast("FilteringBoundLogger", structlog.get_logger("commonhour.web"))

REQUEST_ID = "X-Request-Id"
_ID_KEPT_AS = "commonhour.request"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LoggedFlask(Flask):
    """Flask, under a trace for each request, and whose own log of a crash would name the path."""

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request under the trace its caller names (W3C Trace Context), or a new one."""
        environ[_ID_KEPT_AS] = uuid.uuid4().hex
        trace = from_traceparent(environ.get("HTTP_TRACEPARENT"))
        with traced(trace, request=environ[_ID_KEPT_AS]):
            return super().wsgi_app(environ, start_response)

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
    took = time.perf_counter() - g.came_at
    _count(response.status_code, took)
    response.headers[REQUEST_ID] = request.environ[_ID_KEPT_AS]
    _log.info(
        "request.answered",
        method=request.method,
        route=route(),
        status=response.status_code,
        milliseconds=round(1000 * took, 1),
        **g.get("also_said", {}),
    )
    return response


def _count(status: int, seconds: float) -> None:
    pattern = route() or "none"
    method = request.method if request.method in metrics.METHODS else "other"
    metrics.count("requests", route=pattern, method=method, status=str(status))
    metrics.took("request", seconds, route=pattern, method=method)
    if pattern.startswith("/feeds/"):
        metrics.count("feeds", status=str(status))


def route() -> str | None:
    """Return the pattern that the path matched; None for a path that is none of ours."""
    return None if request.url_rule is None else request.url_rule.rule
