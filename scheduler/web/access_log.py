"""One line for each request, and none that holds an address: the route's pattern stands for it.

A path holds secrets (feeds, sign-in links) and ids of people; `/feeds/<token>.ics` holds neither.
"""

import time
import traceback
from types import TracebackType
from typing import cast

import structlog
from flask import Flask, Response, g, request
from structlog.typing import FilteringBoundLogger

_log = cast("FilteringBoundLogger", structlog.get_logger("commonhour.web"))

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LoggedFlask(Flask):
    """Flask, whose own log of a crash would name the path."""

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Log what went wrong and on which route; without local variables, which hold addresses and names."""
        trace = "".join(traceback.format_exception(exc_info[1]))
        _log.error("request.crashed", method=request.method, route=_route(), trace=trace)


def start_watch() -> None:
    """Remember when the request came in."""
    g.came_at = time.perf_counter()


def log_request(response: Response) -> Response:
    """Write the request's line: method, route, status, milliseconds."""
    took = time.perf_counter() - g.came_at
    _log.info(
        "request.answered",
        method=request.method,
        route=_route(),
        status=response.status_code,
        milliseconds=round(1000 * took, 1),
    )
    return response


def _route() -> str | None:
    """Return the pattern that the path matched; None for a path that is none of ours."""
    return None if request.url_rule is None else request.url_rule.rule
