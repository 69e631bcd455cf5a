"""Signing in by a link that works once, and signing out."""

from datetime import timedelta

from scheduler.errors import NotFoundError
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import hash_token, new_token

LINK_LASTS = timedelta(days=14)
SESSION_LASTS = timedelta(days=30)


def invite(tx: Transaction, *, account: str) -> str:
    """Return the secret of a new sign-in link for the account: single use, good for 14 days."""
    token = new_token()
    tx.accounts.add_link(token_hash=hash_token(token), account=account, expires_at=tx.now + LINK_LASTS)
    return token


def look_at_link(tx: Transaction, *, token: str) -> None:
    """Raise NotFoundError unless the link can still be used; spends nothing (mail scanners follow links)."""
    if not tx.accounts.link_is_good(token_hash=hash_token(token), now=tx.now):
        raise NotFoundError


def sign_in(tx: Transaction, *, token: str) -> str:
    """Spend the link and return the secret of a new browser session; raise NotFoundError for a link that is no good."""
    account = tx.accounts.use_link(token_hash=hash_token(token), now=tx.now)
    if account is None:
        raise NotFoundError
    return begin_session(tx, account=account)


def begin_session(tx: Transaction, *, account: str) -> str:
    """Return the secret of a new browser session of the account."""
    session = new_token()
    tx.accounts.add_session(
        token_hash=hash_token(session), account=account, expires_at=tx.now + SESSION_LASTS
    )
    return session


def sign_out(tx: Transaction, *, session: str) -> None:
    """End the browser session; ending it twice changes nothing."""
    tx.accounts.end_session(token_hash=hash_token(session))


def who_is(tx: Transaction, *, session: str | None) -> str | None:
    """Return the account behind a browser session that has not ended."""
    if session is None:
        return None
    return tx.accounts.account_of_session(token_hash=hash_token(session), now=tx.now)
