"""What a meeting was worth to those who were there: each says so alone, and it is told in sum."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from scheduler.domain.meetings import Meeting
from scheduler.domain.people import PersonId

OPEN_FOR = timedelta(days=14)
"""From a meeting's end: who is online once a week still comes by in time, and it is still remembered."""
FEWEST = 3
"""Answers that a sum is made of: of two, each would know what the other one said."""


class Worth(StrEnum):
    """Whether a meeting was worth one's time."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reflection:
    """One person's word on one meeting: what it was worth, what they take along or would change (empty: not said)."""

    worth: Worth
    text: str
    given_at: datetime

    def __post_init__(self) -> None:
        if self.given_at.utcoffset() is None:
            raise ValueError(f"a reflection's `given_at` is an aware instant, not {self.given_at!r}")

    def says_as(self, other: "Reflection | None") -> bool:
        """Whether both say the same."""
        return other is not None and (self.worth, self.text) == (other.worth, other.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class InSum:
    """What everybody said of a meeting: how many did, and from `FEWEST` on how many chose what, and their words.

    The words come in an order that says nothing of who wrote them, or when.
    """

    answers: int = 0
    counts: tuple[tuple[Worth, int], ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether there are enough of them for nobody to be told apart."""
        return self.answers >= FEWEST


def in_sum(reflections: Iterable[Reflection]) -> InSum:
    """Return what is told of reflections on one meeting."""
    every = tuple(reflections)
    if len(every) < FEWEST:
        return InSum(answers=len(every))
    return InSum(
        answers=len(every),
        counts=tuple((worth, sum(each.worth is worth for each in every)) for worth in Worth),
        texts=tuple(sorted((each.text for each in every if each.text), key=_shuffled)),
    )


def is_summed_up(there: Collection[PersonId]) -> bool:
    """Whether so many were there that a sum can ever be told; nobody else is asked anything."""
    return len(there) >= FEWEST


def is_asked(meeting: Meeting, *, there: Collection[PersonId], now: datetime) -> bool:
    """Whether those who were there are asked now."""
    return is_summed_up(there) and meeting.ends <= now < meeting.ends + OPEN_FOR


def _shuffled(text: str) -> bytes:
    """Return what puts texts into an order that is always the same and follows from nothing but themselves."""
    return sha256(text.encode()).digest()
