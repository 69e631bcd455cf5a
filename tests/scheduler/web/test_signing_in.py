"""The front door: a link that a person's own press spends, a session that ends, cookies that stay with this host."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.asking_in import asked_in
from scheduler.commands.rosters import import_people
from scheduler.tokens import sign_in_code, sign_in_token
from tests.made_secrets import FEED_KEY
from tests.scheduler.web.plain_words import PSEUDO, plain_words


@pytest.fixture
def link(world) -> str:
    return f"/sign-in/{world.cedar.link}"


def test_looking_at_a_link_spends_nothing_and_pressing_the_button_does(world, link) -> None:
    visitor = world.browser("nobody")
    assert [visitor.get(link).status_code for _ in range(3)] == [200, 200, 200]
    assert visitor.post(link).status_code == 303
    assert visitor.get("/me").status_code == 200
    assert world.browser("nobody").get(link).status_code == 404


def test_a_link_that_has_expired_is_not_there(world, link) -> None:
    visitor = world.browser("nobody")
    visitor.get(link)
    world.clock.at += timedelta(days=14)
    assert visitor.get(link).status_code == 404


def test_a_session_ends_after_thirty_days_however_much_it_is_used(world) -> None:
    member = world.browser("member")
    for _ in range(3):
        assert member.get("/me").status_code == 200
        world.clock.at += timedelta(days=10)
    assert member.get("/me").status_code == 303


def test_a_session_ends_fourteen_days_after_the_day_of_its_last_use(world) -> None:
    member = world.browser("member")
    world.clock.at += timedelta(days=13)
    assert member.get("/me").status_code == 200
    world.clock.at += timedelta(days=13, hours=11)
    assert member.get("/me").status_code == 200
    world.clock.at += timedelta(days=14)
    assert member.get("/me").status_code == 303


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(world) -> None:
    member = world.browser("member")
    left = member.post("/sign-out")
    assert (left.status_code, left.location) == (303, "/")
    assert world.browser("member").get("/me").status_code == 303


def test_signing_in_anew_ends_the_session_before(world, link) -> None:
    coordinator = world.browser("coordinator")
    assert coordinator.post(link).status_code == 303
    assert coordinator.get("/me").status_code == 200
    assert world.browser("coordinator").get("/cohorts").status_code == 303


def test_everybody_is_sent_to_their_own_first_page(world) -> None:
    places = {role: world.browser(role).get("/").location for role in ("nobody", "member", "coordinator")}
    assert places == {"nobody": None, "member": "/me", "coordinator": "/cohorts"}


def test_over_tls_the_cookie_is_bound_to_this_host(make_world) -> None:
    world = make_world(base_url="https://localhost")
    client = world.app.test_client()
    page = client.get(f"/sign-in/{world.cedar.link}", base_url="https://localhost")
    assert page.headers["Set-Cookie"].startswith("__Host-commonhour-visitor=")
    assert page.headers["Set-Cookie"].endswith("; Secure; HttpOnly; Path=/; SameSite=Lax")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_over_plain_http_at_home_the_cookie_is_still_out_of_reach_of_scripts(world, link) -> None:
    signed_in = world.browser("nobody").post(link)
    session = next(cookie for cookie in signed_in.headers.getlist("Set-Cookie") if "session=" in cookie)
    assert session.startswith("commonhour-session=")
    assert session.endswith("; Max-Age=2592000; HttpOnly; Path=/; SameSite=Lax")


def test_the_store_keeps_no_session_secret(world) -> None:
    with world.store.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT token_hash FROM web_session").scalars().all()
    assert not set(kept) & set(world.sessions.values())


MARIAM = "mariam@cedar.example.org"
KEY = FEED_KEY.encode()


def asked(world) -> list[str]:
    """Return the ids of what was asked for, in order."""
    with world.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM sign_in_request ORDER BY asked_at, rowid")
        return [row[0] for row in rows]


def code_of(world) -> str:
    return sign_in_code(key=KEY, request=asked(world)[-1])


def link_of(world) -> str:
    return f"/sign-in/mail/{sign_in_token(key=KEY, request=asked(world)[-1])}"


@pytest.fixture
def visitor(world):  # noqa: ANN201 - a Browser, whose class stands in the conftest
    """A browser in which somebody has asked to sign in with Mariam's address."""
    browser = world.browser("nobody")
    sent = browser.post("/sign-in", {"email": f" {MARIAM.upper()} "})
    assert (sent.status_code, sent.location) == (303, "/sign-in/code")
    return browser


