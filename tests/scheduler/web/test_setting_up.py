"""A cohort's rules as forms: written a table at a time, from a file, and after another cohort."""

import io
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from scheduler.access import whole_cohort
from scheduler.domain.cohorts import Choice, Cohort, MonthlyAt
from tests.scheduler.web.plain_words import PSEUDO, plain_words

BASICS = {
    "name": "Cedar circle, second year",
    "starts": "2026-10-01",
    "ends": "2026-12-20",
    "home_time_zone": "Europe/Kyiv",
    "locale": "uk",
    "topics": "reading\n\n play \nreading\nmusic",
}
COACHING = {
    "least": "2",
    "most": "5",
    "meeting_minutes": "45",
    "target_minutes": "90",
    "interest_share": "50",
    "time_share": "37.5",
    "language_share": "12.5",
    "language": "required",
    "fairness": "total",
}
SESSION = {
    "name": "Open house",
    "minutes": "90",
    "when": "choose",
    "weekdays": ["Tue", "Sat"],
    "from": "09:00",
    "to": "21:00",
    "step_minutes": "30",
    "join_url": "",
}
WORKSHOP = {
    "name": "Зустріч Words & songs",
    "topic": "play",
    "facilitator": ["C1"],
    "minutes": "60",
    "least": "2",
    "most": "8",
    "sections": "2",
    "meetings": "3",
    "first": "2026-10-05",
    "last": "2026-10-30",
    "weekdays": "Thu",
    "from": "10:00",
    "to": "14:00",
    "step_minutes": "60",
    "join_url": "https://zoom.example.org/j/7",
}


def rules(world) -> Cohort:
    with world.store.read() as tx:
        return whole_cohort(tx, world.cedar.cohort).cohort


def changes(world) -> int:
    with world.store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM event WHERE type = 'cohort.changed'")
        return found.scalar_one()


@pytest.fixture
def here(world) -> str:
    return f"/cohorts/{world.cedar.cohort}/set-up"


@pytest.fixture
def browser(world):  # noqa: ANN201 - a Browser
    return world.browser("coordinator")


def test_a_table_is_written_anew_and_the_rest_stays(world, browser, here) -> None:
    before = rules(world)
    assert browser.post(f"{here}/cohort", BASICS).status_code == 303
    after = rules(world)
    assert after == replace(
        before,
        name="Cedar circle, second year",
        home_time_zone="Europe/Kyiv",
        locale="uk",
        topics=("reading", "play", "music"),
    )
    browser.post(f"{here}/cohort", BASICS)
    assert changes(world) == 1, "the same again changes nothing"


def test_shares_in_per_cent_are_exact(world, browser, here) -> None:
    browser.post(f"{here}/coaching", COACHING)
    weights = rules(world).coaching.weights
    assert (weights.interest, weights.time, weights.language) == (
        Fraction(1, 2),
        Fraction(3, 8),
        Fraction(1, 8),
    )
    page = browser.get(f"{here}/coaching").text
    assert 'value="37.5"' in page
    assert "37.5%" in browser.get(here).text


def test_coaching_is_taken_out_and_put_in_again(world, browser, here) -> None:
    browser.post(f"{here}/coaching", {"without": "1"})
    assert rules(world).coaching is None
    assert "Add coaching" in browser.get(here).text
    browser.post(f"{here}/coaching", COACHING)
    assert rules(world).coaching.capacity.maximum == 5


def test_a_session_is_added_changed_and_taken_out(world, browser, here) -> None:
    browser.post(f"{here}/session/new", SESSION)
    added = rules(world).sessions[-1]
    assert (added.id, added.minutes, added.join_url) == ("open-house", 90, None)
    assert added.when == Choice(weekdays=(1, 5), opens=9 * 60, closes=21 * 60, step_minutes=30)
    fixed = {**SESSION, "when": "at", "ordinal": "last", "weekday": "Fri", "at": "17:30"}
    browser.post(f"{here}/session/open-house", fixed)
    when = rules(world).sessions[-1].when
    assert isinstance(when, MonthlyAt)
    assert (when.ordinal, when.weekday, when.at.isoformat("minutes")) == (-1, 4, "17:30")
    browser.post(f"{here}/session/open-house", {"remove": "1"})
    assert [session.id for session in rules(world).sessions] == ["gathering"]


