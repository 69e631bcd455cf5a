"""`commonhour sign-out`: end what somebody's lost phone or leaked link still opens."""

import click

from scheduler.commands.signing_in import sign_out_everywhere
from scheduler.domain.people import PersonId
from scheduler.errors import NotFoundError
from scheduler.operator.instance import Instance
from scheduler.store.unit_of_work import Transaction
from scheduler.terminal import console


@click.command(name="sign-out")
@click.argument("who", metavar="EMAIL|PERSON-ID")
@click.pass_obj
def sign_out(instance: Instance, who: str) -> None:
    """End every session of this person or account, and every sign-in link of theirs that nobody has used.

    Their rights and their calendar stay as they are.
    """
    with instance.store().write() as tx:
        accounts = _accounts(tx, who)
        ended = [sign_out_everywhere(tx, account=each) for each in sorted(accounts)]
    sessions, links = sum(each.sessions for each in ended), sum(each.links for each in ended)
    console.print(f"Ended: sessions {sessions}, unused links {links}.")


def _accounts(tx: Transaction, who: str) -> set[str]:
    """Return the accounts that this e-mail or this person signs in to; raise NotFoundError for who is not known."""
    people = [person.id for _, person in tx.people.with_email(who)]
    if tx.people.cohort_of(PersonId(who)) is not None:
        people.append(PersonId(who))
    found = {tx.accounts.by_email(who), *map(tx.people.account_of, people)}
    if not people and found == {None}:
        raise NotFoundError(
            f"Nobody here has the e-mail or the id {who!r}: look for their id on the cohort's page of people."
        )
    return {each for each in found if each is not None}
