"""A meeting that a coordinator arranges reaches everyone's calendar, and nobody else's; the plan keeps its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import select

from calendars.entries import Link
from calendars.zones import zone
from scheduler.access import CohortScope, whole_cohort
from scheduler.commands.mailing import end, submit
from scheduler.commands.meetings import (
    cancel_meeting,
    describe_meeting,
    give_links,
    move_meeting,
    restore_meeting,
)
from scheduler.commands.notices import approve_all
from scheduler.commands.rosters import import_people
from scheduler.domain.people import PersonId
from scheduler.errors import NotFoundError, NotNowError
from scheduler.store import tables
from tests.workers.releases import release
from workers.consumer import drain

LONDON = zone("Europe/London")
AMINA, BILAL, DORA = (PersonId(f"id-{key}") for key in ("amina", "bilal", "dora"))


@pytest.fixture
def publish(store, tools, imported) -> Callable[[], int]:
    """Match, publish and have calendars follow."""
    return partial(release, store, tools, imported.id)


@pytest.fixture
def arrange(store, tools, imported, clock) -> Callable[..., None]:
    """Do something to a meeting an hour later, and have calendars follow."""

    def arrange(command, of: str = "Math games", **more: object) -> None:
        clock.pass_time(hours=1)
        with store.write() as tx:
            scope = whole_cohort(tx, imported.id)
            command(scope, meeting=first(scope, of), **more)
        drain(store=store, tools=tools)

    return arrange


def first(scope: CohortScope, title: str) -> str:
    """Return the UID of the first meeting that the plan calls so."""
    return min(
        (planned for planned, _ in scope.arranged(scope.people()) if planned.title == title),
        key=lambda meeting: meeting.starts,
    ).uid


def seen(store, person: PersonId) -> list[tuple[str, str, str, int]]:
    """Return the start on London's clock, summary, status and SEQUENCE of each of the person's entries, by start."""
    with store.read() as tx:
        entries = tx.calendars.entries(person).values()
    return sorted(
        (
            f"{entry.content.starts.astimezone(LONDON):%m-%d %H:%M}",
            entry.content.summary,
            entry.content.status,
            entry.revision.sequence,
        )
        for entry in entries
    )


PLANNED = [
    ("10-13 18:00", "Gathering", "CONFIRMED", 0),
    ("10-19 18:00", "Math games", "CONFIRMED", 0),
    ("11-10 18:00", "Gathering", "CONFIRMED", 0),
]


def test_a_moved_meeting_moves_in_the_calendars_of_those_who_have_it(
    store, imported, publish, arrange
) -> None:
    publish()
    assert seen(store, AMINA) == PLANNED
    before = seen(store, DORA)
    arrange(move_meeting, wall=datetime.fromisoformat("2026-10-20T17:30"), minutes=45)
    moved = [PLANNED[0], ("10-20 17:30", "Math games", "CONFIRMED", 1), PLANNED[2]]
    assert seen(store, AMINA) == seen(store, BILAL) == moved
    assert seen(store, DORA) == before


def test_a_renamed_and_a_cancelled_and_a_restored_meeting_each_have_the_next_revision(
    store, publish, arrange
) -> None:
    publish()
    arrange(describe_meeting, title="Games with numbers", join_url="https://example.org/games")
    assert seen(store, AMINA)[1] == ("10-19 18:00", "Games with numbers", "CONFIRMED", 1)
    arrange(cancel_meeting)
    assert seen(store, AMINA)[1] == ("10-19 18:00", "Games with numbers", "CANCELLED", 2)
    arrange(restore_meeting)
    assert seen(store, AMINA)[1] == ("10-19 18:00", "Games with numbers", "CONFIRMED", 3)
    arrange(describe_meeting, title="Math games", join_url="")
    assert seen(store, AMINA)[1] == ("10-19 18:00", "Math games", "CONFIRMED", 4)


def test_what_is_arranged_as_it_was_revises_nothing(store, publish, arrange) -> None:
    publish()
    arrange(move_meeting, wall=datetime.fromisoformat("2026-10-19T18:00"), minutes=60)
    assert seen(store, AMINA) == PLANNED


def test_what_was_arranged_outlives_a_release_that_keeps_the_meetings_time(
    store, imported, publish, arrange
) -> None:
    publish()
    arrange(move_meeting, wall=datetime.fromisoformat("2026-10-20T17:30"), minutes=45)
    publish()
    assert seen(store, AMINA)[1] == ("10-20 17:30", "Math games", "CONFIRMED", 1)


def test_what_is_over_stays_as_it_was_whoever_leaves(store, tools, imported, people, publish, clock) -> None:
    publish()
    clock.at = datetime(2026, 10, 19, 18, tzinfo=UTC)
    with store.write() as tx:
        import_people(
            whole_cohort(tx, imported.id),
            people=tuple(p if p.key != "bilal" else replace(p, interests=()) for p in people),
        )
    publish()
    assert seen(store, BILAL) == PLANNED
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        with pytest.raises(NotNowError, match="over"):
            cancel_meeting(scope, meeting=first(scope, "Gathering"))
        give_links(scope, meeting=first(scope, "Gathering"), links=[("Notes", "https://example.org/notes")])
    drain(store=store, tools=tools)
    assert seen(store, BILAL)[0] == ("10-13 18:00", "Gathering", "CONFIRMED", 1)


@pytest.mark.parametrize(
    ("wall", "minutes", "why"),
    [
        (datetime.fromisoformat("2026-10-20T17:00"), 0, "lasts"),
        (datetime.fromisoformat("2026-10-20T17:00"), 10**9, "lasts"),
        (datetime.fromisoformat("2026-10-01T00:00"), 60, "over already"),
        (datetime.fromisoformat("2027-01-01T17:00"), 60, "between"),
        (datetime.fromisoformat("0001-01-01T00:00"), 60, "between"),
        (datetime.fromisoformat("9999-12-31T23:59"), 60, "between"),
        (datetime.fromisoformat("2026-10-25T01:30"), 60, "twice"),
    ],
)
def test_a_meeting_cannot_be_moved_to_just_anywhere(
    store, imported, publish, arrange, clock, wall: datetime, minutes: int, why: str
) -> None:
    publish()
    clock.at = datetime(2026, 10, 2, tzinfo=UTC)
    with pytest.raises(NotNowError, match=why):
        arrange(move_meeting, wall=wall, minutes=minutes)
    with store.write() as tx, pytest.raises(NotFoundError):
        cancel_meeting(whole_cohort(tx, imported.id), meeting="nowhere")


@pytest.mark.parametrize(
    ("title", "join_url", "why"),
    [
        (" ", "", "name"),
        ("x" * 201, "", "name"),
        ("Games\r\nX-EVIL:1", "", "name"),
        ("Games", "javascript:alert(1)", "web address"),
        ("Games", "https://example.org/" + "x" * 2_000, "web address"),
    ],
)
def test_a_meeting_is_not_given_what_is_no_name_or_address(
    store, publish, arrange, title: str, join_url: str, why: str
) -> None:
    publish()
    with pytest.raises(NotNowError, match=why):
        arrange(describe_meeting, title=title, join_url=join_url)


def test_links_come_into_the_calendar(store, publish, arrange) -> None:
    publish()
    arrange(give_links, links=[("Notes", "https://example.org/notes"), ("", "https://example.org/more")])
    with store.read() as tx:
        said = [
            entry.content.links
            for entry in tx.calendars.entries(AMINA).values()
            if entry.content.summary == "Math games"
        ]
    assert said == [
        (
            Link(title="Notes", url="https://example.org/notes"),
            Link(title="", url="https://example.org/more"),
        )
    ]


def test_what_was_arranged_before_a_release_holds_where_nobody_has_kept_it_yet(
    store, tools, imported, publish, clock
) -> None:
    """After an upgrade nothing is kept; a release that moves what is over by then must find how it was held."""
    publish()
    with store.engine.begin() as connection:
        connection.execute(tables.arrangement.delete())
    clock.at = datetime(2026, 10, 20, tzinfo=UTC)
    publish()
    assert seen(store, AMINA) == PLANNED
    with store.read() as tx:
        assert len(tx.arrangements.of_cohort(imported.id)) == len(PLANNED)


def test_a_cancelled_meeting_whose_hour_has_passed_was_not_held_and_can_be_at_another_time(
    publish, arrange, store, clock
) -> None:
    publish()
    arrange(cancel_meeting)
    clock.at = datetime(2026, 10, 20, tzinfo=UTC)
    with pytest.raises(NotNowError, match="move it"):
        arrange(restore_meeting)
    arrange(move_meeting, wall=datetime.fromisoformat("2026-11-02T18:00"), minutes=60)
    assert seen(store, AMINA)[1] == ("10-19 18:00", "Math games", "CANCELLED", 1)
    arrange(restore_meeting)
    assert seen(store, AMINA)[1] == ("11-02 18:00", "Math games", "CONFIRMED", 2)


def test_a_cancelled_entry_is_not_told_anew_for_being_called_otherwise(publish, arrange, store) -> None:
    publish()
    arrange(cancel_meeting)
    arrange(describe_meeting, title="No games", join_url="")
    assert seen(store, AMINA)[1] == ("10-19 18:00", "Math games", "CANCELLED", 1)


def test_saving_what_stands_there_already_tells_nobody(publish, arrange, store) -> None:
    publish()
    arrange(describe_meeting, title="Math games", join_url="")
    arrange(restore_meeting)
    with store.engine.connect() as connection:
        told = set(connection.execute(select(tables.event.c.type)).scalars())
    assert "meeting.arranged" not in told


def test_several_changes_are_followed_at_once(store, tools, imported, publish) -> None:
    publish()
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        for number in range(5):
            describe_meeting(scope, meeting=first(scope, "Math games"), title=f"Games {number}", join_url="")
            describe_meeting(scope, meeting=first(scope, "Gathering"), title=f"All {number}", join_url="")
    drain(store=store, tools=tools)
    assert [entry[1:] for entry in seen(store, AMINA)] == [
        ("All 4", "CONFIRMED", 1),
        ("Games 4", "CONFIRMED", 1),
        ("Gathering", "CONFIRMED", 0),
    ]


def test_notes_of_a_meeting_that_is_over_come_into_calendars_and_no_mail_waits(
    store, tools, imported, publish, arrange, clock
) -> None:
    publish()
    with store.write() as tx:
        approve_all(whole_cohort(tx, imported.id), up_to=(99, 99))
        for each in tx.notices.of_cohort(imported.id):
            assert submit(tx, notice=each.id, again=False)
            end(tx, notice=each.id, state="sent")
    clock.at = datetime(2026, 10, 20, tzinfo=UTC)
    arrange(give_links, links=[("Notes", "https://example.org/notes")])
    assert seen(store, AMINA)[1] == ("10-19 18:00", "Math games", "CONFIRMED", 1)
    with store.read() as tx:
        assert "waiting" not in {notice.state for notice in tx.notices.of_cohort(imported.id)}
