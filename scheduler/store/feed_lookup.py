"""A feed found by its secret for who only serves it: one indexed read.

Calendar programs ask for feeds far oftener than anybody asks for anything else.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from scheduler.store.plain_reads import PlainReads

FIND = "SELECT etag, modified_at, fetched_at, trace FROM feed WHERE token_hash = $1 AND NOT revoked"
READ = "SELECT body FROM feed WHERE token_hash = $1 AND NOT revoked AND etag = $2"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServedFeed:
    """What is told of a feed that is served, and when it was last fetched."""

    etag: str
    modified_at: datetime
    fetched_at: datetime | None
    trace: str | None


class FeedLookup:
    """Finds feeds; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._reads = PlainReads(engine)

    def by_token(self, token_hash: str) -> ServedFeed | None:
        """Return the feed whose secret has this SHA-256, unless it was revoked. Raises UnavailableError."""
        rows = self._reads.rows(FIND, token_hash)
        if not rows:
            return None
        etag, modified_at, fetched_at, trace = rows[0]
        return ServedFeed(
            etag=etag,
            modified_at=_instant(modified_at),
            fetched_at=None if fetched_at is None else _instant(fetched_at),
            trace=trace,
        )

    def body(self, token_hash: str, *, etag: str) -> bytes | None:
        """Return the bytes with this ETag of the same feed; None if it has others now. Raises UnavailableError."""
        rows = self._reads.rows(READ, token_hash, etag)
        return rows[0][0] if rows else None


def _instant(kept: str | datetime) -> datetime:
    """Return an instant as `columns.Instant` does: SQLite keeps its text, in UTC and without saying so."""
    if isinstance(kept, str):
        return datetime.fromisoformat(kept).replace(tzinfo=UTC)
    return kept.astimezone(UTC)
