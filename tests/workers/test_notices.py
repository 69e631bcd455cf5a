"""A release leaves a notice for each whose calendar changed, which tells all that they were not told before."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.mailing import end, submit
from scheduler.commands.notices import approve, approve_all, send_after_all
from scheduler.commands.rosters import import_people
from scheduler.events import PlanPublished
from tests.workers.releases import release
from workers.consumer import drain

Publish = Callable[..., int]
FIRST, CHANGED = "Your meetings in Cohort", "Your meetings in Cohort have changed"


@pytest.fixture
def publish(store, tools, imported) -> Publish:
    """Import people, match, publish and have calendars follow; return the release's number."""

    def publish(people: tuple) -> int:
        with store.write() as tx:
            import_people(whole_cohort(tx, imported.id), people=people)
        return release(store, tools, imported.id)

    return publish


def uninterested(people: tuple, key: str) -> tuple:
    """Return the people, one of whom wishes for no workshop any more."""
    return tuple(replace(person, interests=()) if person.key == key else person for person in people)


def notices(store, cohort) -> list[tuple[str, int, str, str]]:
    """Return whose each notice is, its release, state and subject."""
    with store.read() as tx:
        return [
            (each.person.removeprefix("id-"), each.release, each.state, each.subject)
            for each in tx.notices.of_cohort(cohort.id)
        ]


def paragraph(store, cohort, person: str, number: int = 1) -> str:
    """Return a paragraph of someone's last notice."""
    with store.read() as tx:
        bodies = [each.body for each in tx.notices.of_cohort(cohort.id) if each.person == f"id-{person}"]
    return bodies[-1].split("\n\n")[number]


def send_all(store, cohort, state: str = "sent") -> None:
    """Approve what waits and have it end so."""
    with store.write() as tx:
        approve_all(whole_cohort(tx, cohort.id), up_to=(99, 99))
        for each in tx.notices.of_cohort(cohort.id):
            if submit(tx, notice=each.id, again=False):
                end(tx, notice=each.id, state=state)


def test_a_first_release_writes_to_everyone_with_an_address(store, imported, people, publish) -> None:
    publish((replace(people[0], email=None), *people[1:]))
    assert notices(store, imported) == [(key, 1, "waiting", FIRST) for key in ("bilal", "carla", "dora")]
    assert paragraph(store, imported, "bilal") == "Your meetings in Cohort are set: there are 3."
    assert paragraph(store, imported, "dora") == "Your meetings in Cohort are set: there are 2."


def test_the_next_meeting_is_told_on_the_readers_own_clock(store, imported, people, publish) -> None:
    publish(people)
    said = [
        paragraph(store, imported, key, 2)
        .removeprefix("The next one is Gathering:\n")
        .replace("\u2009", " ")
        .replace("\u202f", " ")
        for key in ("amina", "carla")
    ]
    assert said == [
        "Tuesday, October 13, 2026, 8:00 PM \N{EN DASH} 9:00 PM (Nairobi · East Africa Time)",
        "Tuesday, October 13, 2026, 1:00 PM \N{EN DASH} 2:00 PM (New York · Eastern Daylight Time)",
    ]


def test_a_later_release_writes_only_to_those_whose_calendar_changed(
    store, imported, people, publish, clock
) -> None:
    publish(people)
    send_all(store, imported)
    clock.pass_time(hours=1)
    publish(uninterested(people, "bilal"))
    assert notices(store, imported)[4:] == [("bilal", 2, "waiting", CHANGED)]
    assert paragraph(store, imported, "bilal", 2).splitlines()[0] == "Cancelled: Math games"


def test_whoever_was_not_told_of_the_first_plan_is_told_it_as_the_first(
    store, imported, people, publish, clock
) -> None:
    publish(people)
    clock.pass_time(hours=1)
    publish(uninterested(people, "bilal"))
    assert [each for each in notices(store, imported) if each[0] == "bilal"] == [
        ("bilal", 1, "withdrawn", FIRST),
        ("bilal", 2, "waiting", FIRST),
    ]
    assert [each[2] for each in notices(store, imported) if each[0] != "bilal"] == 3 * ["waiting"]
    assert paragraph(store, imported, "bilal") == "Your meetings in Cohort are set: there are 2."


