"""A pair of the last release is ended midway, for a reason that stays private; or that is taken back."""

from scheduler.access import CohortScope
from scheduler.commands.board_state import said_of
from scheduler.commands.ruling import ruled
from scheduler.commands.setting_up import change_rules
from scheduler.domain.boards import Says
from scheduler.domain.endings import EndedPair
from scheduler.domain.people import Person, PersonId
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import PairEnded, PairRestored
from scheduler.languages.sentences import sentence

LONGEST_REASON = 2000
"""Letters of why a pair was ended."""


def end_pair(
    scope: CohortScope, *, member: str, coach: str, reason: str, never: bool, by: str | None = None
) -> None:
    """End a pair: hours that they had agreed on and that are to come are off, and no rule keeps the two together.

    With `never`, they are not paired again. Raises NotFoundError for whom the cohort does not know, and NotNowError for
    who is no pair by the last release as it stands.
    """
    people, (whom, whose) = _both(scope, member, coach)
    plan, release = scope.standing_plan(), scope.last_release()
    pairs = () if plan is None else plan.coaching.pairs
    if release is None or (whom, whose) not in {(pair.member, pair.coach) for pair in pairs}:
        raise NotNowError(
            sentence("These two are no pair by now: look at the last release, and at who goes with whom.")
        )
    before = said_of(scope.cohort, people=people, member=whom, coach=whose)
    since = Says.NEVER if never or before is Says.NEVER else Says.NOTHING
    stands = scope.tx.agreements.of_cohort(scope.cohort.id).get((whose, whom))
    scope.tx.endings.add(
        scope.cohort.id,
        EndedPair(
            member=whom,
            coach=whose,
            release=release,
            at=scope.tx.now,
            by=by,
            reason=reason,
            said_before=before,
            said_since=since,
            agreement=stands,
        ),
    )
    if stands is not None:
        scope.tx.agreements.put(stands.ended())
    if since is not before:
        change_rules(scope, cohort=ruled(scope.cohort, people=people, member=whom, coach=whose, says=since))
    scope.tx.outbox.emit(PairEnded(cohort=scope.cohort.id, coach=whose, member=whom))


def take_back(scope: CohortScope, *, member: str, coach: str) -> None:
    """Have a pair that was ended go on as it was; a rule that somebody has changed since stays.

    Raises NotFoundError where no such pair was ended, and NotNowError once another release is out.
    """
    people, (whom, whose) = _both(scope, member, coach)
    of_two = [
        each
        for each in scope.tx.endings.of_cohort(scope.cohort.id)
        if (each.member, each.coach) == (whom, whose)
    ]
    if not of_two:
        raise NotFoundError
    ended = of_two[-1]
    if ended.release != scope.last_release():
        raise NotNowError(
            sentence("Another release has been published since this pair was ended: that stays as it is.")
        )
    scope.tx.endings.take_back(ended)
    if ended.agreement is not None:
        scope.tx.agreements.put(ended.agreement)
    says = said_of(scope.cohort, people=people, member=whom, coach=whose)
    if says is ended.said_since is not ended.said_before:
        change_rules(
            scope,
            cohort=ruled(scope.cohort, people=people, member=whom, coach=whose, says=ended.said_before),
        )
    scope.tx.outbox.emit(PairRestored(cohort=scope.cohort.id, coach=whose, member=whom))


def _both(
    scope: CohortScope, member: str, coach: str
) -> tuple[tuple[Person, ...], tuple[PersonId, PersonId]]:
    """Return the cohort's people and the two, who must be among them, in a cohort that has coaching."""
    people, both = scope.people(), (PersonId(member), PersonId(coach))
    if scope.cohort.coaching is None or not {*both} <= {person.id for person in people}:
        raise NotFoundError
    return people, both
