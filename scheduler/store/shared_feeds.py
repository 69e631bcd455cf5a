"""Calendars that are shared, as rows: the feed of the whole group or of a section, and what stands in each."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from scheduler.domain.circles import Circle
from scheduler.domain.cohorts import CohortId
from scheduler.store import tables
from scheduler.store.calendars import StoredFeed, feed_of, row_of_feed
from scheduler.store.entry_rows import StoredEntry, entries_in, put_entries, read_entries

_ENTRIES = entries_in(tables.shared_entry, owner="feed_id")


class SharedFeeds:
    """The feeds that are nobody's own, and their entries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_cohort(self, cohort: CohortId) -> dict[Circle, StoredFeed]:
        """Return the cohort's by whose meetings they show, those that were revoked too."""
        rows = self._connection.execute(
            select(tables.feed)
            .where(tables.feed.c.cohort_id == cohort)
            .order_by(tables.feed.c.workshop, tables.feed.c.section)
        )
        return {Circle(workshop=row.workshop, section=row.section): feed_of(row) for row in rows}

    def add(self, cohort: CohortId, circle: Circle, feed: StoredFeed, *, token_hash: str) -> None:
        """Open the feed of this circle, by the SHA-256 of its secret."""
        whose = {"cohort_id": cohort, "workshop": circle.workshop, "section": circle.section}
        self._connection.execute(insert(tables.feed), row_of_feed(feed, token_hash=token_hash) | whose)

    def entries(self, cohort: CohortId) -> dict[str, dict[str, StoredEntry]]:
        """Return the entries of each of the cohort's shared feeds by UID, by the feeds' ids."""
        found = _ENTRIES.join(tables.feed).where(tables.feed.c.cohort_id == cohort)
        entries: dict[str, dict[str, StoredEntry]] = {}
        for feed, entry in read_entries(self._connection, found):
            entries.setdefault(feed, {})[entry.content.uid] = entry
        return entries

    def put_entries(self, entries: Sequence[tuple[str, StoredEntry]]) -> None:
        """Keep these entries of feeds, each in place of the same feed's with its UID."""
        put_entries(self._connection, tables.shared_entry, entries, owner="feed_id")
