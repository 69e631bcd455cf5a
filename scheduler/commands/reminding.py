"""Mails that remind of meetings: planned with everyone's calendar, and drafted when they are due."""

from collections.abc import Iterable, Iterator, Mapping

from scheduler.access import CohortScope
from scheduler.commands.feeds import Entries
from scheduler.domain.people import Person, PersonId
from scheduler.domain.preferences import Preference
from scheduler.domain.reminders import Reminder, reminders_of
from scheduler.events import NoticeApproved, RemindersDue
from scheduler.outputs.letters import addressee_of
from scheduler.outputs.reminder_text import reminder_text
from scheduler.store.notices import Kind, Notice


def plan_reminders(
    scope: CohortScope,
    *,
    people: Iterable[Person],
    chosen: Mapping[PersonId, Preference],
    entries: Entries,
) -> None:
    """Have everyone who chose so be reminded of their meetings as they stand now."""
    planned = [
        reminder
        for person in people
        if person.id in chosen
        for reminder in reminders_of(
            person.id,
            entries=(entry.content for entry in entries.get(person.id, {}).values()),
            chose=chosen[person.id],
            now=scope.tx.now,
        )
    ]
    scope.tx.reminders.plan(scope.cohort.id, planned)
    _look_in_time(scope)


def remind(scope: CohortScope) -> None:
    """Draft, and let go, what is due: nobody has to approve a mail that its reader asked for.

    Of a meeting that was moved or cancelled meanwhile nobody is reminded; of one meeting nobody twice at once.
    """
    due = {(each.person, each.uid): each for each in scope.tx.reminders.take(scope.cohort.id)}
    notices = list(_drafts(scope, due.values(), release=scope.last_release() or 0))
    scope.tx.notices.add(notices)
    scope.tx.outbox.emit(*(NoticeApproved(cohort=scope.cohort.id, notice=notice.id) for notice in notices))
    scope.tx.reminders.look_at(scope.cohort.id, None)
    _look_in_time(scope)


def _look_in_time(scope: CohortScope) -> None:
    """Have reminders be looked for when the first is due, unless they are looked for before."""
    due, looked = (
        scope.tx.reminders.next_due(scope.cohort.id),
        scope.tx.reminders.looked_for_at(scope.cohort.id),
    )
    if due is not None and (looked is None or due < looked):
        scope.tx.reminders.look_at(scope.cohort.id, due)
        scope.tx.outbox.emit(RemindersDue(cohort=scope.cohort.id), due_at=due)


def _drafts(scope: CohortScope, due: Iterable[Reminder], *, release: int) -> Iterator[Notice]:
    people = {person.id: person for person in scope.people()}
    chosen = scope.tx.preferences.in_cohort(scope.cohort.id)
    for reminder in due:
        person = people.get(reminder.person)
        entry = None if person is None else scope.tx.calendars.entries(person.id).get(reminder.uid)
        if person is None or not person.email or entry is None:
            continue
        content = entry.content
        if (
            content.status == "CANCELLED"
            or content.starts != reminder.starts
            or content.starts <= scope.tx.now
        ):
            continue
        chose = chosen.get(person.id, Preference())
        text = reminder_text(to=addressee_of(person, cohort=scope.cohort, chose=chose), meeting=content)
        yield Notice(
            id=scope.tx.ids.new("notice"),
            person=person.id,
            cohort=scope.cohort.id,
            release=release,
            round=0,
            kind=Kind.REMINDER,
            uid=content.uid,
            tells={content.uid: content},
            state="approved",
            subject=text.subject,
            body=text.body,
            created_at=scope.tx.now,
            approved_at=scope.tx.now,
        )
