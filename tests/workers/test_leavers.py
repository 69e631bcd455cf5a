"""Whoever leaves a cohort loses what was to come and keeps what was; whoever comes back goes on where they stood."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.access import Access, whole_cohort
from scheduler.commands.mailing import end, submit
from scheduler.commands.notices import approve_all
from scheduler.commands.revising import CANCELLED_STAYS
from scheduler.commands.rosters import import_people
from scheduler.domain.people import Person, PersonId
from tests.workers.releases import release
from workers.consumer import drain

AMINA = PersonId("id-amina")
AFTER_THE_FIRST = datetime(2026, 10, 14, tzinfo=UTC)


@pytest.fixture
def publish(store, tools, imported) -> None:
    release(store, tools, imported.id)


@pytest.fixture
def bring_in(store, tools, imported) -> Callable[[tuple[Person, ...]], None]:
    def bring_in(people: tuple[Person, ...]) -> None:
        with store.write() as tx:
            import_people(whole_cohort(tx, imported.id), people=people)
        drain(store=store, tools=tools)

    return bring_in


def without_amina(people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.id != AMINA)


def seen(store) -> list[tuple[str, str, int]]:
    """Return the date, status and SEQUENCE of each of Amina's entries."""
    with store.read() as tx:
        entries = tx.calendars.entries(AMINA).values()
    return sorted(
        (f"{entry.content.starts:%m-%d}", entry.content.status, entry.revision.sequence) for entry in entries
    )


def body(store) -> bytes:
    with store.read() as tx:
        return tx.calendars.feed_of(AMINA).body


@pytest.mark.usefixtures("publish")
def test_what_was_to_come_is_cancelled_for_thirty_days_and_what_was_stays(
    store, tools, people, bring_in, clock
) -> None:
    assert seen(store) == [("10-13", "CONFIRMED", 0), ("10-19", "CONFIRMED", 0), ("11-10", "CONFIRMED", 0)]
    clock.at = AFTER_THE_FIRST
    bring_in(without_amina(people))
    gone = [("10-13", "CONFIRMED", 0), ("10-19", "CANCELLED", 1), ("11-10", "CANCELLED", 1)]
    assert seen(store) == gone
    assert body(store).count(b"STATUS:CANCELLED") == 2
    clock.at += CANCELLED_STAYS + timedelta(seconds=1)
    drain(store=store, tools=tools)
    assert seen(store) == gone
    assert body(store).count(b"STATUS:CANCELLED") == 0
    assert body(store).count(b"STATUS:CONFIRMED") == 1


@pytest.mark.usefixtures("publish")
def test_who_comes_back_goes_on_where_their_calendar_stood_under_the_same_link(
    store, people, bring_in, clock
) -> None:
    with store.read() as tx:
        feed = tx.calendars.feed_of(AMINA)
    clock.at = AFTER_THE_FIRST
    bring_in(without_amina(people))
    clock.pass_time(days=1)
    bring_in(people)
    assert seen(store) == [("10-13", "CONFIRMED", 0), ("10-19", "CONFIRMED", 2), ("11-10", "CONFIRMED", 2)]
    with store.read() as tx:
        again = tx.calendars.feed_of(AMINA)
    assert (again.id, again.generation) == (feed.id, feed.generation)


@pytest.mark.usefixtures("publish")
def test_a_mail_tells_who_has_left_that_their_meetings_are_cancelled(
    store, imported, people, bring_in, clock
) -> None:
    with store.write() as tx:
        approve_all(whole_cohort(tx, imported.id), up_to=(99, 99))
        for each in tx.notices.of_cohort(imported.id):
            assert submit(tx, notice=each.id, again=False)
            end(tx, notice=each.id, state="sent")
    clock.pass_time(hours=1)
    bring_in(without_amina(people))
    with store.read() as tx:
        (notice,) = [
            notice
            for notice in tx.notices.of_cohort(imported.id)
            if notice.person == AMINA and notice.state == "waiting"
        ]
    assert notice.body.count("Cancelled: ") == 3


@pytest.mark.usefixtures("publish")
def test_who_has_left_before_they_were_told_anything_gets_no_mail(store, imported, people, bring_in) -> None:
    bring_in(without_amina(people))
    with store.read() as tx:
        states = {notice.state for notice in tx.notices.of_cohort(imported.id) if notice.person == AMINA}
    assert states == {"withdrawn"}


@pytest.mark.usefixtures("publish")
def test_of_who_has_left_remains_what_their_calendar_needs(store, imported, people, bring_in, clock) -> None:
    told = replace(
        people[0],
        notes="tells much",
        whatsapp="+123",
        answers={"x": "y"},
        languages=("sw",),
        workshops=("games",),
    )
    bring_in((told, *people[1:]))
    with store.write() as tx:
        tx.accounts.add(account="account", email=None, now=tx.now)
        tx.people.set_account(AMINA, "account")
    clock.at = AFTER_THE_FIRST
    bring_in(without_amina(people))
    with store.read() as tx:
        assert [person.id for person in tx.people.leavers(imported.id)] == [AMINA]
        left = tx.people.person(AMINA)
        assert AMINA not in {person.id for person in tx.people.people(imported.id)}
        assert Access(tx=tx, account="account").me() == ()
    kept = {field.name for field in fields(Person) if getattr(left, field.name) not in (None, (), {}, False)}
    assert kept == {"id", "key", "name", "email", "role", "time_zone"}