def test_the_code_is_typed_once_in_the_browser_that_asked(world, visitor) -> None:
    assert "Look into your mail" in visitor.get("/sign-in/code").text
    assert visitor.post("/sign-in/code", {"code": code_of(world)}).location == "/"
    assert "Mariam" in visitor.get("/me").text
    other = world.browser("nobody")
    assert other.post("/sign-in/code", {"code": code_of(world)}).status_code == 409


def test_a_code_may_be_typed_with_spaces_and_is_good_for_half_an_hour(world, visitor) -> None:
    code = code_of(world)
    world.clock.at += timedelta(minutes=30)
    assert visitor.post("/sign-in/code", {"code": code}).status_code == 409
    world.clock.at -= timedelta(seconds=1)
    assert visitor.post("/sign-in/code", {"code": f"{code[:3]} {code[3:]}"}).status_code == 303


def test_after_a_few_wrong_codes_the_right_one_is_no_good_any_more(world, visitor) -> None:
    code = code_of(world)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        answer = visitor.post("/sign-in/code", {"code": wrong})
        assert (answer.status_code, "This is not the code" in answer.text) == (422, True)
    assert visitor.post("/sign-in/code", {"code": code}).status_code == 409
    assert visitor.get(link_of(world)).status_code == 404


def test_the_link_works_in_the_browser_that_asked_and_in_no_other(world, visitor) -> None:
    link, other = link_of(world), world.browser("nobody")
    assert "This link belongs to another browser" in other.get(link).text
    assert other.post(link).status_code == 404
    assert visitor.get(link).status_code == 200
    assert visitor.post(link).location == "/"
    assert visitor.get("/me").status_code == 200
    assert visitor.get(link).status_code == 404


def test_an_address_that_nobody_has_is_answered_alike_and_lets_nobody_in(world) -> None:
    browser = world.browser("nobody")
    assert browser.post("/sign-in", {"email": "nobody@example.org"}).location == "/sign-in/code"
    assert browser.post("/sign-in/code", {"code": code_of(world)}).status_code == 404
    with world.store.read() as tx:
        assert asked_in(tx, request=asked(world)[-1]) is None


@pytest.mark.parametrize("email", ["", "no address", "a@b", f"{'a' * 250}@example.org"])
def test_what_is_no_address_is_said_beside_the_field(world, email) -> None:
    answer = world.browser("nobody").post("/sign-in", {"email": email})
    assert answer.status_code == 422
    assert 'aria-describedby="email-wrong"' in answer.text
    assert asked(world) == []


def test_whoever_signs_in_by_mail_is_everybody_with_that_address_and_keeps_their_rights(world) -> None:
    email = "coordinator@cedar.example.org"
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.birch.cohort)
        people = scope.people()
        import_people(scope, people=(replace(people[0], email=email.upper()), *people[1:]))
    browser = world.browser("nobody")
    browser.post("/sign-in", {"email": email})
    assert browser.post("/sign-in/code", {"code": code_of(world)}).status_code == 303
    assert browser.get("/").location == "/cohorts"
    assert people[0].name in browser.get("/me").text


def test_another_address_in_the_roster_parts_a_person_from_who_signed_in_by_the_one_before(
    world, visitor
) -> None:
    visitor.post("/sign-in/code", {"code": code_of(world)})
    assert visitor.get("/me").status_code == 200
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cedar.cohort)
        people = scope.people()
        import_people(scope, people=(replace(people[0], email="new@example.org"), *people[1:]))
    assert visitor.get("/me").status_code == 303


def test_a_handed_link_opens_nothing_any_more_once_its_person_signs_in_by_mail(world, visitor) -> None:
    handed = world.browser("member")
    assert handed.get("/me").status_code == 200
    visitor.post("/sign-in/code", {"code": code_of(world)})
    assert handed.get("/me").status_code == 303
    assert world.browser("nobody").get(f"/sign-in/{world.cedar.link}").status_code == 404


def test_each_of_these_pages_is_said_in_the_pages_language(world, visitor) -> None:
    pages = [
        visitor.get("/sign-in/code", headers=PSEUDO),
        visitor.get(link_of(world), headers=PSEUDO),
        world.browser("nobody").get(link_of(world), headers=PSEUDO),
        world.browser("nobody").get("/", headers=PSEUDO),
    ]
    assert [plain_words(page.text) for page in pages] == [[]] * 4
