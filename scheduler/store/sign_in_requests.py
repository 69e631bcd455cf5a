"""Who has asked to sign in by mail, as rows: short-lived, and gone soon after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from scheduler.store import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInRequest:
    """One request: for which address, and from which browser; `used` or expired it is no good any more."""

    id: str
    email: str
    browser_hash: str
    asked_at: datetime
    expires_at: datetime
    tries: int
    used: bool


class SignInRequests:
    """Every request that has not been tidied away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, *, request: str, email: str, browser_hash: str, asked_at: datetime, expires_at: datetime
    ) -> None:
        """Keep a request; `email` in lower case."""
        self._connection.execute(
            insert(tables.sign_in_request).values(
                id=request,
                email=email,
                browser_hash=browser_hash,
                asked_at=asked_at,
                expires_at=expires_at,
                tries=0,
            )
        )

    def request(self, request: str) -> SignInRequest | None:
        """Return a request by its id."""
        return self._one(tables.sign_in_request.c.id == request)

    def last_of(self, browser_hash: str) -> SignInRequest | None:
        """Return what was asked last from this browser."""
        return self._one(tables.sign_in_request.c.browser_hash == browser_hash)

    def use(self, request: str, *, now: datetime) -> bool:
        """Spend a request; say whether it was good until then."""
        spent = self._connection.execute(
            update(tables.sign_in_request)
            .where(
                tables.sign_in_request.c.id == request,
                tables.sign_in_request.c.used_at.is_(None),
                tables.sign_in_request.c.expires_at > now,
            )
            .values(used_at=now)
        )
        return spent.rowcount == 1

    def note_wrong_code(self, request: str) -> None:
        """Count a wrong code."""
        self._connection.execute(
            update(tables.sign_in_request)
            .where(tables.sign_in_request.c.id == request)
            .values(tries=tables.sign_in_request.c.tries + 1)
        )

    def _one(self, which: ColumnElement[bool]) -> SignInRequest | None:
        found = select(tables.sign_in_request).where(which).order_by(tables.sign_in_request.c.asked_at.desc())
        row = self._connection.execute(found.limit(1)).one_or_none()
        return None if row is None else _request(row)


def _request(row: Row[Any]) -> SignInRequest:
    return SignInRequest(
        id=row.id,
        email=row.email,
        browser_hash=row.browser_hash,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        tries=row.tries,
        used=row.used_at is not None,
    )
