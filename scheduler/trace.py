"""The thread that runs from a request through every event and reaction to the feed that changed.

An id of 32 hexadecimal digits, as in W3C Trace Context; every log line written meanwhile carries it.
"""

import re
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

_current: ContextVar[str | None] = ContextVar("trace", default=None)
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def current() -> str | None:
    """Return the id of what is being done here; None outside any."""
    return _current.get()


@contextmanager
def traced(trace: str | None, **ids: str) -> Generator[str]:
    """Do what the block does under this trace (None: a new one), with `ids` on its log lines too."""
    trace = trace or uuid.uuid4().hex
    token = _current.set(trace)
    try:
        with structlog.contextvars.bound_contextvars(trace=trace, **ids):
            yield trace
    finally:
        _current.reset(token)


def from_traceparent(header: str | None) -> str | None:
    """Return the trace id of a `traceparent` header (W3C Trace Context, 3.2); None if there is no valid one."""
    found = _TRACEPARENT.fullmatch(header or "")
    return found[1] if found and found[1] != "0" * 32 else None


def to_traceparent(trace: str) -> str:
    """Return the header, or CloudEvents extension, of this trace; its parent id is the trace's own beginning."""
    return f"00-{trace}-{trace[:16]}-01"
