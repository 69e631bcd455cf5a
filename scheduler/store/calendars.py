"""Calendar entries and the feeds that serve them, as rows; bytes are rendered once and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from calendars.entries import EntryContent, Revision
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEntry:
    """One person's entry for one meeting: what it says, its revision and its VEVENT."""

    content: EntryContent
    revision: Revision
    body: bytes
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFeed:
    """A feed: its generation, the bytes served, and when they last changed and were last fetched.

    It is the `person`'s own; one that is shared (`store.shared_feeds`) is nobody's. `trace` is what last changed its
    bytes.
    """

    id: str
    person: PersonId | None
    generation: int
    revoked: bool
    body: bytes
    etag: str
    modified_at: datetime
    fetched_at: datetime | None
    trace: str | None = None


class Calendars:
    """Everyone's entries and feeds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, person: PersonId) -> dict[str, StoredEntry]:
        """Return the person's entries by UID."""
        rows = self._connection.execute(
            select(tables.entry).where(tables.entry.c.person_id == person).order_by(tables.entry.c.uid)
        )
        return {row.uid: entry_of(row) for row in rows}

    def entries_of_cohort(self, cohort: CohortId) -> dict[PersonId, dict[str, StoredEntry]]:
        """Return everyone's entries by UID."""
        rows = self._connection.execute(
            select(tables.entry)
            .join(tables.person)
            .where(tables.person.c.cohort_id == cohort)
            .order_by(tables.entry.c.uid)
        )
        entries: dict[PersonId, dict[str, StoredEntry]] = {}
        for row in rows:
            entries.setdefault(PersonId(row.person_id), {})[row.uid] = entry_of(row)
        return entries

    def put_entries(self, entries: Sequence[tuple[PersonId, StoredEntry]]) -> None:
        """Keep these entries, each in place of the same person's with its UID."""
        gone = delete(tables.entry).where(
            tables.entry.c.person_id == bindparam("owner"), tables.entry.c.uid == bindparam("its_uid")
        )
        self._connection.execute(
            gone, [{"owner": person, "its_uid": entry.content.uid} for person, entry in entries]
        )
        self._connection.execute(
            insert(tables.entry), [row_of_entry(entry) | {"person_id": person} for person, entry in entries]
        )

    def add_feeds(self, feeds: Mapping[str, StoredFeed]) -> None:
        """Open feeds, by the SHA-256 of their secrets."""
        rows = [row_of_feed(feed, token_hash=token_hash) for token_hash, feed in feeds.items()]
        self._connection.execute(insert(tables.feed), rows)

    def change_feed(self, feed: str, **values: object) -> None:
        """Set `generation`, `token_hash`, `revoked`, `body`, `etag`, `modified_at`, `fetched_at` or `trace`."""
        self._connection.execute(update(tables.feed).where(tables.feed.c.id == feed).values(**values))

    def note_fetch(self, feed: str, *, generation: int, now: datetime) -> None:
        """Remember when the feed was last fetched, if it was by the link that it has now."""
        self._connection.execute(
            update(tables.feed)
            .where(tables.feed.c.id == feed, tables.feed.c.generation == generation)
            .values(fetched_at=now)
        )

    def feed_of(self, person: PersonId) -> StoredFeed | None:
        """Return the person's feed."""
        row = self._connection.execute(
            select(tables.feed).where(tables.feed.c.person_id == person)
        ).one_or_none()
        return None if row is None else feed_of(row)

    def feeds(self, cohort: CohortId) -> dict[PersonId, StoredFeed]:
        """Return the feed of everyone in the cohort who has one."""
        rows = self._connection.execute(
            select(tables.feed).join(tables.person).where(tables.person.c.cohort_id == cohort)
        )
        return {PersonId(row.person_id): feed_of(row) for row in rows}

    def feed_by_token(self, token_hash: str) -> StoredFeed | None:
        """Return the feed whose secret has this SHA-256, unless it was revoked."""
        row = self._connection.execute(
            select(tables.feed).where(
                tables.feed.c.token_hash == token_hash, tables.feed.c.revoked.is_(other=False)
            )
        ).one_or_none()
        return None if row is None else feed_of(row)


def entry_of(row: Row[Any]) -> StoredEntry:
    """Read an entry, whoever's it is."""
    return StoredEntry(
        content=from_json(row.content, as_type=EntryContent),
        revision=Revision(
            sequence=row.sequence,
            dtstamp=row.dtstamp,
            last_modified=row.last_modified,
            digest=row.digest,
        ),
        body=row.body,
        expires_at=row.expires_at,
    )


def row_of_entry(entry: StoredEntry) -> dict[str, object]:
    """Return an entry's columns, but for whose it is."""
    return {
        "uid": entry.content.uid,
        "sequence": entry.revision.sequence,
        "dtstamp": entry.revision.dtstamp,
        "last_modified": entry.revision.last_modified,
        "digest": entry.revision.digest,
        "content": to_json(entry.content),
        "body": entry.body,
        "expires_at": entry.expires_at,
    }


def row_of_feed(feed: StoredFeed, *, token_hash: str) -> dict[str, object]:
    """Return the columns of a feed that is known by the SHA-256 of its secret."""
    return {
        "id": feed.id,
        "person_id": feed.person,
        "generation": feed.generation,
        "token_hash": token_hash,
        "revoked": feed.revoked,
        "body": feed.body,
        "etag": feed.etag,
        "modified_at": feed.modified_at,
        "fetched_at": feed.fetched_at,
        "trace": feed.trace,
    }


def feed_of(row: Row[Any]) -> StoredFeed:
    """Read a feed, whoever's it is."""
    return StoredFeed(
        id=row.id,
        person=None if row.person_id is None else PersonId(row.person_id),
        generation=row.generation,
        revoked=row.revoked,
        body=row.body,
        etag=row.etag,
        modified_at=row.modified_at,
        fetched_at=row.fetched_at,
        trace=row.trace,
    )
