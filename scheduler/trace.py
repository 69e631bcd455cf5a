"""The thread that runs from a request through every event and reaction to the feed that changed.

An id of 32 hexadecimal digits, as in W3C Trace Context; every log line written meanwhile carries it.
"""

import os
import random
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_said: ContextVar[Mapping[str, str]] = ContextVar("said", default={})  # noqa: B039 - nobody changes it
_ids = random.Random()  # noqa: S311 - ids are no secrets
os.register_at_fork(after_in_child=_ids.seed)
_NO_PARENT = "0" * 16
_TRACEPARENT = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?P<more>-.*)?"
)
"""Version ff and ids of nought are invalid; a version after 00 may have more after another dash (3.2.2, 3.2.4)."""


def current() -> str | None:
    """Return the id of what is being done here; None outside any."""
    return _said.get().get("trace")


def said() -> Mapping[str, str]:
    """Return what every log line says of what is being done here: `trace` and the ids beside it."""
    return _said.get()


def new_id() -> str:
    """Return an id that no other has, of 32 hexadecimal digits; it is no secret, and asks the system for nothing."""
    return f"{_ids.getrandbits(128):032x}"


@contextmanager
def traced(trace: str | None, **ids: str) -> Generator[str]:
    """Do what the block does under this trace (None: a new one), with `ids` on its log lines too."""
    trace = trace or new_id()
    token = _said.set({**_said.get(), **ids, "trace": trace})
    try:
        yield trace
    finally:
        _said.reset(token)


def from_traceparent(header: str | None) -> str | None:
    """Return the trace id of a `traceparent` header (W3C Trace Context, 3.2); None if there is no valid one."""
    found = _TRACEPARENT.fullmatch(header or "")
    if found is None or (found["version"] == "00" and found["more"]):
        return None
    return found["trace"]


def to_traceparent(trace: str) -> str:
    """Return the header, or CloudEvents extension, of this trace; its parent id is a half of the trace's own.

    The first half, or the second where the first is nought, as in an id of 64 bits that was filled up: a parent id of
    nought is invalid (3.2.2.4).
    """
    parent = trace[:16] if trace[:16] != _NO_PARENT else trace[16:]
    return f"00-{trace}-{parent}-01"
