"""One run of a programme: its dates, rules, sessions and workshops, as `cohort.toml` gives them (DESIGN 5)."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from fractions import Fraction
from typing import NewType

from scheduler.domain.people import Capacity, Person

CohortId = NewType("CohortId", str)


class Language(StrEnum):
    """Whether a coach and a member must share a language, or had better."""

    PREFERRED = "preferred"
    REQUIRED = "required"


class Rule(StrEnum):
    """What a criterion asks of the two cells of a pair: the same, another, or items in common."""

    SAME = "same"
    DIFFERENT = "different"
    OVERLAP = "overlap"


class Fairness(StrEnum):
    """Whether the worst-served pairs are lifted first, or only the sum counts."""

    WORST_FIRST = "worst_first"
    TOTAL = "total"


class Company(StrEnum):
    """What a member of a workshop group is not to be alone with."""

    LANGUAGES = "languages"


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoreWeights:
    """The shares of interest, time and language in a pair's score; exact, and with the criteria's they sum to 1."""

    interest: Fraction = Fraction(6, 10)
    time: Fraction = Fraction(3, 10)
    language: Fraction = Fraction(1, 10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """A further column of the roster to match on; `weight` is its share of a pair's score, None requires it."""

    column: str
    rule: Rule
    weight: Fraction | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Coaching:
    """The rules of coaching; `must` and `never` are (member key, coach key)."""

    capacity: Capacity
    meeting_minutes: int
    target_minutes: int
    weights: ScoreWeights = ScoreWeights()
    language: Language = Language.PREFERRED
    fairness: Fairness = Fairness.WORST_FIRST
    must: tuple[tuple[str, str], ...] = ()
    never: tuple[tuple[str, str], ...] = ()
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthlyAt:
    """`at = "second Tuesday 18:00"`: ordinal 1..4 or -1 for last, weekday 0 = Monday, home wall clock."""

    ordinal: int
    weekday: int
    at: time


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Starts offered: on `weekdays` (0 = Monday), at home wall clock `opens`, + step, ... that end by `closes`.

    `opens` and `closes` are minutes from 00:00 of the home clock, opens < closes <= 1440; `step_minutes` is whole.
    """

    weekdays: tuple[int, ...]
    opens: int
    closes: int
    step_minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """The whole group's monthly meeting, `when` fixed by a rule or chosen among starts."""

    id: str
    name: str
    minutes: int
    when: MonthlyAt | Choice
    join_url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Workshop:
    """An optional workshop; `facilitators` are keys; the first meeting lies in `window` (both dates included)."""

    id: str
    name: str
    topic: str
    facilitators: tuple[str, ...]
    minutes: int
    size: Capacity
    window: tuple[date, date]
    when: Choice
    sections: int = 1
    meetings: int = 1
    join_url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cohort:
    """A cohort's rules; `starts` and `ends` are its first and last date in the home zone.

    Without `coaching` nobody is paired. `must_attend` and `never_attend` are (member key, workshop id). So many days
    after its last one its people are erased; by default they are kept.
    """

    id: CohortId
    name: str
    starts: date
    ends: date
    home_time_zone: str
    locale: str
    topics: tuple[str, ...]
    coaching: Coaching | None = None
    sessions: tuple[Session, ...] = ()
    workshops: tuple[Workshop, ...] = ()
    per_member: int = 1
    served_first: bool = True
    must_attend: tuple[tuple[str, str], ...] = ()
    never_attend: tuple[tuple[str, str], ...] = ()
    no_one_alone: tuple[Company, ...] = ()
    discreet: bool = False
    erase_after_days: int | None = None

    def capacity_of(self, coach: Person) -> Capacity:
        """Return how many members a coach takes: what is said of them, else of all; none where nobody is paired."""
        if self.coaching is None:
            return Capacity(minimum=0, maximum=0)
        return coach.capacity or self.coaching.capacity

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria of coaching; none where nobody is paired."""
        return self.coaching.criteria if self.coaching else ()

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns of the roster that the criteria are on, each once."""
        return tuple(dict.fromkeys(criterion.column for criterion in self.criteria))
