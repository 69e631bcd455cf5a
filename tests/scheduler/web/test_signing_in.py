"""The front door: a link that a person's own press spends, a session that ends, cookies that stay with this host."""

from datetime import timedelta

import pytest


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


def test_a_session_ends_after_thirty_days(world) -> None:
    member = world.browser("member")
    assert member.get("/me").status_code == 200
    world.clock.at += timedelta(days=30)
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
