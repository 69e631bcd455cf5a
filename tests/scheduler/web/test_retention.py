"""How long people are kept: set on the page of the rules, told where it matters; and pages of a cohort of nobody."""

import re
from dataclasses import replace
from html import unescape

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.expiring import end_erasing, erase_next
from scheduler.commands.foretelling import foretell, standing_erasure
from scheduler.commands.runs import input_hash
from scheduler.store.notices import Kind
from tests.scheduler.web.api.conftest import program_of
from tests.scheduler.web.test_personal_data import routes
from tests.scheduler.web.test_setting_up import BASICS

COHORT = "/cohorts/cedar"
RULES = f"{COHORT}/set-up/cohort"
FIELD = "erase_after_days"
ON_THE_DAY = "is erased on Mar 21, 2027, 12:00 AM New York time"
"""The ninetieth day after 20 December 2026, as it ends there."""


def words(page: str) -> str:
    """Return what a page says, without its tags and with single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", page)))


def days(world) -> int | None:
    with world.store.read() as tx:
        return whole_cohort(tx, "cedar").cohort.erase_after_days


@pytest.fixture
def coordinator(world):  # noqa: ANN201 - a Browser
    return world.browser("coordinator")


@pytest.fixture
def ruled(coordinator) -> None:
    """Its people are kept for ninety days."""
    home = {**BASICS, "home_time_zone": "America/New_York", "locale": "en"}
    assert coordinator.post(RULES, {**home, FIELD: "90"}).status_code == 303


def erase_everybody(world) -> None:
    """Have the time of the cohort's people be over."""
    for passing in ("told_at", "at"):
        with world.store.read() as tx:
            world.clock.at = getattr(standing_erasure(whole_cohort(tx, "cedar")), passing)
        with world.store.write() as tx:
            foretell(whole_cohort(tx, "cedar"))
    world.stay_signed_in()
    while True:
        with world.store.write() as tx:
            if not erase_next(tx, cohort="cedar"):
                return end_erasing(whole_cohort(tx, "cedar"))


def test_it_is_set_and_taken_out_on_the_page_of_the_rules(world, coordinator) -> None:
    assert "until somebody erases them" in words(coordinator.get(f"{COHORT}/set-up").text)
    assert days(world) is None
    coordinator.post(RULES, {**BASICS, FIELD: "90"})
    assert days(world) == 90
    assert re.search(rf'name="{FIELD}"[^>]*value="90"', coordinator.get(RULES).text)
    said = words(coordinator.get(f"{COHORT}/set-up").text)
    assert "until 90 days after the last day, then erased" in said
    assert f"{FIELD} = 90" in coordinator.get(f"{COHORT}/set-up/cohort.toml").text
    coordinator.post(RULES, {**BASICS, FIELD: ""})
    assert days(world) is None


@pytest.mark.parametrize("wrong", ["29", "3651", "-90", "soon", "1.5"])
def test_what_is_too_soon_or_too_late_or_no_number_is_said_at_the_field(world, coordinator, wrong) -> None:
    answer = coordinator.post(RULES, {**BASICS, FIELD: wrong})
    assert answer.status_code == 422
    said = words(answer.text)
    assert f"This cannot be {wrong}." in said.replace("'", "")
    assert "Write a whole number from 30 to 3650." in said
    assert f'id="w-{FIELD}"' in answer.text
    assert days(world) is None


@pytest.mark.usefixtures("ruled")
@pytest.mark.parametrize("role", ["coordinator", "facilitator"])
def test_whoever_runs_the_cohort_sees_when_people_are_erased_and_coordinators_move_it(world, role) -> None:
    page = world.browser(role).get(COHORT).text
    assert (
        f"Everybody in this cohort {ON_THE_DAY}, as its rules say. They are told by mail two weeks before."
        in words(page)
    )
    assert (f'href="{RULES}#f-{FIELD}"' in page) == (role == "coordinator")


@pytest.mark.usefixtures("ruled")
def test_a_member_sees_it_beside_what_downloads_all_that_is_kept_of_them(world) -> None:
    page = world.browser("member").get("/me").text
    assert "All that is kept of you here is erased on Mar 21, 2027, 6:00 AM Kyiv time" in words(page)
    assert page.index("All that is kept of you here") < page.index("Download all that is kept of me")


