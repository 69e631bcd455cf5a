"""Who comes to a meeting, as they say: an answer holds for the time it was given for, and the last one counts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

Way = Literal["mail", "page"]
"""How an answer came: from a calendar program by mail, or from a person's own page."""
Partstat = Literal["ACCEPTED", "TENTATIVE", "DECLINED"]


class Answer(StrEnum):
    """Whether someone comes; "if need be" is a yes that would rather be a no."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"

    @property
    def partstat(self) -> Partstat:
        """How calendars say it (RFC 5545, 3.2.12)."""
        return _PARTSTATS[self]

    @classmethod
    def of_partstat(cls, partstat: Partstat) -> Self:
        """Return what calendars say so."""
        return next(cls(answer) for answer, said in _PARTSTATS.items() if said == partstat)


_PARTSTATS: dict[Answer, Partstat] = {
    Answer.YES: "ACCEPTED",
    Answer.IF_NEED_BE: "TENTATIVE",
    Answer.NO: "DECLINED",
}
_ORDER = tuple(Answer)


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenAnswer:
    """One person's answer about one meeting.

    It was given for a meeting from `starts` to `ends` (aware UTC), under this SEQUENCE, at `given_at`: of a mail its
    DTSTAMP, but never later than it came; on a page the moment itself.
    """

    answer: Answer
    sequence: int
    starts: datetime
    ends: datetime
    given_at: datetime
    by: Way

    def __post_init__(self) -> None:
        for name in ("starts", "ends", "given_at"):
            instant: datetime = getattr(self, name)
            if instant.utcoffset() is None:
                raise ValueError(f"an answer's `{name}` is an aware instant, not {instant!r}")

    def holds_for(self, *, starts: datetime, ends: datetime) -> bool:
        """Whether this answers a meeting at that time: one that moves is asked anew, one called otherwise is not."""
        return (self.starts, self.ends) == (starts, ends)

    def says_as(self, other: "GivenAnswer | None") -> bool:
        """Whether both say the same about the same time."""
        return (
            other is not None
            and self.answer is other.answer
            and self.holds_for(starts=other.starts, ends=other.ends)
        )


def later(first: GivenAnswer | None, second: GivenAnswer) -> GivenAnswer:
    """Return which of two counts: the one to the later SEQUENCE, of those the one given later (RFC 5546, 2.1.5).

    Of two of the same second the same one counts in whichever order they come; there is no telling which was meant.
    """
    return second if first is None else max(first, second, key=_place)


def _place(given: GivenAnswer) -> tuple[int, datetime, int, str, datetime, datetime]:
    return (
        given.sequence,
        given.given_at,
        _ORDER.index(given.answer),
        given.by,
        given.starts,
        given.ends,
    )
