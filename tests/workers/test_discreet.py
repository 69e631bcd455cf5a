"""A discreet calendar says when its reader meets, and nothing of what, with whom, where or in which group."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from icalendar import Calendar

from scheduler.access import whole_cohort
from scheduler.commands.inviting import choose
from scheduler.commands.rosters import import_people
from scheduler.commands.sharing import share
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import circles_of
from scheduler.domain.people import PersonId
from tests.workers.releases import release
from workers.consumer import drain
from workers.job import Tools

AMINA, CARLA = PersonId("id-amina"), PersonId("id-carla")
OWN_PAGE = "https://example.org/me"
TELLING = (
    b"Gathering",
    b"Math",
    b"math",
    b"games",
    b"Cohort",
    b"example.org/j",
    b"Carla",
    b"group",
    b"GROUP",
)
"""What gives a meeting, its group or its people away."""


@pytest.fixture
def cohort(cohort: Cohort, request: pytest.FixtureRequest) -> Cohort:
    return replace(cohort, discreet="of_a_discreet_cohort" in request.fixturenames)


@pytest.fixture
def of_a_discreet_cohort() -> None:
    """Have the cohort be one (see `cohort`)."""


@pytest.fixture
def tools(tools: Tools) -> Tools:
    return replace(tools, own_page=OWN_PAGE)


@pytest.fixture
def publish(store, tools, imported) -> Callable[[], int]:
    """Match, publish and have calendars follow."""
    return partial(release, store, tools, imported.id)


@pytest.fixture
def prefer(store, tools, imported, clock) -> Callable[..., None]:
    """Have someone choose, an hour later."""

    def prefer(person: PersonId, **choice: object) -> None:
        clock.pass_time(hours=1)
        with store.write() as tx:
            chose = replace(tx.preferences.of(person), **choice)
            choose(tx, cohort=imported.id, person=person, preference=chose)
        drain(store=store, tools=tools)

    return prefer


def feeds(store, imported) -> dict[PersonId, bytes]:
    with store.read() as tx:
        return {person: feed.body for person, feed in tx.calendars.feeds(imported.id).items()}


def gives_away(body: bytes) -> list[bytes]:
    unfolded = body.replace(b"\r\n ", b"")
    own = unfolded.replace(b"PRODID:-//Commonhour//Commonhour//EN", b"")
    return [word for word in TELLING if word in own]


def test_whoever_chooses_it_reads_when_they_meet_and_nothing_else(store, imported, publish, prefer) -> None:
    publish()
    before = feeds(store, imported)
    prefer(AMINA, discreet=True)
    after = feeds(store, imported)
    assert gives_away(before[AMINA])
    assert gives_away(after[AMINA]) == []
    assert {person for person in before if before[person] != after[person]} == {AMINA}
    old, new = (Calendar.from_ical(each[AMINA]) for each in (before, after))
    assert str(new["X-WR-CALNAME"]) == "Meetings"
    assert [(e["UID"], e["DTSTART"].dt, e["SEQUENCE"] + 1) for e in old.walk("VEVENT")] == [
        (e["UID"], e["DTSTART"].dt, e["SEQUENCE"]) for e in new.walk("VEVENT")
    ]
    for event in new.walk("VEVENT"):
        assert (str(event["SUMMARY"]), event["CLASS"], event["URL"]) == ("Meeting", "PRIVATE", OWN_PAGE)
        assert str(event["DESCRIPTION"]).endswith(
            "\n\nWhat this meeting is about stands on your page.\n\nYour page: https://example.org/me"
        )


def test_it_tells_nobody_that_a_meeting_has_changed_and_ends_as_it_began(
    store, imported, publish, prefer
) -> None:
    publish()
    with store.read() as tx:
        waiting = [notice.id for notice in tx.notices.of_cohort(imported.id)]
    before = feeds(store, imported)
    prefer(AMINA, discreet=True)
    prefer(AMINA, discreet=None)
    with store.read() as tx:
        entries = tx.calendars.entries(AMINA).values()
        assert {entry.revision.sequence for entry in entries} == {2}
        others = [notice for notice in tx.notices.of_cohort(imported.id) if notice.person != AMINA]
    assert {notice.id for notice in others} <= set(waiting)
    old, new = (Calendar.from_ical(each[AMINA]) for each in (before, feeds(store, imported)))
    assert [e["SUMMARY"] for e in old.walk("VEVENT")] == [e["SUMMARY"] for e in new.walk("VEVENT")]


@pytest.mark.usefixtures("of_a_discreet_cohort")
def test_every_calendar_is_discreet_but_that_of_whoever_wants_to_read_more(
    store, imported, publish, prefer
) -> None:
    publish()
    assert [gives_away(body) for body in feeds(store, imported).values()] == [[]] * len(
        feeds(store, imported)
    )
    prefer(CARLA, discreet=False)
    found = {person: gives_away(body) for person, body in feeds(store, imported).items()}
    assert {person for person, words in found.items() if words} == {CARLA}


@pytest.mark.usefixtures("of_a_discreet_cohort")
def test_its_letters_name_neither_group_nor_meeting(store, imported, publish) -> None:
    publish()
    with store.read() as tx:
        for notice in tx.notices.of_cohort(imported.id):
            assert notice.subject == "Your meetings"
            assert [word for word in ("Cohort", "Gathering", "games") if word in notice.body] == []


@pytest.mark.usefixtures("of_a_discreet_cohort")
def test_what_is_shared_of_it_says_when_alone(store, tools, imported, publish) -> None:
    publish()
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        for circle in circles_of([meeting for meeting, _ in scope.arranged(scope.people())]):
            share(scope, circle=circle, feed_key=tools.feed_key)
    with store.read() as tx:
        shared = tx.shared_feeds.of_cohort(imported.id)
    assert len(shared) == 2
    for feed in shared.values():
        assert gives_away(feed.body) == []
        assert b"SUMMARY:Meeting\r\n" in feed.body


def test_it_goes_on_through_imports_and_releases(store, tools, imported, publish, prefer, people) -> None:
    publish()
    prefer(AMINA, discreet=True)
    before = feeds(store, imported)
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people)
    drain(store=store, tools=tools)
    publish()
    assert feeds(store, imported) == before
