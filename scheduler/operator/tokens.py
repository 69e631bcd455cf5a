"""`commonhour token`: tokens by which programs use the HTTP API in somebody's name."""

import click

from scheduler.commands.api_tokens import MOST_DAYS, make_token
from scheduler.commands.cohorts import open_account
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.operator.cohorts import address_of
from scheduler.operator.instance import Instance
from scheduler.terminal import say_table


@click.group(name="token")
def tokens() -> None:
    """Tokens for the HTTP API: each can do what its account may, and of that what its scopes name."""


@tokens.command()
@click.argument("email")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it is good for; say it again for more.",
)
@click.option(
    "--days", type=click.IntRange(1, MOST_DAYS), default=90, show_default=True, help="How long it is good."
)
@click.pass_obj
def make(instance: Instance, email: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token called NAME for the account of EMAIL, and print it: it is shown this once."""
    address = address_of(email)
    with instance.store().write() as tx:
        account = open_account(tx, email=address)
        made = make_token(tx, account=account, name=name, scopes=tuple(map(Scope, scopes)), days=days)
    click.echo(made.secret)


@tokens.command(name="list")
@click.pass_obj
def list_tokens(instance: Instance) -> None:
    """Show the tokens there are, whose they are, and when each was last used."""
    with instance.store().read() as tx:
        rows = [
            (
                token.id,
                tx.accounts.email_of(token.account) or token.account,
                token.name,
                " ".join(sorted(token.scopes)),
                f"{token.expires_at:%Y-%m-%d}",
                "never" if token.last_used_at is None else f"{token.last_used_at:%Y-%m-%d %H:00}",
                "good" if token.is_good(now=tx.now) else "ended",
            )
            for token in tx.api_tokens.every()
        ]
    say_table(header=("id", "account", "name", "scopes", "until", "last used", "is"), rows=rows)


@tokens.command()
@click.argument("token")
@click.pass_obj
def revoke(instance: Instance, token: str) -> None:
    """Have the token with the id TOKEN open nothing any more."""
    with instance.store().write() as tx:
        if token not in {each.id for each in tx.api_tokens.every()}:
            raise NotFoundError(
                f"There is no token {token!r}: `commonhour token list` shows those there are."
            )
        tx.api_tokens.revoke(token, at=tx.now)
    click.echo("revoked")
