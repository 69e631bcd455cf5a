"""What a member's card of the released plan says of ending their pair, and of a pair that was ended."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope, Right
from scheduler.domain.endings import EndedPair
from scheduler.domain.people import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """When a pair was ended; `reason` and `by` whom are for coordinators, None for others."""

    at: datetime
    reason: str | None
    by: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """A pair of the last release: `ended` since or not, and whether the reader may end it or take that back."""

    member: PersonId
    coach: PersonId
    ended: Ended | None
    may_change: bool


def ending(scope: CohortScope, *, plan: str, member: PersonId, coach: PersonId | None) -> Ending | None:
    """Return it of a member and the coach that the plan gives them; None where the last release is another plan."""
    release = scope.plan(plan).release
    if coach is None or release is None or release != scope.last_release():
        return None
    found = next(
        (
            each
            for each in scope.tx.endings.of_cohort(scope.cohort.id)
            if (each.member, each.coach, each.release) == (member, coach, release)
        ),
        None,
    )
    here = {member, coach} <= {person.id for person in scope.people()}
    return Ending(
        member=member,
        coach=coach,
        ended=None if found is None else _ended(scope, found),
        may_change=scope.parts.coaching and here,
    )


def _ended(scope: CohortScope, ended: EndedPair) -> Ended:
    if Right.COORDINATOR not in scope.rights:
        return Ended(at=ended.at, reason=None, by=None)
    known = scope.tx.people.by_account(scope.cohort.id).get(ended.by or "")
    email = None if ended.by is None or known is not None else scope.tx.accounts.email_of(ended.by)
    who = email if known is None else known.by_both_names().name
    return Ended(at=ended.at, reason=ended.reason, by=who)
