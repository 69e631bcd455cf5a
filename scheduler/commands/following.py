"""Calendars follow what is published, arranged and imported: entries revised where their content moved."""

from collections.abc import Sequence

from calendars.zones import ZONE_DATA_VERSION
from scheduler.access import CohortScope
from scheduler.agenda import agenda
from scheduler.commands.drafting import draft_notices
from scheduler.commands.feeds import refresh_feeds, refresh_shared_feeds
from scheduler.commands.meetings import keep_arranged
from scheduler.commands.reminding import plan_reminders
from scheduler.commands.revising import CANCELLED_STAYS, Occasion, bring
from scheduler.domain.arrangements import held
from scheduler.domain.company import NOBODY, companies
from scheduler.domain.meetings import Meeting, in_order
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan
from scheduler.domain.readers import readers_of
from scheduler.events import EntriesExpire, EntriesRevised
from scheduler.shared_agenda import shared_agenda
from scheduler.store.calendars import StoredEntry


def follow(scope: CohortScope, *, feed_key: bytes, own_page: str | None = None) -> None:
    """Bring everyone's entries and feed to the last release, its people and what was arranged since.

    What is shared follows with them. Doing it twice changes nothing. Who has left the cohort loses what was to come,
    and keeps what was. Whatever zone data were read before, all that is to come is read by those installed now: a
    feed's VTIMEZONEs are always theirs. Discreet calendars lead to their readers' `own_page`.
    """
    release = scope.last_release()
    if release is None:
        return
    people, leavers, plan = scope.people(), scope.leavers(), scope.standing_plan()
    arranged = held(keep_arranged(scope, people=people))
    meetings = in_order((*arranged, *scope.coaching(people, plan=plan)))
    chosen = scope.tx.preferences.in_cohort(scope.cohort.id)
    readers = readers_of((*people, *leavers), cohort=scope.cohort, chosen=chosen)
    wanted = agenda(people=people, readers=readers, meetings=meetings, own_page=own_page)
    kept = scope.tx.calendars.entries_of_cohort(scope.cohort.id)
    is_read_anew = _is_read_otherwise(scope)
    on = Occasion(now=scope.tx.now, is_first=not kept, is_read_anew=is_read_anew)
    changed = bring(kept, wanted, owners=[person.id for person in (*people, *leavers)], on=on)
    if changed:
        scope.tx.calendars.put_entries(changed)
    if is_read_anew:
        scope.tx.zone_data.note(scope.cohort.id, ZONE_DATA_VERSION)
    refresh_feeds(scope, people=people, leavers=leavers, readers=readers, entries=kept, feed_key=feed_key)
    plan_reminders(scope, people=people, chosen=chosen, entries=kept)
    shared = _follow_shared(scope, meetings=arranged, is_read_anew=is_read_anew)
    draft_notices(
        scope,
        release=release,
        people=(*people, *leavers),
        affected={person for person, _ in changed} | _follow_company(scope, people=people, plan=plan),
        entries=kept,
    )
    news = [entry for _, entry in (*changed, *shared)]
    if news:
        scope.tx.outbox.emit(EntriesRevised(cohort=scope.cohort.id, release=release, changed=len(news)))
    if any(entry.expires_at for entry in news):
        scope.tx.outbox.emit(EntriesExpire(cohort=scope.cohort.id), due_at=scope.tx.now + CANCELLED_STAYS)


def drop_expired(scope: CohortScope, *, feed_key: bytes, own_page: str | None = None) -> None:
    """Render the feeds again without the cancelled entries that were shown for their time."""
    if _is_read_otherwise(scope):  # new VTIMEZONEs must not stand beside entries that were meant by the old
        follow(scope, feed_key=feed_key, own_page=own_page)
        return
    people, leavers = scope.people(), scope.leavers()
    chosen = scope.tx.preferences.in_cohort(scope.cohort.id)
    readers = readers_of((*people, *leavers), cohort=scope.cohort, chosen=chosen)
    entries = scope.tx.calendars.entries_of_cohort(scope.cohort.id)
    refresh_feeds(scope, people=people, leavers=leavers, readers=readers, entries=entries, feed_key=feed_key)
    shared = scope.tx.shared_feeds.entries(scope.cohort.id)
    refresh_shared_feeds(scope, feeds=scope.shared_feeds(), entries=shared)


def _is_read_otherwise(scope: CohortScope) -> bool:
    return scope.tx.zone_data.of(scope.cohort.id) != ZONE_DATA_VERSION


def _follow_company(scope: CohortScope, *, people: Sequence[Person], plan: Plan | None) -> set[PersonId]:
    """Keep whom everyone meets as a coach or a member; return those to whom others are there than before."""
    now, kept = {} if plan is None else companies(plan), scope.tx.company.in_cohort(scope.cohort.id)
    stands = {person.id: now.get(person.id, NOBODY) for person in people}
    scope.tx.company.put(
        {person: each for person, each in stands.items() if person not in kept or kept[person].stands != each}
    )
    return {person for person, each in stands.items() if person in kept and kept[person].stands != each}


def _follow_shared(
    scope: CohortScope, *, meetings: Sequence[Meeting], is_read_anew: bool
) -> list[tuple[str, StoredEntry]]:
    """Bring the feeds that are shared to these meetings; return the entries that moved, by the feeds' ids."""
    feeds = scope.shared_feeds()
    if not feeds:
        return []
    wanted = {
        feed.id: shared_agenda(cohort=scope.cohort, circle=circle, meetings=meetings)
        for circle, feed in feeds.items()
    }
    kept = scope.tx.shared_feeds.entries(scope.cohort.id)
    changed = bring(kept, wanted, owners=wanted, on=Occasion(now=scope.tx.now, is_read_anew=is_read_anew))
    if changed:
        scope.tx.shared_feeds.put_entries(changed)
    refresh_shared_feeds(scope, feeds=feeds, entries=kept)
    return changed
