"""The secrets that accounts sign in with, and the sessions that they begin, as rows; of each secret only its hash."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, insert, or_, select, update

from scheduler.store import tables

IDLE = timedelta(days=14)
"""How long a session lasts, from the day on which it was last used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A browser in which an account is signed in; the instants are not known of one that an older version began."""

    token_hash: str
    account: str
    began_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How many sessions, and links that nobody had used, were ended."""

    sessions: int
    links: int


class SignIns:
    """Links that work once, and sessions."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add_link(self, *, token_hash: str, account: str, expires_at: datetime) -> None:
        """Keep a sign-in link's hash."""
        self._connection.execute(
            insert(tables.sign_in_link).values(
                token_hash=token_hash, account_id=account, expires_at=expires_at
            )
        )

    def link_is_good(self, *, token_hash: str) -> bool:
        """Say whether the link exists, is unused and has not expired."""
        found = select(tables.sign_in_link.c.account_id).where(self._is_good(token_hash))
        return self._connection.execute(found).one_or_none() is not None

    def use_link(self, *, token_hash: str) -> str | None:
        """Spend a good link and return its account; None if it is spent, expired or unknown."""
        used = self._connection.execute(
            update(tables.sign_in_link).where(self._is_good(token_hash)).values(used_at=self._now)
        )
        if used.rowcount != 1:
            return None
        return self._connection.execute(
            select(tables.sign_in_link.c.account_id).where(tables.sign_in_link.c.token_hash == token_hash)
        ).scalar_one()

    def add_session(self, *, token_hash: str, account: str, expires_at: datetime) -> None:
        """Keep a browser session's hash; it is used as it begins."""
        self._connection.execute(
            insert(tables.web_session).values(
                token_hash=token_hash,
                account_id=account,
                expires_at=expires_at,
                began_at=self._now,
                used_at=day_of(self._now),
            )
        )

    def session(self, *, token_hash: str) -> Session | None:
        """Return a session that has not ended."""
        found = _SESSIONS.where(tables.web_session.c.token_hash == token_hash, goes_on(self._now))
        row = self._connection.execute(found).one_or_none()
        return None if row is None else _session(row)

    def sessions(self, account: str) -> tuple[Session, ...]:
        """Return an account's sessions that have not ended, those last used first."""
        of = tables.web_session.c
        rows = self._connection.execute(
            _SESSIONS.where(of.account_id == account, goes_on(self._now)).order_by(
                of.used_at.desc(), of.began_at.desc(), of.token_hash
            )
        )
        return tuple(map(_session, rows))

    def note_use(self, *, token_hash: str) -> None:
        """Keep that a session was used today."""
        self._connection.execute(
            update(tables.web_session)
            .where(tables.web_session.c.token_hash == token_hash)
            .values(used_at=day_of(self._now))
        )

    def end_session(self, *, token_hash: str) -> None:
        """End a browser session."""
        self._connection.execute(
            delete(tables.web_session).where(tables.web_session.c.token_hash == token_hash)
        )

    def end(self, account: str) -> Ended:
        """End all of an account's sessions, and its links that nobody has used."""
        sessions, links = tables.web_session.c, tables.sign_in_link.c
        live = self._connection.execute(
            delete(tables.web_session).where(sessions.account_id == account, goes_on(self._now))
        )
        self._connection.execute(delete(tables.web_session).where(sessions.account_id == account))
        unused = and_(links.used_at.is_(None), links.expires_at > self._now)
        good = self._connection.execute(
            delete(tables.sign_in_link).where(links.account_id == account, unused)
        )
        return Ended(sessions=live.rowcount, links=good.rowcount)

    def end_where_nothing_is_left(self, accounts: Collection[str]) -> None:
        """End all of those of these accounts that are nobody in any cohort, hold no right and may found nothing."""
        person, grant, account = tables.person.c, tables.grant.c, tables.account.c
        for each in sorted(accounts):
            left = or_(
                exists().where(person.account_id == each, person.left_at.is_(None)),
                exists().where(grant.account_id == each),
                exists().where(account.id == each, account.may_found),
            )
            if not self._connection.execute(select(left)).scalar_one():
                self.end(each)

    def _is_good(self, token_hash: str) -> ColumnElement[bool]:
        link = tables.sign_in_link.c
        return and_(link.token_hash == token_hash, link.used_at.is_(None), link.expires_at > self._now)


def day_of(instant: datetime) -> datetime:
    """Return when the day began, in UTC: when exactly somebody was here is kept of nobody."""
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)


def goes_on(now: datetime) -> ColumnElement[bool]:
    """Return what holds of a session that has not ended: neither its time is up nor was it left unused."""
    of = tables.web_session.c
    return and_(of.expires_at > now, or_(of.used_at.is_(None), of.used_at > now - IDLE))


_SESSIONS = select(
    *[tables.web_session.c[name] for name in ("token_hash", "account_id", "began_at", "used_at")]
)


def _session(row: Row[Any]) -> Session:
    return Session(
        token_hash=row.token_hash, account=row.account_id, began_at=row.began_at, used_at=row.used_at
    )
