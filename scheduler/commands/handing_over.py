"""Rights in a cohort, given to its people and taken back, so that a community can take its programme over."""

from scheduler.access import CohortScope, Right
from scheduler.commands.cohorts import account_of_person, grant
from scheduler.domain.parts import Parts
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import RightsChanged
from scheduler.languages.sentences import sentence


def give_right(scope: CohortScope, *, person: str, right: Right) -> None:
    """Let someone of the cohort facilitate in it, or coordinate it."""
    account = account_of_person(scope.tx, person=scope.person(person).id)
    grant(scope.tx, account=account, cohort=scope.cohort.id, right=right)
    scope.tx.outbox.emit(RightsChanged(cohort=scope.cohort.id))


def give_parts(scope: CohortScope, *, account: str, parts: Parts) -> None:
    """Let a facilitator rebalance these parts of the plan and no other.

    Raises NotFoundError for who is none, and for a workshop that the cohort does not have.
    """
    if not set(parts.workshops or ()) <= {workshop.id for workshop in scope.cohort.workshops}:
        raise NotFoundError
    if not scope.tx.accounts.set_parts(account, scope.cohort.id, Right.FACILITATOR, parts):
        raise NotFoundError
    scope.tx.outbox.emit(RightsChanged(cohort=scope.cohort.id))


def take_right(scope: CohortScope, *, account: str, right: Right) -> None:
    """Take a right back, and end the sessions of an account to which nothing is left.

    Raises NotNowError for the last coordinator's, NotFoundError for one that nobody holds.
    """
    holders = scope.tx.accounts.holders(scope.cohort.id)
    if right.value not in holders.get(account, ()):
        raise NotFoundError
    coordinators = sum(Right.COORDINATOR.value in held for held in holders.values())
    if right is Right.COORDINATOR and coordinators == 1:
        raise NotNowError(
            sentence("Nobody would run this group any more: make somebody else a coordinator first.")
        )
    scope.tx.accounts.take(account, scope.cohort.id, right.value)
    scope.tx.sign_ins.end_where_nothing_is_left({account})
    scope.tx.outbox.emit(RightsChanged(cohort=scope.cohort.id))
