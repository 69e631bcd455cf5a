"""Setting up a cohort and saying who runs it."""

from scheduler.access import Right
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import PersonId
from scheduler.events import CohortCreated
from scheduler.store.unit_of_work import Transaction


def create_cohort(tx: Transaction, *, cohort: Cohort) -> None:
    """Keep the cohort's rules as a new cohort."""
    tx.people.add_cohort(cohort, now=tx.now)
    tx.outbox.emit(CohortCreated(cohort=cohort.id))


def open_account(tx: Transaction, *, email: str | None) -> str:
    """Return the account with this e-mail, opening one where there is none."""
    known = None if email is None else tx.accounts.by_email(email)
    if known is not None:
        return known
    account = tx.ids.new("account")
    tx.accounts.add(account=account, email=None if email is None else email.lower(), now=tx.now)
    if email is None:
        return account
    return tx.accounts.by_email(email) or account  # another may have opened it at this very moment


def grant(tx: Transaction, *, account: str, cohort: CohortId, right: Right) -> None:
    """Let the account coordinate the cohort, or facilitate in it."""
    tx.accounts.give(account, cohort, right)


def account_of_person(tx: Transaction, *, person: PersonId) -> str:
    """Return the account this person signs in with, opening one where there is none.

    It is theirs alone and never found by e-mail: whoever may write a roster must not come into an account that holds
    rights by writing its e-mail there.
    """
    known = tx.people.account_of(person)
    if known is not None:
        return known
    account = open_account(tx, email=None)
    tx.people.set_account(person, account)
    return account
