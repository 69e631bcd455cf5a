"""Tokens of the HTTP API, kept as their hashes, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from scheduler.documents import from_json
from scheduler.domain.scopes import ApiToken, Scope
from scheduler.store import tables


class ApiTokens:
    """Every token that has not been tidied away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: ApiToken, *, token_hash: str) -> None:
        """Keep a new token by its hash."""
        self._connection.execute(
            insert(tables.api_token).values(
                id=token.id,
                account_id=token.account,
                name=token.name,
                token_hash=token_hash,
                scopes=[scope.value for scope in Scope if scope in token.scopes],
                made_at=token.made_at,
                expires_at=token.expires_at,
            )
        )

    def by_hash(self, token_hash: str) -> ApiToken | None:
        """Return the token of this hash, whatever has become of it."""
        row = self._connection.execute(
            select(tables.api_token).where(tables.api_token.c.token_hash == token_hash)
        ).one_or_none()
        return None if row is None else _token(row)

    def of_account(self, account: str) -> tuple[ApiToken, ...]:
        """Return an account's tokens, newest first."""
        rows = self._connection.execute(
            select(tables.api_token)
            .where(tables.api_token.c.account_id == account)
            .order_by(tables.api_token.c.made_at.desc(), tables.api_token.c.id)
        )
        return tuple(_token(row) for row in rows)

    def every(self) -> tuple[ApiToken, ...]:
        """Return all tokens of the instance, newest first."""
        rows = self._connection.execute(
            select(tables.api_token).order_by(tables.api_token.c.made_at.desc(), tables.api_token.c.id)
        )
        return tuple(_token(row) for row in rows)

    def note_use(self, token: str, *, at: datetime) -> None:
        """Say when a token was last used."""
        self._connection.execute(
            update(tables.api_token).where(tables.api_token.c.id == token).values(last_used_at=at)
        )

    def revoke(self, token: str, *, at: datetime) -> None:
        """Have a token open nothing any more; twice is once."""
        self._connection.execute(
            update(tables.api_token)
            .where(tables.api_token.c.id == token, tables.api_token.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(
        id=row.id,
        account=row.account_id,
        name=row.name,
        scopes=from_json(row.scopes, as_type=frozenset[Scope]),
        made_at=row.made_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
