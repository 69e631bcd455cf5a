"""What no run can mend is seen before one is asked for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from calendars.availability import Window
from scheduler.access import whole_cohort
from scheduler.commands.rosters import import_people
from scheduler.commands.setting_up import change_rules
from scheduler.commands.signing_in import begin_session
from scheduler.domain.people import Capacity, Person
from scheduler.queries import readiness as looked
from scheduler.queries.readiness import Readiness, WorkshopDemand, readiness
from tests.scheduler.web.plain_words import PSEUDO, plain_words

AN_HOUR = (Window(day=0, start=0, end=60),)
ANOTHER = (Window(day=3, start=12 * 60, end=13 * 60),)


def ready(world, **of: dict[str, object]) -> Readiness:
    """Change people by key, and return what is known then."""
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cedar.cohort)
        import_people(scope, people=tuple(_changed(each, of.get(each.key, {})) for each in scope.people()))
        return readiness(scope)


def _changed(person: Person, by: dict[str, object]) -> Person:
    return replace(person, **by)


def test_a_cohort_in_which_all_is_well_has_nothing_to_mend(world) -> None:
    found = ready(world)
    assert (found.members, found.coaches, found.places, found.places_short) == (2, 1, 2, 0)
    assert (found.no_hour, found.no_language, found.no_interests, found.assumed) == ((), (), (), ())
    assert found.workshops == (
        WorkshopDemand(name="Stories & songs", wishes=2, least=1, seats=4, has_leader=True),
    )


@pytest.mark.parametrize(
    ("today", "over", "is_over"),
    [
        ((2026, 9, 1), 0, False),
        ((2026, 10, 3), 2, False),
        ((2026, 12, 20), 80, False),
        ((2027, 3, 1), 81, True),
    ],
)
def test_days_that_are_over_are_counted(world, today, over, is_over) -> None:
    world.clock.at = datetime(*today, 12, tzinfo=UTC)
    found = ready(world)
    assert (found.days_over, found.days, found.is_over) == (over, 81, is_over)
    with world.store.write() as tx:
        account = tx.accounts.by_email("coordinator@cedar.example.org")
        session = begin_session(tx, account=account)
    browser = world.browser("nobody")
    browser.client.set_cookie("commonhour-session", session)
    page = browser.get("/cohorts/cedar/runs/ready").text
    assert ("All of it is over" in page) == is_over
    assert ("of 81 days" in page) == (0 < over < 81)


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        (None, False),
        ("https://zoom.example.org/j/1", False),
        ("https://example.com", False),
        ("https://zoom.test/j", False),
        ("https://us02web.zoom.us/j/1", True),
        ("https://example.org.uk/j", True),
        ("https://10.0.0.1/j", True),
    ],
)
def test_a_link_that_is_an_examples_leads_nowhere(world, url, leads) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cedar.cohort)
        cohort = scope.cohort
        sessions = tuple(replace(each, join_url=url) for each in cohort.sessions)
        workshops = tuple(replace(each, join_url="https://meet.jit.si/a") for each in cohort.workshops)
        change_rules(scope, cohort=replace(cohort, sessions=sessions, workshops=workshops))
    assert ready(world).unlinked == (() if leads else ("Gathering",))


def test_who_shares_no_hour_with_any_coach_is_named(world) -> None:
    found = ready(world, M1={"availability": AN_HOUR}, C1={"availability": ANOTHER}, M2={"time_zone": "UTC"})
    assert found.no_hour == ("Mariam",)


def test_an_hour_that_a_clock_change_takes_away_is_none(world) -> None:
    # Kyiv leaves summer time on 25 October and New York on 1 November: in between they share nothing.
    kyiv = (Window(day=0, start=17 * 60, end=18 * 60),)
    new_york = (Window(day=0, start=10 * 60, end=11 * 60),)
    assert ready(world, M1={"availability": kyiv}, C1={"availability": new_york}).no_hour == ("Mariam",)


def test_languages_that_nobody_on_the_other_side_speaks_are_named_on_both_sides(world) -> None:
    found = ready(world, M1={"languages": ("ti",)}, M2={"languages": ()}, C1={"languages": ("en-GB",)})
    assert found.no_language == ("Mariam", "Ruth <b>Abernathy</b>")


def test_more_members_than_places_are_counted(world) -> None:
    assert ready(world, C1={"capacity": Capacity(minimum=0, maximum=1)}).places_short == 1


def test_a_workshop_that_nobody_is_there_to_lead_says_so(world) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cedar.cohort)
        workshop = replace(scope.cohort.workshops[0], facilitators=("gone",))
        tx.people.change_cohort(replace(scope.cohort, workshops=(workshop,)))
    (demand,) = ready(world).workshops
    assert not demand.has_leader


def test_of_too_many_pairs_nobody_is_named(world, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked, "MOST_PAIRS", 1)
    assert ready(world).no_hour is None


def test_the_page_says_it_in_its_language(world) -> None:
    ready(
        world,
        M1={"availability": AN_HOUR, "interests": (), "languages": ("ti",), "availability_assumed": True},
        C1={"availability": ANOTHER, "capacity": Capacity(minimum=0, maximum=1)},
    )
    for role in ("coordinator", "facilitator"):
        browser, path = world.browser(role), f"/cohorts/{world.cedar.cohort}/runs/ready"
        assert ("Match</button>" in browser.get(path).text) is (role == "coordinator")
        assert plain_words(browser.get(path, headers=PSEUDO).text) == []
