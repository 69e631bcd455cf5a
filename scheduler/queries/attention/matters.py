"""What a matter is, and which come first: what is so now, the most pressing first, then what is foreseen, by date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from scheduler.domain.people import Person, PersonId

Kind: TypeAlias = Literal[
    "apart",
    "alone",
    "unled",
    "night",
    "cannot_come",
    "few",
    "over",
    "new",
    "unseated",
    "less",
    "away",
    "left",
    "waiting",
]
"""What is the matter:

- `apart`: a pair without a shared block in some week; `less`: a pair that shares less from some week on;
- `alone`: a member whose coach has left, or whose pair was ended; `over`: a coach with more members than they take;
  `left`: members of a coach who have left;
- `unled`: a group without its facilitator; `few`: a group below its minimum;
- `night`: a meeting in the night of somebody for whom it was none; `cannot_come`: one outside the hours of somebody in
  its group;
- `new`: a member whom the release does not know; `unseated`: a member whose wish it does not know; `waiting`: who waits
  for a seat;
- `away`: somebody who pauses, or will.
"""

_PRESSING: Final[dict[Kind, int]] = {
    "apart": 0,
    "alone": 0,
    "unled": 0,
    "night": 1,
    "cannot_come": 1,
    "few": 1,
    "over": 1,
    "new": 1,
    "unseated": 1,
    "less": 2,
    "away": 2,
    "left": 2,
    "waiting": 2,
}
"""Lower is first: somebody is without; something does not fit; something is to be known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """One thing to look after: `what` in words, and whom it concerns, to be written to.

    It matters from the date `since` (None: already), and, where it will pass by itself, not from the date `until` on.
    """

    kind: Kind
    what: str
    people: tuple[Person, ...]
    since: date | None = None
    until: date | None = None

    @property
    def ids(self) -> tuple[PersonId, ...]:
        """Whom it concerns."""
        return tuple(person.id for person in self.people)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attention:
    """All there is to look after, in order; `published` once there is a plan."""

    matters: tuple[Matter, ...]
    published: bool

    @property
    def now(self) -> tuple[Matter, ...]:
        """What matters already."""
        return tuple(matter for matter in self.matters if matter.since is None)

    @property
    def foreseen(self) -> tuple[Matter, ...]:
        """What will matter, by date."""
        return tuple(matter for matter in self.matters if matter.since is not None)


def in_order(matters: Iterable[Matter]) -> tuple[Matter, ...]:
    """Return what matters already first, the most pressing and what concerns most first; then the rest by date."""
    return tuple(sorted(matters, key=_rank))


def _rank(matter: Matter) -> tuple[date, int, int]:
    return matter.since or date.min, _PRESSING[matter.kind], -len(matter.people)