def test_without_the_rule_nobody_is_told_of_any_day(world, coordinator) -> None:
    assert "erased on" not in words(coordinator.get(COHORT).text)
    assert "is erased on" not in words(world.browser("member").get("/me").text)


@pytest.mark.usefixtures("ruled")
def test_a_day_that_is_over_as_it_is_set_is_told_at_once_and_is_two_weeks_away(world, coordinator) -> None:
    with world.store.read() as tx:
        before = tx.retention.told("cedar")
    coordinator.post(RULES, {**BASICS, "starts": "2026-01-01", "ends": "2026-06-30", FIELD: "30"})
    with world.store.read() as tx:
        letters = [each for each in tx.notices.of_cohort("cedar") if each.kind is Kind.ERASURE]
        reachable = {person.id for person in tx.people.people("cedar") if person.email}
    assert before is None
    assert ({each.person for each in letters}, {each.state for each in letters}) == (reachable, {"approved"})
    said = words(coordinator.get(COHORT).text)
    assert "is erased on Oct 16, 2026" in said.replace("16 жовт. 2026", "Oct 16, 2026")
    assert "They have been told by mail." in said
    assert "Erasure to come" in coordinator.get(f"{COHORT}/notices").text


@pytest.mark.usefixtures("ruled")
def test_every_page_of_a_cohort_opens_when_nobody_is_left_in_it(world, coordinator) -> None:
    with world.store.read() as tx:
        names = [person.name for person in tx.people.people("cedar")]
        plans = [mark.id for mark in tx.runs.plans("cedar")]
        runs = [run.id for run in tx.runs.runs("cedar")]
    erase_everybody(world)
    with world.store.read() as tx:
        assert (tx.people.people("cedar"), tx.people.leavers("cedar")) == ((), ())
    pages = [f"{COHORT}{path}" for path in routes(world) if "<" not in path]
    pages += [f"{COHORT}/plans/{plan}{rest}" for plan in plans for rest in ("", "/board")]
    pages += [f"{COHORT}/runs/{run}" for run in runs]
    pages += [
        f"{COHORT}/set-up/{table}"
        for table in ("cohort", "coaching", "workshops", "session/new", "workshop/new")
    ]
    pages += ["/cohorts", "/cohorts/new"]
    answers = {page: coordinator.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items() if answer.status_code >= 400} == {}
    said = {page: unescape(answer.text) for page, answer in answers.items()}
    assert [page for page, text in said.items() if any(name in text for name in names)] == []
    assert "Everybody who was in this cohort was erased on Mar 21, 2027" in words(said[COHORT])
    assert "Nobody yet. Bring in the sign-up sheet." in words(said[COHORT])


def test_programs_set_it_by_the_rules_and_read_when_people_are_erased(world) -> None:
    program = program_of(world, "coordinator")
    rules = program.get("/cohorts/cedar/rules").data
    found = program.get("/cohorts/cedar").json
    assert (found["erase_after_days"], found["erased_at"]) == (None, None)
    sent = rules.replace(b"[cohort]\n", b"[cohort]\nerase_after_days = 90\n")
    assert program.put("/cohorts/cedar/rules", data=sent, content_type="application/toml").status_code == 200
    found = program.get("/cohorts/cedar").json
    assert (found["erase_after_days"], found["erased_at"]) == (90, "2027-03-21T04:00:00Z")
    wrong = rules.replace(b"[cohort]\n", b"[cohort]\nerase_after_days = 7\n")
    refused = program.put("/cohorts/cedar/rules", data=wrong, content_type="application/toml")
    (problem,) = refused.json["problems"]
    assert (refused.status_code, problem["code"]) == (422, "wrong_value")
    assert "from 30 to 3650" in str(problem)
    mine = program_of(world, "member").get(f"/me/{world.cedar.person}").json
    assert mine["erased_at"] == "2027-03-21T04:00:00Z"


def test_for_how_long_people_are_kept_makes_no_plan_out_of_date(world) -> None:
    with world.store.read() as tx:
        scope = whole_cohort(tx, "cedar")
        people = scope.people()
    longer = replace(scope.cohort, erase_after_days=90)
    assert input_hash(cohort=longer, people=people) == input_hash(cohort=scope.cohort, people=people)
