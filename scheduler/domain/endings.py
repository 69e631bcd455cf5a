"""Pairs that were ended midway: by whom, why, and what is undone if that is taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.agreements import Agreement
from scheduler.domain.boards import Says
from scheduler.domain.people import PersonId
from scheduler.domain.plans import LeftOut, Pair, Plan, Reason
from scheduler.languages.sentences import sentence

ENDED = Reason(
    code="pair_ended", text=sentence("The pair was ended, and nobody has been found for them since.")
)
"""Why somebody has no coach whose pair was ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndedPair:
    """A pair of a release that does not meet any more; `at` is aware, `by` the account that ended it, if it is known.

    `reason` is for coordinators alone. `said_before` and `said_since` are what the rules said of the two and say since,
    `agreement` is where the two stood.
    """

    member: PersonId
    coach: PersonId
    release: int
    at: datetime
    by: str | None
    reason: str
    said_before: Says
    said_since: Says
    agreement: Agreement | None = None


def ended_of(ended: Iterable[EndedPair], *, release: int) -> tuple[tuple[PersonId, PersonId], ...]:
    """Return the pairs (member, coach) of this release that were ended, in one order."""
    return tuple(sorted((each.member, each.coach) for each in ended if each.release == release))


def without_ended(plan: Plan, ended: Iterable[EndedPair], *, release: int) -> Plan:
    """Return the plan of this release without the pairs that were ended since: their members have no coach.

    What was ended of a release before cuts nothing: to be paired again is a new beginning.
    """
    apart = ended_of(ended, release=release)
    gone = tuple(pair for pair in plan.coaching.pairs if (pair.member, pair.coach) in apart)
    if not gone:
        return plan
    pairs = tuple(pair for pair in plan.coaching.pairs if pair not in gone)
    alone = tuple(LeftOut(member=pair.member, reasons=(ENDED,)) for pair in gone)
    return replace(
        plan, coaching=replace(plan.coaching, pairs=pairs, unplaced=(*plan.coaching.unplaced, *alone))
    )


def paired_before(plan: Plan, ended: Iterable[EndedPair], *, made: datetime) -> Iterator[Pair]:
    """Yield the pairs of a plan that were ended after it was made: it does not know of that.

    What follows a release knows which of its pairs had been ended.
    """
    if plan.midway is None:
        later = {(each.member, each.coach) for each in ended if each.at > made}
    else:
        later = {*ended_of(ended, release=plan.midway.release)} - {*plan.midway.apart}
    yield from (pair for pair in plan.coaching.pairs if (pair.member, pair.coach) in later)


def forgotten(plan: Plan, ended: Iterable[EndedPair]) -> bool:
    """Whether a plan that follows a release leaves a pair of it apart that was ended then, and goes on after all."""
    if plan.midway is None:
        return False
    again = {*plan.midway.apart} - {*ended_of(ended, release=plan.midway.release)}
    return not again <= {(pair.member, pair.coach) for pair in plan.coaching.pairs}
