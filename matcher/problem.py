"""What the matcher is asked, as whole numbers and bit masks: no names, no zones, no clock.

People, topics, languages and workshops are indices from 0 in the caller's order; instants are whole minutes
of UTC since 1970-01-01T00:00Z; a *slot* is a quarter hour. Definitions: DESIGN 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from itertools import count, islice

SLOT_MINUTES = 15
BURDENS = (1, 3, 10)
"""What a meeting can weigh for a person, if it weighs anything (DESIGN 6)."""

SLOTS_PER_WEEK = 7 * 24 * 60 // SLOT_MINUTES


class MatcherError(Exception):
    """Something the matcher was asked cannot be answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekMasks:
    """One person's availability in every week of the cohort, Monday 00:00 UTC to Monday 00:00 UTC.

    `masks` holds the distinct weeks; bit i of a mask is the slot that begins `(i - edge)` slots after the
    week's Monday 00:00 UTC, for 0 <= i < edge + SLOTS_PER_WEEK + edge (`edge` stands in the problem).
    `of_week[w]` is the index in `masks` of week w.
    """

    masks: tuple[int, ...]
    of_week: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One who is to be placed with a coach: topics best first, languages, hours."""

    topics: tuple[int, ...]
    languages: frozenset[int]
    weeks: WeekMasks


@dataclass(frozen=True, kw_only=True, slots=True)
class Coach:
    """One who takes `minimum` to `maximum` members; a shortfall below `minimum` costs, `maximum` is never passed."""

    topics: frozenset[int]
    languages: frozenset[int]
    weeks: WeekMasks
    minimum: int
    maximum: int

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= self.maximum:
            raise ValueError(f"a coach cannot take from {self.minimum} to {self.maximum} members")


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """Shares of three parts of a pair's score, exact; with those of the criteria they sum to 1."""

    interest: Fraction
    time: Fraction
    language: Fraction


