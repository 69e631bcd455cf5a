"""Calendars follow what is published, arranged and imported: entries revised where their content moved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calendars.entries import EntryContent, revise
from calendars.ics import vevent
from calendars.zones import ZONE_DATA_VERSION
from scheduler.access import CohortScope
from scheduler.agenda import agenda
from scheduler.commands.drafting import draft_notices
from scheduler.commands.feeds import refresh_feeds
from scheduler.commands.meetings import keep_arranged
from scheduler.domain.arrangements import held
from scheduler.domain.people import PersonId
from scheduler.events import EntriesExpire, EntriesRevised
from scheduler.store.calendars import StoredEntry

CANCELLED_STAYS = timedelta(days=30)


def follow(scope: CohortScope, *, feed_key: bytes) -> None:
    """Bring everyone's entries and feed to the last release, its people and what was arranged since.

    Doing it twice changes nothing. Who has left the cohort loses what was to come, and keeps what was. Whatever zone
    data were read before, all that is to come is read by those installed now: a feed's VTIMEZONEs are always theirs.
    """
    release = max((release.number for release in scope.tx.runs.releases(scope.cohort.id)), default=None)
    if release is None:
        return
    people, leavers = scope.people(), scope.leavers()
    meetings = held(keep_arranged(scope, people=people))
    chosen = scope.tx.preferences.in_cohort(scope.cohort.id)
    wanted = agenda(cohort=scope.cohort, people=people, meetings=meetings, chosen=chosen)
    kept = scope.tx.calendars.entries_of_cohort(scope.cohort.id)
    is_first = not kept
    is_read_anew = _is_read_otherwise(scope)
    changed: list[tuple[PersonId, StoredEntry]] = []
    for person in (*people, *leavers):
        before = kept.get(person.id, {})
        news = _revised(
            before,
            wanted.get(person.id, ()),
            is_first=is_first,
            is_read_anew=is_read_anew,
            now=scope.tx.now,
        )
        changed += [(person.id, entry) for entry in news]
        kept[person.id] = before | {entry.content.uid: entry for entry in news}
    if changed:
        scope.tx.calendars.put_entries(changed)
    if is_read_anew:
        scope.tx.zone_data.note(scope.cohort.id, ZONE_DATA_VERSION)
    refresh_feeds(scope, people=people, leavers=leavers, entries=kept, feed_key=feed_key)
    draft_notices(
        scope,
        release=release,
        people=(*people, *leavers),
        affected={person for person, _ in changed},
        entries=kept,
    )
    if changed:
        scope.tx.outbox.emit(EntriesRevised(cohort=scope.cohort.id, release=release, changed=len(changed)))
    if any(entry.expires_at for _, entry in changed):
        scope.tx.outbox.emit(EntriesExpire(cohort=scope.cohort.id), due_at=scope.tx.now + CANCELLED_STAYS)


def drop_expired(scope: CohortScope, *, feed_key: bytes) -> None:
    """Render the feeds again without the cancelled entries that were shown for their time."""
    if _is_read_otherwise(scope):
        follow(
            scope, feed_key=feed_key
        )  # or new VTIMEZONEs would stand beside entries that were meant by the old
        return
    entries = scope.tx.calendars.entries_of_cohort(scope.cohort.id)
    refresh_feeds(scope, people=scope.people(), leavers=scope.leavers(), entries=entries, feed_key=feed_key)


def _is_read_otherwise(scope: CohortScope) -> bool:
    return scope.tx.zone_data.of(scope.cohort.id) != ZONE_DATA_VERSION


def _revised(
    before: Mapping[str, StoredEntry],
    wanted: Sequence[EntryContent],
    *,
    is_first: bool,
    is_read_anew: bool,
    now: datetime,
) -> list[StoredEntry]:
    """Return one person's entries whose content moves: new, changed, cancelled (for 30 days) and restored ones.

    Where the zone data are others, also those to come that say the same and are written otherwise, such as in UTC
    because the clock shows the hour twice now: under the same revision, for it means the same.
    """
    still = {content.uid for content in wanted}
    gone = [replace(entry.content, status="CANCELLED") for uid, entry in before.items() if uid not in still]
    news: list[StoredEntry] = []
    for content in (*wanted, *gone):
        old = before.get(content.uid)
        if old is None:
            says = content if _comes_in(content, is_first=is_first, now=now) else None
        else:
            says = _following(old.content, content, now=now)
        if says is None:
            continue
        revision = revise(previous=old and old.revision, content=says, now=now)
        if old is not None and revision == old.revision and not (is_read_anew and says.ends > now):
            continue
        body = vevent(content=says, revision=revision)
        if old is None or (revision, body) != (old.revision, old.body):
            news.append(
                StoredEntry(
                    content=says,
                    revision=revision,
                    body=body,
                    expires_at=now + CANCELLED_STAYS if says.status == "CANCELLED" else None,
                )
            )
    return news


def _comes_in(content: EntryContent, *, is_first: bool, now: datetime) -> bool:
    """Whether a meeting comes into a calendar that never had it: not what was cancelled, nor what was without them.

    The `is_first` calendars of a cohort show it whole.
    """
    return content.status == "CONFIRMED" and (is_first or content.ends > now)


def _following(old: EntryContent, new: EntryContent, *, now: datetime) -> EntryContent | None:
    """Return what an entry that said `old` says now that `new` is wanted; None where it stays as it is.

    What is over stays as it was but for what it leads to, and whoever was not there does not come in afterwards. What
    is cancelled is not told anew for being called otherwise.
    """
    if old.status == "CONFIRMED":
        return new if old.ends > now else replace(old, links=new.links)
    return new if new.status == "CONFIRMED" and new.ends > now else None