@pytest.mark.parametrize("approved", [False, True])
def test_what_was_not_sent_yet_is_told_with_the_next_release(
    store, imported, people, publish, clock, approved
) -> None:
    publish(people)
    send_all(store, imported)
    clock.pass_time(hours=1)
    publish(uninterested(people, "bilal"))
    if approved:  # but the mail server is away
        with store.write() as tx:
            bilals = next(each.id for each in tx.notices.of_cohort(imported.id) if each.release == 2)
            approve(whole_cohort(tx, imported.id), notices=[bilals])
    clock.pass_time(hours=1)
    publish(
        tuple(
            replace(person, time_zone="Asia/Tokyo") if person.key == "bilal" else person
            for person in uninterested(people, "bilal")
        )
    )
    assert [each[1:3] for each in notices(store, imported) if each[0] == "bilal"] == [
        (1, "sent"),
        (2, "withdrawn"),
        (2, "waiting"),  # of the round after: the roster was brought in while release 2 was the last
    ]
    assert "Tokyo" in paragraph(store, imported, "bilal", 2)


def test_an_unconfirmed_mail_counts_as_told_and_a_refused_one_does_not(
    store, imported, people, publish, clock
) -> None:
    publish(people)
    with store.write() as tx:
        approve_all(whole_cohort(tx, imported.id), up_to=(1, 1))
        for each in tx.notices.of_cohort(imported.id):
            submit(tx, notice=each.id, again=False)
            end(tx, notice=each.id, state="refused" if each.person == "id-bilal" else "unconfirmed")
    clock.pass_time(hours=1)
    publish(uninterested(uninterested(people, "bilal"), "amina"))
    assert [each for each in notices(store, imported) if each[1] == 2] == [
        ("amina", 2, "waiting", CHANGED),
        ("bilal", 2, "waiting", FIRST),
        ("carla", 2, "waiting", CHANGED),
    ]


def test_following_the_same_release_again_writes_nothing_new(
    store, tools, imported, people, publish, clock
) -> None:
    publish(people)
    before = notices(store, imported)
    clock.pass_time(hours=1)
    with store.write() as tx:
        tx.outbox.emit(PlanPublished(cohort=imported.id, plan="again", release=1))
    drain(store=store, tools=tools)
    assert notices(store, imported) == before


def test_whoever_moves_gets_what_was_on_its_way_in_their_new_hours_and_no_mail_about_moving(
    store, tools, imported, people, publish
) -> None:
    publish(people)
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        bilals = [each.id for each in tx.notices.of_cohort(imported.id) if each.person == "id-bilal"]
        approve(scope, notices=bilals)
        assert submit(tx, notice=bilals[0], again=False)
        end(tx, notice=bilals[0], state="sent")
        moved = ("amina", "bilal")
        import_people(
            scope, people=tuple(replace(p, time_zone="Asia/Tokyo") if p.key in moved else p for p in people)
        )
    drain(store=store, tools=tools)
    assert [each[:3] for each in notices(store, imported)] == [
        ("amina", 1, "withdrawn"),
        ("bilal", 1, "sent"),
        ("carla", 1, "waiting"),
        ("dora", 1, "waiting"),
        ("amina", 1, "waiting"),
    ]
    assert "Tokyo" in paragraph(store, imported, "amina", 2)


def test_what_changes_back_before_it_was_told_is_withdrawn_and_cannot_be_sent_after_all(
    store, imported, people, publish, clock
) -> None:
    publish(people)
    send_all(store, imported)
    for these in (uninterested(people, "bilal"), people):
        clock.pass_time(hours=1)
        publish(these)
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        kept = tx.notices.of_cohort(imported.id)
        (outdated,) = [each.id for each in kept if each.person == "id-bilal" and each.release > 1]
        send_after_all(scope, notices=[outdated])
    assert ("bilal", 2, "withdrawn", CHANGED) in notices(store, imported)
