"""`commonhour import` and `commonhour grant`: a new cohort out of files, and who may run it."""

from pathlib import Path

import click

from scheduler.access import CohortScope, Right, whole_cohort
from scheduler.commands.cohorts import create_cohort, grant, open_account
from scheduler.commands.rosters import import_people, person_ids, require_names
from scheduler.commands.signing_in import invite
from scheduler.errors import NotFoundError, RefusedError
from scheduler.operator.files import A_FILE, MAPPING, new_cohort, people_of
from scheduler.operator.instance import Instance
from scheduler.roster.cells import is_email
from scheduler.settings import Settings
from scheduler.store.unit_of_work import Transaction

LISTED = 10
"""How many cohorts are named to whoever named none."""


@click.command(name="import")
@click.argument("cohort_file", type=A_FILE)
@click.argument("roster", type=A_FILE, required=False)
@MAPPING
@click.pass_obj
def import_cohort(instance: Instance, cohort_file: Path, roster: Path | None, mapping: Path | None) -> None:
    """Set up a new cohort from COHORT_FILE, with the people of ROSTER; prints the cohort's id."""
    store = instance.make_store()
    cohort = new_cohort(cohort_file)
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        if roster is not None:
            scope = whole_cohort(tx, cohort.id)
            import_people(scope, people=people_of(roster, mapping=mapping)(cohort, person_ids(scope)))
            require_names(scope)
        tx.audit.add("import", writes=True, cohort=cohort.id)
    click.echo(cohort.id)


@click.command(name="grant")
@click.argument("email")
@click.argument("cohort")
@click.argument("right", type=click.Choice([right.value for right in Right]))
@click.pass_obj
def grant_right(instance: Instance, email: str, cohort: str, right: str) -> None:
    """Let EMAIL run COHORT, and print a sign-in link for them: single use, good for 14 days."""
    address = address_of(email)
    settings = instance.look_at_settings()
    with instance.open_store(settings).write() as tx:
        scope = cohort_of(tx, cohort)
        account = open_account(tx, email=address)
        grant(tx, account=account, cohort=scope.cohort.id, right=Right(right))
        link = _sign_in_link(tx, account=account, settings=settings)
    click.echo(link)


@click.command()
@click.argument("email")
@click.pass_obj
def begin(instance: Instance, email: str) -> None:
    """Let EMAIL set cohorts up on the pages, and print a sign-in link for them: single use, good for 14 days."""
    address = address_of(email)
    store, settings = instance.make_store(), instance.look_at_settings()
    with store.write() as tx:
        account = open_account(tx, email=address)
        tx.accounts.let_found(account)
        link = _sign_in_link(tx, account=account, settings=settings)
    click.echo(link)


def address_of(email: str) -> str:
    """Return what was typed for an address; raise RefusedError for what is none."""
    if not is_email(email):
        raise RefusedError(f"{email!r} is no e-mail address: write one alone, such as amina@example.org.")
    return email


def _sign_in_link(tx: Transaction, *, account: str, settings: Settings) -> str:
    return f"{settings.base_url}/sign-in/{invite(tx, account=account)}"


def cohort_of(tx: Transaction, cohort: str) -> CohortScope:
    """Return the scope of the cohort of this id; raise NotFoundError, which says what cohorts there are."""
    try:
        return whole_cohort(tx, cohort)
    except NotFoundError:
        known = ", ".join(f"{each.id} ({each.name})" for each in tx.people.cohorts()[-LISTED:])
        raise NotFoundError(
            f"There is no cohort {cohort!r}. "
            + (f"The newest are {known}." if known else "There is none yet: `commonhour import` sets one up.")
        ) from None
