"""The outcome of a run: who is placed where and why, by opaque person id (DESIGN 6 and 8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from scheduler.domain.parts import EVERYTHING, Parts
from scheduler.domain.people import PersonId
from scheduler.languages.sentences import Words, sentence

Stopped = Literal["time", "asked"]
STOPPED: dict[Stopped, str] = {
    "time": sentence("The search for a better plan ended because its time was up."),
    "asked": sentence("The search for a better plan ended because somebody asked for the best so far."),
}
"""What ended a search that might have gone on, for a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why, for a program (`code`, `params`: people by key) and for a person (`text`, a sentence with names)."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    text: Words

    @property
    def is_warning(self) -> bool:
        """Whether it says that a `must` was kept against the rules."""
        return self.code.startswith("must_no_")

    @property
    def is_of_rules(self) -> bool:
        """Whether the cohort's rules contradict themselves."""
        return self.code.startswith("must_") or self.code == "sessions_overlap"

    @property
    def is_for_coordinators(self) -> bool:
        """Whether it tells what somebody answered in a column of the cohort's own."""
        return "criterion" in self.code


def without_answers(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Say no more of the cohort's own criteria than that they count, for whoever is no coordinator."""
    kept = tuple(reason for reason in reasons if not reason.is_for_coordinators)
    if len(kept) == len(reasons):
        return reasons
    text = sentence("The cohort's own criteria count here too; its coordinators see how.")
    return (*kept, Reason(code="own_columns", text=text))


@dataclass(frozen=True, kw_only=True, slots=True)
class Breach:
    """One rule that a plan breaks: in which part of it, and what it concerns (people by key), for a person too."""

    part: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict[str, str | int])
    text: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingValue:
    """placed, shortfall, bands[10], total: DESIGN 6's order for coaching."""

    placed: int
    shortfall: int
    bands: tuple[int, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What a pair makes of one criterion: the two cells as written, blank ones empty, and how far they meet its `rule`.

    `common` are the items of the member's that the coach has too, as the member writes them. `met` is "yes", "partly"
    (an overlap of some items), "no", or "unknown" where a cell is blank.
    """

    column: str
    rule: str
    member: str
    coach: str
    common: tuple[str, ...]
    met: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A member and their coach; `worst_week` is the Monday's date (ISO) of the week that shares least.

    `criteria` are those of the cohort, one each, in its order.
    """

    member: PersonId
    coach: PersonId
    score: int
    shared_minutes: int
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    worst_week: str
    criteria: tuple[Judged, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A member without a coach, or without a seat they wished for, and why."""

    member: PersonId
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingPart:
    """All pairs in the roster's order of members, and whoever has none; `advice`: what would help most, best first.

    `advice_cut` says that somebody asked for the plan before all that might help was tried.
    """

    objective: CoachingValue
    bound: CoachingValue
    proven: bool
    pairs: tuple[Pair, ...]
    unplaced: tuple[LeftOut, ...]
    advice: tuple[Reason, ...] = ()
    advice_cut: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopsValue:
    """served, total: DESIGN 6's order for workshop groups; `alone` where the cohort asks that nobody be."""

    served: int
    total: int
    alone: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One group of one workshop: its number in it, its meetings' starts (aware UTC), members in roster order.

    `reasons` say why it is held then; `seats` why each of the `members` sits here, in their order; `remarks` what
    there is to say of some of them besides: who was asked for, and who is alone (`params["member"]` is their key).
    """

    workshop: str
    section: int
    facilitator: PersonId
    starts: tuple[datetime, ...]
    minutes: int
    members: tuple[PersonId, ...]
    reasons: tuple[Reason, ...] = ()
    seats: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()

    def said_of(self, seat: int) -> tuple[Reason, ...]:
        """Return all that is said of a seat; a section placed by hand carries no reasons for its seats."""
        if not self.seats:
            return ()
        why = self.seats[seat]
        whose = why.params.get("member")
        return (why, *(remark for remark in self.remarks if remark.params.get("member") == whose))


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopsPart:
    """All sections held, and the members with a wish and no seat."""

    objective: WorkshopsValue
    bound: WorkshopsValue
    gap: float
    proven: bool
    sections: tuple[Section, ...]
    unserved: tuple[LeftOut, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionsValue:
    """worst, total: the largest burden of one person, and everybody's."""

    worst: int
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionMeeting:
    """One dated whole-group session: aware UTC start, whole minutes, and why it stands there.

    `at_night` is for whom it lay in the night, outside their hours, when it was published (None: that was not kept).
    """

    session: str
    starts: datetime
    minutes: int
    reasons: tuple[Reason, ...] = ()
    at_night: tuple[PersonId, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionsPart:
    """All whole-group meetings by start, then session."""

    objective: SessionsValue
    bound: SessionsValue
    proven: bool
    meetings: tuple[SessionMeeting, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SolverParts:
    """Seconds of wall time that each part took."""

    sessions: float
    coaching: float
    workshops: float


@dataclass(frozen=True, kw_only=True, slots=True)
class SolverInfo:
    """Seed and seconds; the seconds are the only thing in a plan that differs between two equal runs.

    `stopped` says what ended the search for a better plan before it was done: the clock, or somebody who asked.
    """

    seed: int
    seconds: float
    parts: SolverParts
    stopped: Stopped | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Midway:
    """What a plan made midway follows: which release, and from which instant it counts.

    Sessions stand as the release has them, and so does all that is over at that instant, and every part but `parts`;
    shared time counts from the week that holds it (DESIGN 6, *Rebalancing*). `apart` are the pairs (member, coach) of
    the release that had been ended by then.
    """

    release: int
    as_of: datetime
    parts: Parts = EVERYTHING
    apart: tuple[tuple[PersonId, PersonId], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Sessions, coaching and workshop groups, each fixed before the next; `midway` if it is no first plan."""

    sessions: SessionsPart
    coaching: CoachingPart
    workshops: WorkshopsPart
    solver: SolverInfo
    midway: Midway | None = None
