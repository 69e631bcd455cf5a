"""On pages, people take along what is kept of them and are erased: by themselves, or by a coordinator."""

import json
from html import escape, unescape

import pytest

from scheduler.access import Right, whole_cohort
from scheduler.commands.cohorts import grant
from scheduler.commands.signing_up import open_form, send_form
from scheduler.domain.people import PersonId
from scheduler.domain.reflections import Reflection, Worth

COHORT = "/cohorts/cedar"


def is_there(world) -> bool:
    with world.store.read() as tx:
        return tx.people.person(PersonId(world.cedar.person)) is not None


def test_a_member_downloads_all_that_is_kept_of_them(world) -> None:
    page = world.browser("member").get("/me").text
    assert f"/me/{world.cedar.person}/record" in page
    answer = world.browser("member").get(f"/me/{world.cedar.person}/record")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    record = json.loads(answer.text)
    assert (record["format"], record["people"]) == ("commonhour.person/1", [world.cedar.person])
    assert {"person", "feed", "account", "web_session"} <= record["own"].keys()
    assert "plan" in {each["table"] for each in record["named"]}


def test_a_coordinator_sees_neither_sessions_nor_what_a_meeting_was_worth_to_somebody(world) -> None:
    with world.store.write() as tx:
        said = Reflection(worth=Worth.YES, text="for myself", given_at=tx.now)
        tx.reflections.put(PersonId(world.cedar.person), "uid", said)
    record = world.browser("coordinator").get(f"{COHORT}/people/{world.cedar.person}/record")
    assert {"account", "web_session", "reflection"} & json.loads(record.text)["own"].keys() == set()
    mine = world.browser("member").get(f"/me/{world.cedar.person}/record")
    assert "for myself" in mine.text
    assert "for myself" not in record.text


def test_an_address_in_a_roster_opens_nothing_of_another_cohort(world) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "birch")
        open_form(scope)
        email = tx.people.person(PersonId(world.cedar.person)).email
        cells = {
            "name": "Mariam",
            "email": email,
            "role": "member",
            "time_zone": "Europe/Kyiv",
            "notes": "birch",
        }
        send_form(tx, cohort=scope.cohort, cells=cells)
    for role, path in (("member", "/me"), ("coordinator", f"{COHORT}/people")):
        record = world.browser(role).get(f"{path}/{world.cedar.person}/record")
        assert "sign_up" not in json.loads(record.text)["own"]


def test_a_member_erases_themself_once_they_are_sure_and_is_signed_out(world) -> None:
    member = world.browser("member")
    path = f"/me/{world.cedar.person}/erase"
    page = member.get(path).text
    assert "for as long as whoever runs this service keeps them" in page
    refused = member.post(path)
    assert (refused.status_code, "Tick that you are sure first" in refused.text) == (409, True)
    assert is_there(world)
    done = member.post(path, {"sure": "on"})
    assert done.status_code == 200
    assert "Backups that were made before still hold all of it" in done.text
    assert "Sign out" not in done.text
    assert not is_there(world)
    assert member.get("/me").headers["Location"] == "/"


@pytest.mark.parametrize("whom", ["person", "coach"])
def test_a_coordinator_erases_somebody_and_every_page_still_opens(world, whom: str) -> None:
    coordinator = world.browser("coordinator")
    person = world.cedar.person if whom == "person" else "cedar-C1"
    with world.store.read() as tx:
        name = tx.people.person(PersonId(person)).name
        plans = [mark.id for mark in tx.runs.plans("cedar")]
        runs = [run.id for run in tx.runs.runs("cedar")]
    assert f"/people/{person}/erase" in coordinator.get(f"{COHORT}/people").text
    assert escape(name) in coordinator.get(f"{COHORT}/people/{person}/erase").text
    assert coordinator.post(f"{COHORT}/people/{person}/erase", {"sure": "on"}).status_code == 200
    paths = [route for route in routes(world) if "<" not in route]
    pages = [f"{COHORT}{path}" for path in paths]
    pages += [f"{COHORT}/plans/{plan}{rest}" for plan in plans for rest in ("", "/board")]
    pages += [f"{COHORT}/runs/{run}" for run in runs]
    answers = {page: coordinator.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items() if answer.status_code >= 400} == {}
    assert [page for page, answer in answers.items() if name in unescape(answer.text)] == []
    others = world.browser("member").get("/me")
    assert others.status_code == (303 if whom == "person" else 200)


def routes(world) -> list[str]:
    """Return what can be looked at of a cohort, without its beginning."""
    rules = world.browser("coordinator").client.application.url_map.iter_rules()
    beginning = "/cohorts/<cohort>"
    return [
        rule.rule.removeprefix(beginning)
        for rule in rules
        if rule.rule.startswith(beginning) and "GET" in (rule.methods or ())
    ]


def test_the_only_coordinator_is_refused(world) -> None:
    with world.store.write() as tx:
        account = tx.people.account_of(PersonId(world.cedar.person))
        for holder in tx.accounts.holders("cedar"):
            tx.accounts.take(holder, "cedar", "coordinator")
        grant(tx, account=account, cohort="cedar", right=Right.COORDINATOR)
    refused = world.browser("member").post(f"/me/{world.cedar.person}/erase", {"sure": "on"})
    assert (refused.status_code, "make somebody else a coordinator first" in refused.text) == (409, True)
    assert is_there(world)
