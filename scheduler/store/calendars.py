"""Calendar entries and the feeds that serve them, as rows; bytes are rendered once and kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.store import tables
from scheduler.store.entry_rows import StoredEntry, entries_in, put_entries, read_entries

__all__ = ["Calendars", "FeedChange", "FeedMark", "StoredEntry", "StoredFeed", "feed_of", "row_of_feed"]

_ENTRIES = entries_in(tables.entry, owner="person_id")
_STANDS = tables.entry.c.content["status"].as_string() == "CONFIRMED"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedMark:
    """By what a feed's bytes are told from others, and since when it serves them."""

    id: str
    etag: str
    modified_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedChange:
    """What a feed serves from now on: other bytes."""

    feed: str
    body: bytes
    etag: str
    modified_at: datetime
    trace: str | None


class Calendars:
    """Everyone's entries and feeds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, person: PersonId) -> dict[str, StoredEntry]:
        """Return the person's entries by UID."""
        found = _ENTRIES.where(tables.entry.c.person_id == person)
        return {entry.content.uid: entry for _, entry in read_entries(self._connection, found)}

    def entries_of_cohort(self, cohort: CohortId) -> dict[PersonId, dict[str, StoredEntry]]:
        """Return everyone's entries by UID."""
        found = _ENTRIES.join(tables.person).where(tables.person.c.cohort_id == cohort)
        entries: dict[PersonId, dict[str, StoredEntry]] = {}
        for person, entry in read_entries(self._connection, found):
            entries.setdefault(PersonId(person), {})[entry.content.uid] = entry
        return entries

    def had(self, person: PersonId) -> frozenset[str]:
        """Return the UIDs of what stands in the person's calendar, or stood there until it was over."""
        of = tables.entry.c
        found = select(of.uid).where(of.person_id == person, _STANDS)
        return frozenset(self._connection.execute(found).scalars())

    def who_had(self, cohort: CohortId, uids: Collection[str]) -> dict[str, frozenset[PersonId]]:
        """Return who of the cohort has each of these meetings in their calendar, or had it until it was over."""
        of, who = tables.entry.c, dict[str, set[PersonId]]()
        if uids:
            found = (
                select(of.uid, of.person_id)
                .join(tables.person)
                .where(tables.person.c.cohort_id == cohort, tables.person.c.left_at.is_(None))
                .where(of.uid.in_(uids), _STANDS)
            )
            for uid, person in self._connection.execute(found):
                who.setdefault(uid, set()).add(PersonId(person))
        return {uid: frozenset(who.get(uid, ())) for uid in uids}

    def put_entries(self, entries: Sequence[tuple[PersonId, StoredEntry]]) -> None:
        """Keep these entries, each in place of the same person's with its UID."""
        put_entries(self._connection, tables.entry, entries, owner="person_id")

    def add_feeds(self, feeds: Mapping[str, StoredFeed]) -> None:
        """Open feeds, by the SHA-256 of their secrets."""
        rows = [row_of_feed(feed, token_hash=token_hash) for token_hash, feed in feeds.items()]
        self._connection.execute(insert(tables.feed), rows)

    def change_feed(self, feed: str, **values: object) -> None:
        """Set `generation`, `token_hash`, `revoked`, `body`, `etag`, `modified_at`, `fetched_at` or `trace`."""
        self._connection.execute(update(tables.feed).where(tables.feed.c.id == feed).values(**values))

    def marks(self, cohort: CohortId) -> dict[PersonId, FeedMark]:
        """Return the marks of the feed of everyone in the cohort who has one."""
        of = tables.feed.c
        rows = self._connection.execute(
            select(of.person_id, of.id, of.etag, of.modified_at)
            .join(tables.person)
            .where(tables.person.c.cohort_id == cohort)
        )
        return {
            PersonId(person): FeedMark(id=feed, etag=etag, modified_at=modified_at)
            for person, feed, etag, modified_at in rows
        }

    def have_serve(self, changes: Sequence[FeedChange]) -> None:
        """Have these feeds serve other bytes."""
        values = ("body", "etag", "modified_at", "trace")
        self._connection.execute(
            update(tables.feed)
            .where(tables.feed.c.id == bindparam("its_id"))
            .values({name: bindparam(f"its_{name}") for name in values}),
            [
                {"its_id": change.feed} | {f"its_{name}": getattr(change, name) for name in values}
                for change in changes
            ],
        )

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
