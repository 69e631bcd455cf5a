"""Where somebody is signed in is theirs to see and to end, and ends by itself where nothing is left to see."""

import re
from dataclasses import replace
from datetime import timedelta

from scheduler.access import Right, whole_cohort
from scheduler.commands.cohorts import account_of_person, grant, open_account
from scheduler.commands.handing_over import take_right
from scheduler.commands.rosters import import_people
from scheduler.commands.signing_in import invite, sign_in
from scheduler.tokens import hash_token
from tests.scheduler.web.plain_words import PSEUDO, plain_words


def second(world, role: str = "member"):  # noqa: ANN201 - a Browser, whose class stands in the conftest
    """Return another browser of whoever has this role."""
    with world.store.write() as tx:
        account = tx.sign_ins.session(token_hash=hash_token(world.sessions[role])).account
        session = sign_in(tx, token=invite(tx, account=account))
    return replace(world, sessions={**world.sessions, role: session}).browser(role)


def test_each_browser_is_listed_with_the_days_on_which_it_began_and_was_last_used(world) -> None:
    member = world.browser("member")
    world.clock.at += timedelta(days=2)
    second(world)
    page = member.get("/sessions").text
    assert re.findall(r"<h2>([^<]*)</h2>", page) == ["Another browser", "This browser"]
    days = re.findall(r"<dd>([^<]*)</dd>", page)
    assert [re.search(r"\d+", day)[0] for day in days] == ["3", "3", "1", "1"]
    again = re.findall(r"<dd>([^<]*)</dd>", member.get("/sessions").text)  # the visit before was noted
    assert [re.search(r"\d+", day)[0] for day in again] == ["3", "3", "1", "3"]


def test_when_exactly_somebody_was_here_is_not_kept(world) -> None:
    member = world.browser("member")
    world.clock.at += timedelta(days=1, hours=3, minutes=7)
    member.get("/me")
    with world.store.read() as tx:
        used = tx.sign_ins.session(token_hash=hash_token(world.sessions["member"])).used_at
    assert used.isoformat() == "2026-10-02T00:00:00+00:00"


def test_a_lost_phone_is_signed_out_from_another(world) -> None:
    here, lost = world.browser("member"), second(world)
    path = re.search(r'action="(/sessions/\w+/end)"', here.get("/sessions").text)[1]
    assert here.post(path).location == "/sessions"
    assert [browser.get("/me").status_code for browser in (here, lost)] == [200, 303]
    assert here.post(path).status_code == 404


def test_signing_out_everywhere_ends_every_session_and_every_link_that_waits(world) -> None:
    here, other = world.browser("member"), second(world)
    coordinator = world.browser("coordinator")
    left = here.post("/sessions/end")
    assert (left.status_code, left.location) == (303, "/")
    assert "commonhour-session=;" in left.headers["Set-Cookie"]
    assert [browser.get("/sessions").status_code for browser in (here, other, coordinator)] == [303, 303, 200]
    assert world.browser("nobody").get(f"/sign-in/{world.cedar.link}").status_code == 404


def test_the_page_is_said_in_the_pages_language(world) -> None:
    second(world)
    assert plain_words(world.browser("member").get("/sessions", headers=PSEUDO).text) == []


def test_a_page_names_no_secret_of_a_session_nor_what_the_store_keeps_of_it(world) -> None:
    page = world.browser("member").get("/sessions").text
    secret = world.sessions["member"]
    assert [each for each in (secret, hash_token(secret)) if each in page] == []


def test_who_leaves_is_signed_out_unless_something_is_left_to_them(world) -> None:
    member = world.browser("member")
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cedar.cohort)
        people = scope.people()
        grant(
            tx,
            account=account_of_person(tx, person=people[1].id),
            cohort=scope.cohort.id,
            right=Right.FACILITATOR,
        )
        facilitates = sign_in(tx, token=invite(tx, account=account_of_person(tx, person=people[1].id)))
        import_people(scope, people=people[2:])
    assert member.get("/me").status_code == 303
    assert world.browser("nobody").get(f"/sign-in/{world.cedar.link}").status_code == 404
    other = replace(world, sessions={"facilitator": facilitates}).browser("facilitator")
    assert other.get("/cohorts").status_code == 200


def test_whose_last_right_is_taken_is_signed_out_and_their_links_end(world) -> None:
    facilitator = world.browser("facilitator")
    with world.store.write() as tx:
        account = open_account(tx, email="facilitator@cedar.example.org")
        link = invite(tx, account=account)
        take_right(whole_cohort(tx, world.cedar.cohort), account=account, right=Right.FACILITATOR)
    assert facilitator.get("/cohorts").status_code == 303
    assert world.browser("nobody").get(f"/sign-in/{link}").status_code == 404


def test_a_session_that_an_older_version_began_goes_on_and_is_seen(world) -> None:
    with world.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE web_session SET began_at = NULL, used_at = NULL")
    world.clock.at += timedelta(days=20)
    member = world.browser("member")
    assert re.findall(r"<dt>([^<]*)</dt>", member.get("/sessions").text) == []
    assert re.findall(r"<dt>([^<]*)</dt>", member.get("/sessions").text) == ["Last used"]
