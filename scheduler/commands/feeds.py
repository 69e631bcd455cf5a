"""Feeds: rendered anew when what they show has changed, their secrets renewed and revoked, and served."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from calendars.entries import EntryContent
from scheduler import trace
from scheduler.access import CohortScope
from scheduler.agenda import calendar_name, render_feed
from scheduler.domain.circles import Circle
from scheduler.domain.people import Person, PersonId
from scheduler.domain.readers import Reader
from scheduler.shared_agenda import shared_name
from scheduler.store.calendars import FeedChange, FeedMark, StoredEntry, StoredFeed
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import feed_token, hash_token

_SECOND = timedelta(seconds=1)

Entries = Mapping[PersonId, Mapping[str, StoredEntry]]
"""Everyone's, by UID."""


def refresh_feeds(
    scope: CohortScope,
    *,
    people: Sequence[Person],
    leavers: Sequence[Person],
    readers: Mapping[PersonId, Reader],
    entries: Entries,
    feed_key: bytes,
) -> None:
    """Render the feeds whose entries may have moved; the same bytes keep their ETag and Last-Modified.

    Whoever is in the cohort has a feed; for who has left it none is opened any more.
    """
    feeds = scope.tx.calendars.marks(scope.cohort.id)
    opened: dict[str, StoredFeed] = {}
    changes: list[FeedChange] = []
    for person in (*people, *(each for each in leavers if each.id in feeds)):
        body = _body(scope, reader=readers[person.id], entries=entries.get(person.id, {}))
        etag = hashlib.sha256(body).hexdigest()
        feed = feeds.get(person.id)
        if feed is None:
            first = _first_feed(scope.tx, person=person.id, body=body, etag=etag)
            token = feed_token(key=feed_key, feed=first.id, generation=first.generation)
            opened[hash_token(token)] = first
        else:
            changes += _change(scope.tx, feed, body=body, etag=etag)
    if opened:
        scope.tx.calendars.add_feeds(opened)
    if changes:
        scope.tx.calendars.have_serve(changes)


def render_again(
    scope: CohortScope, *, people: Sequence[Person], readers: Mapping[PersonId, Reader], entries: Entries
) -> None:
    """Render the feeds of these people of whose entries the words are others; nobody gets one who has none."""
    feeds = scope.tx.calendars.marks(scope.cohort.id)
    changes: list[FeedChange] = []
    for person in people:
        if person.id in feeds:
            body = _body(scope, reader=readers[person.id], entries=entries.get(person.id, {}))
            etag = hashlib.sha256(body).hexdigest()
            changes += _change(scope.tx, feeds[person.id], body=body, etag=etag)
    if changes:
        scope.tx.calendars.have_serve(changes)


def refresh_shared_feeds(
    scope: CohortScope,
    *,
    feeds: Mapping[Circle, StoredFeed],
    entries: Mapping[str, Mapping[str, StoredEntry]],
) -> None:
    """Render these feeds of circles anew, as `refresh_feeds` does; `entries` are theirs, by the feeds' ids."""
    changes: list[FeedChange] = []
    for circle, feed in feeds.items():
        body = _body_of(scope, circle=circle, entries=entries.get(feed.id, {}))
        changes += _change(scope.tx, feed, body=body, etag=hashlib.sha256(body).hexdigest())
    if changes:
        scope.tx.calendars.have_serve(changes)


def open_shared_feed(
    scope: CohortScope, *, circle: Circle, entries: Mapping[str, StoredEntry], feed_key: bytes
) -> None:
    """Have a circle's calendar be served from now on."""
    body = _body_of(scope, circle=circle, entries=entries)
    feed = _first_feed(scope.tx, person=None, body=body, etag=hashlib.sha256(body).hexdigest())
    token = feed_token(key=feed_key, feed=feed.id, generation=feed.generation)
    scope.tx.shared_feeds.add(scope.cohort.id, circle, feed, token_hash=hash_token(token))
    if entries:
        scope.tx.shared_feeds.put_entries([(feed.id, entry) for entry in entries.values()])


def rotate_feed(tx: Transaction, *, feed: StoredFeed, feed_key: bytes) -> None:
    """Give a feed a new secret; the old link is unknown from now on, and a revoked feed is open again."""
    generation = feed.generation + 1
    token = feed_token(key=feed_key, feed=feed.id, generation=generation)
    tx.calendars.change_feed(
        feed.id, generation=generation, token_hash=hash_token(token), revoked=False, fetched_at=None
    )


def revoke_feed(tx: Transaction, *, feed: StoredFeed) -> None:
    """Close a feed: its link is unknown until its owner asks for a new one."""
    tx.calendars.change_feed(feed.id, revoked=True)


def serve_feed(tx: Transaction, *, token: str) -> StoredFeed | None:
    """Return the feed with this secret, unless there is none or it was revoked, which look the same."""
    return tx.calendars.feed_by_token(hash_token(token))


def note_fetch(tx: Transaction, *, feed: StoredFeed) -> None:
    """Remember when the feed was last fetched; a fetch by a link that was thrown away meanwhile is none."""
    tx.calendars.note_fetch(feed.id, generation=feed.generation, now=tx.now)


def _body(scope: CohortScope, *, reader: Reader, entries: Mapping[str, StoredEntry]) -> bytes:
    name, shown = calendar_name(cohort=scope.cohort, reader=reader), _shown(entries, now=scope.tx.now)
    return render_feed(name=name, time_zone=reader.time_zone, entries=shown)


def _body_of(scope: CohortScope, *, circle: Circle, entries: Mapping[str, StoredEntry]) -> bytes:
    name, shown = shared_name(cohort=scope.cohort, circle=circle), _shown(entries, now=scope.tx.now)
    return render_feed(name=name, time_zone=scope.cohort.home_time_zone, entries=shown)


def _shown(entries: Mapping[str, StoredEntry], *, now: datetime) -> list[tuple[EntryContent, bytes]]:
    return [
        (entry.content, entry.body)
        for entry in entries.values()
        if entry.expires_at is None or entry.expires_at > now
    ]


def _change(
    tx: Transaction, feed: StoredFeed | FeedMark, *, body: bytes, etag: str
) -> tuple[FeedChange, ...]:
    """Return what changes for a feed that is to serve these bytes: nothing where it does already."""
    if feed.etag == etag:
        return ()
    later = max(tx.now, feed.modified_at + _SECOND)  # whatever becomes of the clock
    change = FeedChange(feed=feed.id, body=body, etag=etag, modified_at=later, trace=trace.current())
    return (change,)


def _first_feed(tx: Transaction, *, person: PersonId | None, body: bytes, etag: str) -> StoredFeed:
    return StoredFeed(
        id=tx.ids.new("feed"),
        person=person,
        generation=1,
        revoked=False,
        body=body,
        etag=etag,
        modified_at=tx.now,
        fetched_at=None,
        trace=trace.current(),
    )
