"""Posting to other systems, in words: what is asked for, and what may come back; `poster` does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

TOTAL_SECONDS = 15.0
"""From the first look at the name to the answer's status, however slowly the other side speaks."""


class NotPostedError(Exception):
    """Nothing was answered; `why` is one word for it, and never holds the address."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the other side said: its HTTP status, and its Retry-After if it gave one."""

    status: int
    retry_after: str | None = None


class Post(Protocol):
    """Posts to where anybody may have asked us to."""

    def __call__(self, *, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer, of any status; raise NotPostedError if there is none."""
        ...