class Rule(Enum):
    """What is asked of what the two of a pair have: the same, another thing, or as much in common as can be."""

    SAME = auto()
    DIFFERENT = auto()
    OVERLAP = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """One more thing that pairs are judged by: what each has, as whole numbers, none where that is not known.

    `members[m]` and `coaches[c]` are one number at most but for an overlap. `weight` is its share of the score; None
    requires it of every pair.
    """

    rule: Rule
    members: tuple[frozenset[int], ...]
    coaches: tuple[frozenset[int], ...]
    weight: Fraction | None

    def __post_init__(self) -> None:
        most = max(map(len, (*self.members, *self.coaches)), default=0)
        if self.rule is not Rule.OVERLAP and most > 1:
            raise ValueError(f"{most} values cannot be told the same or different: they may overlap")


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingProblem:
    """Members, coaches and the rules of the pair (DESIGN 6, *Pair score* and *Coaching*).

    `edge` slots stand on both sides of every week mask, at least ceil(meeting_minutes / 15).
    `must` and `never` are (member, coach) pairs. All weights, the criteria's too, sum to 1.
    """

    members: tuple[Member, ...]
    coaches: tuple[Coach, ...]
    edge: int
    meeting_minutes: int
    target_minutes: int
    weights: Weights
    language_required: bool = False
    worst_first: bool = True
    must: tuple[tuple[int, int], ...] = ()
    never: tuple[tuple[int, int], ...] = ()
    criteria: tuple[Criterion, ...] = ()

    def __post_init__(self) -> None:
        weights = [one.weight for one in self.criteria if one.weight is not None]
        shares = (self.weights.interest, self.weights.time, self.weights.language, *weights)
        if sum(shares) != 1 or min(shares) < 0:
            raise ValueError(f"weights are shares of 1, not {', '.join(map(str, shares))}")
        sizes = (len(self.members), len(self.coaches))
        if any((len(one.members), len(one.coaches)) != sizes for one in self.criteria):
            raise ValueError(
                f"a criterion does not tell of each of {sizes[0]} members and {sizes[1]} coaches"
            )
        if self.target_minutes < 1:
            raise ValueError(f"a target of {self.target_minutes} minutes cannot be reached or missed")
        for member, coach in (*self.must, *self.never):
            if not (0 <= member < len(self.members) and 0 <= coach < len(self.coaches)):
                raise ValueError(f"there is no pair of member {member} and coach {coach}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """A half-open stretch [begin, end) in minutes of UTC since 1970-01-01T00:00Z."""

    begin: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GatheringStart:
    """One start that a whole-group session could take: when, and its burden (0, 1, 3 or 10) for each person."""

    interval: Interval
    burdens: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathering:
    """One whole-group session: for each calendar month the starts offered, earliest first.

    A month may offer none. A session that stands `at` a set time offers exactly one start a month and is
    `fixed`; it is placed even where that start overlaps.
    """

    months: tuple[tuple[GatheringStart, ...], ...]
    fixed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class GatheringsProblem:
    """All whole-group sessions in placing order: the fixed ones, then the others as the cohort lists them."""

    people: int
    gatherings: tuple[Gathering, ...]

    def __post_init__(self) -> None:
        for start in (
            start for gathering in self.gatherings for month in gathering.months for start in month
        ):
            if len(start.burdens) != self.people:
                raise ValueError(f"a start burdens {len(start.burdens)} of {self.people} people")
            others = start.burdens.translate(None, bytes((0, *BURDENS)))
            if others:
                raise ValueError(f"a burden is 0, {', '.join(map(str, BURDENS))}, and not {others[0]}")


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopStart:
    """One start a workshop offers: all its meetings, and who (bit p = person p) can be there at every one."""

    meetings: tuple[Interval, ...]
    available: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Workshop:
    """An optional workshop: up to `sections` groups of `minimum` to `maximum` members, each under one facilitator.

    `facilitators` are people, in the cohort's order; `starts` earliest first.
    """

    minimum: int
    maximum: int
    sections: int
    facilitators: tuple[int, ...]
    starts: tuple[WorkshopStart, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupsProblem:
    """Workshops, wishes and what is already taken (DESIGN 6, *Workshop groups*).

    `wishes[p]` are person p's wished workshops, best first (empty for whoever is not a member); `busy` are the
    whole-group sessions, against which nothing may be put. `must` and `never` are (person, workshop) pairs: whoever
    must have a seat has one whatever their wishes and hours. `languages[p]` are those of person p, the preferred one
    first, where fewest are to be *alone*: in a section in which nobody else speaks that one. None: nobody minds.

    Midway some sections are over: `had[p]` are the ranks of the wishes of person p that those have met, 0 for a seat
    that met none. So many fewer of the `per_member` are left to p, and `wishes[p]` are the others, at the ranks that
    these leave. `had_alone` counts the seats there of somebody alone. Empty: nothing is over.
    """

    people: int
    workshops: tuple[Workshop, ...]
    wishes: tuple[tuple[int, ...], ...]
    per_member: int = 1
    served_first: bool = True
    busy: tuple[Interval, ...] = ()
    must: tuple[tuple[int, int], ...] = ()
    never: tuple[tuple[int, int], ...] = ()
    languages: tuple[tuple[int, ...], ...] | None = None
    had: tuple[tuple[int, ...], ...] = ()
    had_alone: int = 0

    def __post_init__(self) -> None:
        if len(self.wishes) != self.people:
            raise ValueError(f"{self.people} people do not have {len(self.wishes)} lists of wishes")
        if self.per_member < 1:
            raise ValueError(f"nobody can be in {self.per_member} workshops")
        for person, workshop in (*self.must, *self.never):
            if not (0 <= person < self.people and 0 <= workshop < len(self.workshops)):
                raise ValueError(f"there is no seat of person {person} in workshop {workshop}")
        if self.languages is not None and len(self.languages) != self.people:
            raise ValueError(f"{self.people} people do not have {len(self.languages)} lists of languages")
        if self.had and len(self.had) != self.people:
            raise ValueError(f"{self.people} people have not had {len(self.had)} lists of seats")
        for person, ranks in enumerate(self.had):
            met = [rank for rank in ranks if rank]
            if len(set(met)) < len(met) or min(ranks, default=0) < 0:
                raise ValueError(f"person {person} cannot have had the wishes of ranks {ranks}")

    def had_by(self, person: int) -> tuple[int, ...]:
        """Return the ranks of the wishes that what is over has met, 0 for a seat there that met none."""
        return self.had[person] if self.had else ()

    def room(self, person: int) -> int:
        """Say in how many workshops more a person may be."""
        return max(0, self.per_member - len(self.had_by(person)))

    def ranks(self, person: int) -> Sequence[int]:
        """Return the rank of each of a person's wishes, 1 being the dearest of all: those that were met keep theirs."""
        had, wished = self.had_by(person), len(self.wishes[person])
        if not had:
            return range(1, wished + 1)
        return tuple(islice((rank for rank in count(1) if rank not in had), wished))

    def wishes_any(self, person: int) -> bool:
        """Whether a person wishes for any workshop, or has had one that they did."""
        return bool(self.wishes[person]) or any(self.had_by(person))
