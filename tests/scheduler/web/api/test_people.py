"""Who is in a cohort: whole for its coordinators, without addresses for who facilitates, nothing for others."""

from dataclasses import replace
from datetime import date

from calendars.availability import Window
from scheduler.access import Access, whole_cohort
from scheduler.commands.correcting import say_hours
from scheduler.commands.pausing import pause
from scheduler.commands.rosters import import_people
from scheduler.commands.signing_in import who_is
from scheduler.domain.people import PersonId
from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.test_calling import code

PEOPLE = "/cohorts/cedar/people"


def _correct(world) -> None:
    """Have Mariam say when she can."""
    with world.store.write() as tx:
        me = Access(tx=tx, account=who_is(tx, session=world.sessions["member"]).account).myself("cedar-M1")
        say_hours(me, windows=(Window(day=5, start=22 * 60, end=25 * 60),))


def test_a_person_is_told_whole_to_a_coordinator(world, program) -> None:
    _correct(world)
    listed = program("coordinator").get(PEOPLE).json
    assert [each["id"] for each in listed["items"]] == ["cedar-M1", "cedar-M2", "cedar-C1"]
    mariam = listed["items"][0]
    assert (
        program("coordinator").get(mariam["url"]).json
        == mariam
        == {
            "id": "cedar-M1",
            "url": "/api/v1/cohorts/cedar/people/cedar-M1",
            "key": "M1",
            "name": "Mariam",
            "email": "mariam@cedar.example.org",
            "roster_name": "Mariam",
            "role": "member",
            "time_zone": "Europe/Kyiv",
            "languages": ["en"],
            "interests": ["reading"],
            "workshops": [],
            "hours": "Sat 22:00-01:00",
            "windows": [{"day": 5, "start": 1320, "end": 1500}],
            "hours_assumed": False,
            "capacity": None,
            "locale": None,
            "answers": {},
            "corrected": {"hours": "2026-10-01T12:00:00Z"},
            "away_until": None,
            "left": False,
        }
    )


def test_who_facilitates_sees_no_address(program) -> None:
    for path in (PEOPLE, f"{PEOPLE}/cedar-M1"):
        answer = program("facilitator").get(path)
        assert answer.status_code == 200
        assert "Mariam" in answer.text
        assert "@" not in answer.text
        assert '"M1"' not in answer.text
        assert '"roster_name":null' in answer.text


def test_members_and_strangers_see_nobody(program) -> None:
    for role in ("member", "other"):
        for path in (PEOPLE, f"{PEOPLE}/cedar-M1"):
            assert code(program(role).get(path)) == (404, "not-found")
    assert code(program("coordinator").get(f"{PEOPLE}/birch-M1")) == (404, "not-found")
    without = program("coordinator", Scope.PLANS_READ, Scope.MEETINGS_READ)
    assert code(without.get(PEOPLE)) == (403, "scope-missing")


def test_who_is_away_is_said_to_be(world, program) -> None:
    with world.store.write() as tx:
        me = Access(tx=tx, account=who_is(tx, session=world.sessions["member"]).account).myself("cedar-M1")
        pause(me, until=date(2026, 10, 20))
    away = program("facilitator").get(f"{PEOPLE}/cedar-M1").json["away_until"]
    assert away == "2026-10-19T21:00:00Z"


def test_who_has_left_is_listed_apart_without_an_address(world, program) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        import_people(scope, people=tuple(each for each in scope.people() if each.id != "cedar-M2"))
    caller = program("coordinator")
    assert [each["id"] for each in caller.get(PEOPLE).json["items"]] == ["cedar-M1", "cedar-C1"]
    (gone,) = caller.get(f"{PEOPLE}?left=true").json["items"]
    assert (gone["id"], gone["left"], gone["key"], gone["windows"]) == ("cedar-M2", True, None, [])
    assert caller.get(gone["url"]).json == gone


def test_a_coach_has_a_capacity_and_a_cohort_its_own_columns(world, program) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        people = tuple(
            replace(each, capacity=scope.cohort.coaching.capacity, answers={"School": "North"})
            if each.id == PersonId("cedar-C1")
            else each
            for each in scope.people()
        )
        import_people(scope, people=people)
    assert program("facilitator").get(f"{PEOPLE}/cedar-C1").json["answers"] == {}
    ruth = program("coordinator").get(f"{PEOPLE}/cedar-C1").json
    assert (ruth["capacity"], ruth["answers"]) == ({"minimum": 1, "maximum": 2}, {"School": "North"})
