"""Tokens by which programs use the API in somebody's name: made, used, revoked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from scheduler.access import Access
from scheduler.domain.scopes import ApiToken, Scope
from scheduler.errors import NotFoundError, NotNowError
from scheduler.languages.sentences import sentence
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import hash_token, new_api_token

MOST_DAYS = 366
MOST_TOKENS = 50
"""Of one account at a time."""
NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewToken:
    """A token that was made, with its secret: shown once, and kept nowhere."""

    token: ApiToken
    secret: str


def make_token(tx: Transaction, *, account: str, name: str, scopes: Collection[Scope], days: int) -> NewToken:
    """Make a token of this account, good for so many `days` (1 to 366) and for these scopes."""
    if not name or not scopes or not 1 <= days <= MOST_DAYS:
        raise NotNowError(
            sentence("Give the token a name, say what it is for, and for how long: 1 to 366 days.")
        )
    good = [each for each in tx.api_tokens.of_account(account) if each.is_good(now=tx.now)]
    if len(good) >= MOST_TOKENS:
        raise NotNowError(sentence("There are 50 tokens already: revoke those that nobody needs."))
    secret = new_api_token()
    token = ApiToken(
        id=tx.ids.new("token"),
        account=account,
        name=name,
        scopes=frozenset(scopes),
        made_at=tx.now,
        expires_at=tx.now + timedelta(days=days),
    )
    tx.api_tokens.add(token, token_hash=hash_token(secret))
    return NewToken(token=token, secret=secret)


def revoke_token(access: Access, *, token: str) -> None:
    """Have one of one's own tokens open nothing any more; twice is once."""
    if token not in {each.id for each in my_tokens(access)}:
        raise NotFoundError
    access.tx.api_tokens.revoke(token, at=access.tx.now)


def my_tokens(access: Access) -> tuple[ApiToken, ...]:
    """Return the tokens of whoever asks, newest first."""
    if access.account is None:
        raise NotFoundError
    return access.tx.api_tokens.of_account(access.account)


def token_of(tx: Transaction, *, secret: str) -> ApiToken | None:
    """Return the token with this secret, while it is good."""
    found = tx.api_tokens.by_hash(hash_token(secret))
    return found if found is not None and found.is_good(now=tx.now) else None


def use_is_due(tx: Transaction, *, token: ApiToken) -> bool:
    """Whether the use of a token is to be noted: it is, to the hour."""
    return token.last_used_at is None or tx.now - token.last_used_at >= NOTED_EVERY
