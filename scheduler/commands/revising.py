"""What each entry of a calendar is to say now, and which of them move: how entries are revised (DESIGN 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from calendars.entries import EntryContent, Revision, revise
from calendars.ics import vevent
from scheduler.store.calendars import StoredEntry

CANCELLED_STAYS = timedelta(days=30)

Owner = TypeVar("Owner", bound=str)
"""Whose calendar it is: a person's id, or that of a feed that is shared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """When entries are revised (aware UTC).

    The calendars that are a cohort's `is_first` show it whole, with what is over. `is_read_anew`: by other zone data
    than the entries were written by.
    """

    now: datetime
    is_first: bool = False
    is_read_anew: bool = False


class Pen:
    """Revises and writes at one instant; what many calendars say is revised and written once."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self._revised: dict[tuple[Revision | None, EntryContent], Revision] = {}
        self._written: dict[tuple[EntryContent, Revision], bytes] = {}

    def revise(self, previous: Revision | None, content: EntryContent) -> Revision:
        """Give the revision of this content after its `previous` one."""
        known = self._revised.get((previous, content))
        if known is None:
            known = revise(previous=previous, content=content, now=self._now)
            self._revised[previous, content] = known
        return known

    def write(self, content: EntryContent, revision: Revision) -> bytes:
        """Write the VEVENT."""
        known = self._written.get((content, revision))
        if known is None:
            known = self._written[content, revision] = vevent(content=content, revision=revision)
        return known


def bring(
    kept: dict[Owner, dict[str, StoredEntry]],
    wanted: Mapping[Owner, Sequence[EntryContent]],
    *,
    owners: Iterable[Owner],
    on: Occasion,
) -> list[tuple[Owner, StoredEntry]]:
    """Have each owner's entries, by UID, say what is wanted; return those that moved."""
    pen = Pen(now=on.now)
    changed: list[tuple[Owner, StoredEntry]] = []
    for owner in owners:
        before = kept.get(owner, {})
        news = revised(before, wanted.get(owner, ()), on=on, pen=pen)
        changed += [(owner, entry) for entry in news]
        kept[owner] = before | {entry.content.uid: entry for entry in news}
    return changed


def revised(
    before: Mapping[str, StoredEntry], wanted: Sequence[EntryContent], *, on: Occasion, pen: Pen
) -> list[StoredEntry]:
    """Return one calendar's entries whose content moves: new, changed, cancelled (for 30 days) and restored ones.

    Where the zone data are others, also those to come that say the same and are written otherwise, such as in UTC
    because the clock shows the hour twice now: under the same revision, for it means the same.
    """
    still = {content.uid for content in wanted}
    gone = [replace(entry.content, status="CANCELLED") for uid, entry in before.items() if uid not in still]
    news: list[StoredEntry] = []
    for content in (*wanted, *gone):
        old = before.get(content.uid)
        says = _coming_in(content, on=on) if old is None else _following(old.content, content, now=on.now)
        if says is None:
            continue
        revision = pen.revise(old and old.revision, says)
        if old is not None and revision == old.revision and not (on.is_read_anew and says.ends > on.now):
            continue
        body = pen.write(says, revision)
        if old is None or (revision, body) != (old.revision, old.body):
            news.append(
                StoredEntry(
                    content=says,
                    revision=revision,
                    body=body,
                    expires_at=on.now + CANCELLED_STAYS if says.status == "CANCELLED" else None,
                )
            )
    return news


def _coming_in(content: EntryContent, *, on: Occasion) -> EntryContent | None:
    """Return what comes into a calendar that never had it: not what is cancelled, nor what was without them."""
    comes = content.status == "CONFIRMED" and (on.is_first or content.ends > on.now)
    return content if comes else None


def _following(old: EntryContent, new: EntryContent, *, now: datetime) -> EntryContent | None:
    """Return what an entry that said `old` says now that `new` is wanted; None where it stays as it is.

    What is over stays as it was but for what it leads to, and whoever was not there does not come in afterwards. What
    is cancelled is not told anew for being called otherwise.
    """
    if old.status == "CONFIRMED":
        return new if old.ends > now else replace(old, links=new.links)
    return new if new.status == "CONFIRMED" and new.ends > now else None