def test_a_workshop_is_added_with_an_id_of_its_own(world, browser, here) -> None:
    for _ in range(2):
        assert browser.post(f"{here}/workshop/new", WORKSHOP).status_code == 303
    assert [workshop.id for workshop in rules(world).workshops] == ["stories", "words-songs", "words-songs-2"]
    added = rules(world).workshops[-1]
    assert (added.name, added.window) == ("Зустріч Words & songs", (date(2026, 10, 5), date(2026, 10, 30)))
    assert (added.facilitators, added.size.maximum, added.meetings) == (("C1",), 8, 3)


@pytest.mark.parametrize(
    ("path", "form", "field", "says"),
    [
        ("cohort", BASICS | {"home_time_zone": "Mars"}, "home_time_zone", "Mars"),
        ("cohort", BASICS | {"ends": "soon"}, "ends", "soon"),
        ("cohort", BASICS | {"name": ""}, "name", "Please fill this in."),
        ("coaching", COACHING | {"interest_share": "90"}, "weights", "sum to"),
        ("coaching", COACHING | {"interest_share": "half"}, "weights", "half"),
        ("coaching", COACHING | {"least": "9"}, "capacity", "min not above max"),
        ("coaching", COACHING | {"meeting_minutes": "an hour"}, "meeting_minutes", "an hour"),
        ("session/new", SESSION | {"to": "08:00"}, "to", "not after it begins"),
        ("session/new", SESSION | {"weekdays": []}, "weekdays", "Please fill this in."),
        ("workshop/new", WORKSHOP | {"join_url": "javascript:alert(1)"}, "join_url", "no web address"),
        ("workshop/new", WORKSHOP | {"last": "2026-01-01"}, "window", "before it begins"),
        ("workshop/stories", WORKSHOP | {"facilitator": []}, "facilitators", "Please fill this in."),
        ("workshops", {"per_member": "0"}, "per_member", "from 1 to"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(
    world, browser, here, path, form, field, says
) -> None:
    before = rules(world)
    answer = browser.post(f"{here}/{path}", form)
    assert (answer.status_code, rules(world)) == (422, before)
    assert f'href="#f-{field}"' in answer.text
    assert f'id="f-{field}"' in answer.text
    assert says in answer.text


def test_what_the_last_release_holds_stays_in_the_rules(world, browser, here) -> None:
    before = rules(world)
    for path in ("session/gathering", "workshop/stories"):
        answer = browser.post(f"{here}/{path}", {"remove": "1"})
        assert (answer.status_code, rules(world)) == (409, before)
        assert "that stays in the rules" in answer.text


def test_the_rules_go_out_as_a_file_and_come_in_again(world, browser, here) -> None:
    file = browser.get(f"{here}/cohort.toml")
    assert file.headers["Content-Disposition"] == 'attachment; filename="cohort.toml"'
    browser.post(f"{here}/cohort", BASICS)
    changed = rules(world)
    back = browser.post(f"{here}/cohort.toml", {"file": (io.BytesIO(file.data), "cohort.toml")})
    assert back.status_code == 303
    assert rules(world) != changed
    assert rules(world).name == "Cedar circle, second year", "what it is called is its own"
    assert "The rules are those of the file now" in browser.get(back.location).text
    assert "those of the file" not in browser.get(here).text
    assert browser.post(f"{here}/cohort.toml", {}).status_code == 409


def test_the_dates_of_a_file_move_along_with_its_first_day(world, browser, here) -> None:
    before, file = rules(world), browser.get(f"{here}/cohort.toml").data
    later = before.starts + timedelta(days=70)
    sent = {"file": (io.BytesIO(file), "cohort.toml"), "starts": later.isoformat()}
    assert browser.post(f"{here}/cohort.toml", sent).status_code == 303
    after = rules(world)
    assert (after.starts, after.ends) == (later, before.ends + timedelta(days=70))
    assert [each.window[0] for each in after.workshops] == [
        each.window[0] + timedelta(days=70) for each in before.workshops
    ]
    assert after.coaching == before.coaching


def test_a_new_cohort_belongs_to_whoever_sets_it_up(world, browser) -> None:
    made = browser.post("/cohorts/new", BASICS)
    assert made.status_code == 303
    assert "Cedar circle, second year" in browser.get(made.location.removesuffix("/set-up")).text
    assert world.browser("other").get(made.location).status_code == 404


def test_a_new_cohort_takes_another_ones_rules_with_its_dates_moved_along(world, browser) -> None:
    form = {"model": world.cedar.cohort, "name": "Next year", "starts": "2027-10-01"}
    made = browser.post("/cohorts/new", form).location.split("/")[2]
    with world.store.read() as tx:
        new, old = whole_cohort(tx, made).cohort, rules(world)
    assert (new.name, new.starts, new.ends) == ("Next year", date(2027, 10, 1), date(2027, 12, 20))
    assert new.workshops[0].window == (date(2027, 10, 22), date(2027, 10, 22))
    assert new.coaching == old.coaching
    with world.store.read() as tx:
        assert whole_cohort(tx, made).people() == ()


def test_whoever_may_begin_sets_a_first_cohort_up(world) -> None:
    nobody_yet = world.browser("member")
    assert nobody_yet.get("/cohorts").status_code == 404
    with world.store.write() as tx:
        account = tx.people.account_of(world.cedar.person)
        tx.accounts.let_found(account)
        tx.accounts.let_found(account)
    first = nobody_yet.get("/cohorts").text
    assert "There is none yet" in first
    assert "Begin with the rules of" not in nobody_yet.get("/cohorts/new").text
    made = nobody_yet.post("/cohorts/new", BASICS)
    assert made.status_code == 303
    assert nobody_yet.get(made.location).status_code == 200
    assert "Begin with the rules of" in nobody_yet.get("/cohorts/new").text


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("London", "Europe/London"),
        ("kenya", "Africa/Nairobi"),
        ("UTC", "UTC"),
        ("New York time", "America/New_York"),
    ],
)
def test_a_cohorts_clock_is_named_by_a_place(world, browser, here, written, zone) -> None:
    assert browser.post(f"{here}/cohort", BASICS | {"home_time_zone": written}).status_code == 303
    assert rules(world).home_time_zone == zone


@pytest.mark.parametrize("written", ["Russia", "CST", "Nowhere at all", ""])
def test_a_place_of_several_clocks_or_of_none_is_asked_about(world, browser, here, written) -> None:
    before = rules(world)
    sent = browser.post(f"{here}/cohort", BASICS | {"home_time_zone": written})
    assert sent.status_code == 422
    assert f'value="{written}"' in sent.text
    assert rules(world) == before


@pytest.mark.parametrize("form", [{"name": "x"}, {"name": "", "starts": "2027-01-01"}])
def test_after_a_model_a_name_and_a_day_are_needed(world, browser, form) -> None:
    assert browser.post("/cohorts/new", {"model": world.cedar.cohort, **form}).status_code == 409


def test_a_model_is_ones_own(world, browser) -> None:
    form = BASICS | {"model": world.birch.cohort}
    made = browser.post("/cohorts/new", form).location.split("/")[2]
    with world.store.read() as tx:
        assert whole_cohort(tx, made).cohort.sessions == ()


@pytest.mark.parametrize("path", ["nothing", "session/nothing", "nothing/new"])
def test_what_is_no_table_is_not_there(browser, here, path) -> None:
    assert browser.get(f"{here}/{path}").status_code == 404
    assert browser.post(f"{here}/{path}", {}).status_code == 404


def test_every_form_is_said_in_the_pages_language(world, browser, here) -> None:
    pages = (
        "",
        "/cohort",
        "/coaching",
        "/workshops",
        "/session/new",
        "/session/gathering",
        "/workshop/new",
        "/workshop/stories",
    )
    for page in pages:
        assert plain_words(browser.get(f"{here}{page}", headers=PSEUDO).text) == [], page
    assert plain_words(browser.get("/cohorts/new", headers=PSEUDO).text) == []
