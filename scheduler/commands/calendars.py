"""Calendars follow what is published and arranged: entries revised where their content moved, feeds rendered again."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calendars.entries import EntryContent, revise
from calendars.ics import vevent
from scheduler import trace
from scheduler.access import CohortScope
from scheduler.agenda import agenda, render_feed
from scheduler.commands.notices import draft_notices
from scheduler.domain.arrangements import Arrangement, held
from scheduler.domain.people import Person, PersonId
from scheduler.events import EntriesExpire, EntriesRevised
from scheduler.store.calendars import StoredEntry, StoredFeed
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import feed_token, hash_token

CANCELLED_STAYS = timedelta(days=30)


def follow(scope: CohortScope, *, feed_key: bytes) -> None:
    """Bring everyone's entries and feed to the last release and what was arranged; doing it twice changes nothing."""
    release = max((release.number for release in scope.tx.runs.releases(scope.cohort.id)), default=None)
    if release is None:
        return
    people = scope.people()
    arranged = scope.arranged(people)
    scope.tx.arrangements.put(scope.cohort.id, _news(scope, [arrangement for _, arrangement in arranged]))
    wanted = agenda(cohort=scope.cohort, people=people, meetings=held(arranged))
    kept = scope.tx.calendars.entries_of_cohort(scope.cohort.id)
    changed: list[tuple[PersonId, StoredEntry]] = []
    for person in people:
        before = kept.get(person.id, {})
        news = _revised(before, wanted[person.id], now=scope.tx.now)
        changed += [(person.id, entry) for entry in news]
        kept[person.id] = before | {entry.content.uid: entry for entry in news}
    if changed:
        scope.tx.calendars.put_entries(changed)
    _refresh_feeds(scope, people=people, entries=kept, feed_key=feed_key)
    draft_notices(scope, release=release, people=people, changed=changed, entries=kept)
    if changed:
        scope.tx.outbox.emit(EntriesRevised(cohort=scope.cohort.id, release=release, changed=len(changed)))
    if any(entry.expires_at for _, entry in changed):
        scope.tx.outbox.emit(EntriesExpire(cohort=scope.cohort.id), due_at=scope.tx.now + CANCELLED_STAYS)


def drop_expired(scope: CohortScope, *, feed_key: bytes) -> None:
    """Render the feeds again without the cancelled entries that were shown for their time."""
    entries = scope.tx.calendars.entries_of_cohort(scope.cohort.id)
    _refresh_feeds(scope, people=scope.people(), entries=entries, feed_key=feed_key)


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


def _news(scope: CohortScope, arrangements: Sequence[Arrangement]) -> list[Arrangement]:
    kept = scope.tx.arrangements.of_cohort(scope.cohort.id)
    return [arrangement for arrangement in arrangements if kept.get(arrangement.uid) != arrangement]


def _revised(
    before: dict[str, StoredEntry], wanted: Sequence[EntryContent], *, now: datetime
) -> list[StoredEntry]:
    """Return the entries whose content moved: new, changed, cancelled (for 30 days) and restored ones.

    A meeting that is over stays in the calendars of those who had it; one that was cancelled before they heard of it
    comes into none.
    """
    still = {content.uid for content in wanted}
    gone = [
        replace(entry.content, status="CANCELLED")
        for uid, entry in before.items()
        if uid not in still and entry.content.ends > now
    ]
    news: list[StoredEntry] = []
    for content in (*wanted, *gone):
        old = before.get(content.uid)
        if old is None and content.status == "CANCELLED":
            continue
        revision = revise(previous=old and old.revision, content=content, now=now)
        if old is None or revision != old.revision:
            news.append(
                StoredEntry(
                    content=content,
                    revision=revision,
                    body=vevent(content=content, revision=revision),
                    expires_at=now + CANCELLED_STAYS if content.status == "CANCELLED" else None,
                )
            )
    return news


def _refresh_feeds(
    scope: CohortScope,
    *,
    people: Sequence[Person],
    entries: dict[PersonId, dict[str, StoredEntry]],
    feed_key: bytes,
) -> None:
    """Render every feed whose entries may have moved; the same bytes keep their ETag and Last-Modified."""
    feeds = scope.tx.calendars.feeds(scope.cohort.id)
    opened: dict[str, StoredFeed] = {}
    for person in people:
        body = render_feed(
            cohort=scope.cohort,
            person=person,
            entries=[
                (entry.content, entry.body)
                for entry in entries.get(person.id, {}).values()
                if entry.expires_at is None or entry.expires_at > scope.tx.now
            ],
        )
        etag = hashlib.sha256(body).hexdigest()
        feed = feeds.get(person.id)
        if feed is None:
            feed = _first_feed(scope.tx, person=person.id, body=body, etag=etag)
            token = feed_token(key=feed_key, feed=feed.id, generation=feed.generation)
            opened[hash_token(token)] = feed
        elif feed.etag != etag:
            later = max(
                scope.tx.now, feed.modified_at + timedelta(seconds=1)
            )  # whatever becomes of the clock
            scope.tx.calendars.change_feed(
                feed.id, body=body, etag=etag, modified_at=later, trace=trace.current()
            )
    if opened:
        scope.tx.calendars.add_feeds(opened)


def _first_feed(tx: Transaction, *, person: PersonId, body: bytes, etag: str) -> StoredFeed:
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
