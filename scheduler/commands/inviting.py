"""By which way meetings come to someone: invitations by mail until they subscribe to their feed, unless they choose."""

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.access import CohortScope, PersonScope
from scheduler.commands.drafting import draft_notices
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.domain.preferences import Channel, Preference
from scheduler.events import InvitationsDue, PreferencesChosen
from scheduler.store.calendars import StoredFeed
from scheduler.store.unit_of_work import Transaction

INVITED_AFTER = timedelta(days=2)
"""How long whoever was sent their calendar link has to subscribe before invitations come instead."""
SOONEST = timedelta(days=3)
"""With a meeting so near there is no time for that."""


def invite(scope: CohortScope, *, person: str) -> None:
    """Draft, and let go, the invitations that someone lacks, or the cancellations of those that they no longer want."""
    release = scope.last_release()
    someone = next((each for each in scope.people() if each.id == person), None)
    if release is None or someone is None:
        return
    draft_notices(
        scope,
        release=release,
        people=(someone,),
        affected={someone.id},
        entries={someone.id: scope.tx.calendars.entries(someone.id)},
        begins=True,
    )


def expect_invitations(tx: Transaction, *, cohort: CohortId, person: PersonId) -> None:
    """Have invitations come to someone who was written to, unless they subscribe before."""
    told = tx.told.to(person)
    if not tx.preferences.of(person).is_invited or any(each.sequence is not None for each in told.values()):
        return
    ahead = [each.content.starts for each in told.values() if each.content.ends > tx.now]
    if ahead:
        tx.outbox.emit(InvitationsDue(cohort=cohort, person=person), due_at=_due(min(ahead), now=tx.now))


def note_subscribed(tx: Transaction, *, feed: StoredFeed) -> None:
    """Remember that a calendar program has asked for someone's feed for the first time: from now on they go by it.

    Whoever fetches a feed that is shared, nobody knows.
    """
    if feed.person is None:
        return
    if tx.preferences.of(feed.person).subscribed_at is not None:
        return
    cohort = tx.people.cohort_of(feed.person)
    if cohort is None or tx.people.cohort(cohort) is None:
        return
    chose = tx.preferences.of(feed.person)
    if chose.subscribed_at is None:
        choose(tx, cohort=cohort, person=feed.person, preference=replace(chose, subscribed_at=tx.now))


def stop_mails(tx: Transaction, *, person: PersonId) -> None:
    """Send someone no more mails; their feed goes on."""
    cohort = tx.people.cohort_of(person)
    if cohort is not None and tx.people.cohort(cohort) is not None:
        choose(tx, cohort=cohort, person=person, preference=replace(tx.preferences.of(person), mails=False))


def prefer(
    scope: PersonScope,
    *,
    channel: Channel,
    mails: bool,
    alarms: tuple[int, ...],
    reminders: tuple[int, ...],
    discreet: bool | None,
) -> None:
    """Have meetings come as this person wants them; what they did not choose stays as it is known of them."""
    tx, person = scope.tx, scope.person.id
    preference = replace(
        tx.preferences.of(person),
        channel=channel,
        mails=mails,
        alarms=alarms,
        reminders=reminders,
        discreet=discreet,
    )
    choose(tx, cohort=scope.cohort.id, person=person, preference=preference)


def choose(tx: Transaction, *, cohort: CohortId, person: PersonId, preference: Preference) -> None:
    """Have this be what someone has chosen; where it changes how meetings come to them, they come so at once."""
    before = tx.preferences.of(person)
    tx.preferences.put(person, preference)
    if _on_mails(before) != _on_mails(preference):
        tx.outbox.emit(InvitationsDue(cohort=cohort, person=person))
    if _on_calendars(before) != _on_calendars(preference):
        tx.outbox.emit(PreferencesChosen(cohort=cohort, person=person))


def _on_mails(preference: Preference) -> tuple[object, ...]:
    """Return the choices by which invitations come, or end; whoever asks for them by name does not wait for them."""
    return preference.is_invited, preference.mails, preference.channel is Channel.MAIL


def _on_calendars(preference: Preference) -> tuple[object, ...]:
    """Return the choices that calendars follow, and the reminders that are planned with them."""
    reminders = preference.reminders if preference.mails else ()
    return preference.alarms, preference.discreet, reminders


def _due(first: datetime, *, now: datetime) -> datetime:
    return now if first - now < SOONEST else now + INVITED_AFTER
