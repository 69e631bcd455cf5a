"""Signing in by a link that works once, how long that lasts, and signing out: here, there or everywhere."""

from datetime import timedelta

from scheduler.errors import NotFoundError
from scheduler.store.sign_ins import Ended, Session, day_of
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import hash_token, new_token, session_name

LINK_LASTS = timedelta(days=14)
SESSION_LASTS = timedelta(days=30)


def invite(tx: Transaction, *, account: str) -> str:
    """Return the secret of a new sign-in link for the account: single use, good for 14 days."""
    token = new_token()
    tx.sign_ins.add_link(token_hash=hash_token(token), account=account, expires_at=tx.now + LINK_LASTS)
    return token


def look_at_link(tx: Transaction, *, token: str) -> None:
    """Raise NotFoundError unless the link can still be used; spends nothing (mail scanners follow links)."""
    if not tx.sign_ins.link_is_good(token_hash=hash_token(token)):
        raise NotFoundError


def sign_in(tx: Transaction, *, token: str) -> str:
    """Spend the link and return the secret of a new browser session; raise NotFoundError for a link that is no good."""
    account = tx.sign_ins.use_link(token_hash=hash_token(token))
    if account is None:
        raise NotFoundError
    return begin_session(tx, account=account)


def begin_session(tx: Transaction, *, account: str) -> str:
    """Return the secret of a new browser session of the account."""
    session = new_token()
    tx.sign_ins.add_session(
        token_hash=hash_token(session), account=account, expires_at=tx.now + SESSION_LASTS
    )
    return session


def sign_out(tx: Transaction, *, session: str) -> None:
    """End the browser session; ending it twice changes nothing."""
    tx.sign_ins.end_session(token_hash=hash_token(session))


def sign_out_there(tx: Transaction, *, account: str, session: str) -> None:
    """End the session of an account that its page calls so; raises NotFoundError where it has none of that name."""
    named = {session_name(each.token_hash): each for each in tx.sign_ins.sessions(account)}
    if session not in named:
        raise NotFoundError
    tx.sign_ins.end_session(token_hash=named[session].token_hash)


def sign_out_everywhere(tx: Transaction, *, account: str) -> Ended:
    """End every session of an account, and every link to it that nobody has used; say how many."""
    return tx.sign_ins.end(account)


def who_is(tx: Transaction, *, session: str | None) -> Session | None:
    """Return the browser session that has this secret and has not ended."""
    return None if session is None else tx.sign_ins.session(token_hash=hash_token(session))


def is_seen_anew(tx: Transaction, session: Session) -> bool:
    """Whether this is the session's first use today, which is to be noted."""
    return session.used_at is None or session.used_at < day_of(tx.now)
