"""What the API has answered to a POST, kept by its Idempotency-Key to be given again, as rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from scheduler.store import tables
from scheduler.store.dialects import insert_or


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptAnswer:
    """An answer, and the SHA-256 of the request that it was given to."""

    request_hash: str
    status: int
    location: str | None
    body: str


class KeptAnswers:
    """One for each token and key, for a day."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def claim(self, token: str, *, key_hash: str, request_hash: str) -> KeptAnswer | None:
        """Return what was answered under this key; None, and the key is ours, if nothing was yet.

        Who is at work under the same key is waited for: the key is theirs once they have committed.
        """
        claimed = self._connection.execute(
            insert_or(self._connection, tables.kept_answer)
            .values(
                api_token_id=token,
                key_hash=key_hash,
                request_hash=request_hash,
                status=0,
                body="",
                kept_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(tables.kept_answer.c.key_hash)
        ).one_or_none()
        if claimed is not None:
            return None
        of = tables.kept_answer.c
        row = self._connection.execute(
            select(tables.kept_answer).where(of.api_token_id == token, of.key_hash == key_hash)
        ).one()
        return KeptAnswer(
            request_hash=row.request_hash, status=row.status, location=row.location, body=row.body
        )

    def keep(self, token: str, *, key_hash: str, status: int, location: str | None, body: str) -> None:
        """Keep the answer under a key that was claimed in this transaction."""
        of = tables.kept_answer.c
        self._connection.execute(
            update(tables.kept_answer)
            .where(of.api_token_id == token, of.key_hash == key_hash)
            .values(status=status, location=location, body=body)
        )
