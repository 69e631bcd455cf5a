"""Forms come from our own pages only."""

import pytest


@pytest.fixture
def feed(world) -> str:
    return f"/me/{world.cedar.person}/feed"


def test_a_form_without_a_token_changes_nothing(world, feed) -> None:
    answer = world.browser("member").client.post(feed)
    assert answer.status_code == 400
    assert "This form is too old" in answer.text


def test_a_token_of_another_session_is_refused(world, feed) -> None:
    stolen = world.browser("coordinator").token()
    assert world.browser("member").post(feed, {"form_token": stolen}).status_code == 400


def test_a_visitor_gets_a_token_of_their_own_and_keeps_it(world) -> None:
    visitor, other = world.browser("nobody"), world.browser("nobody")
    tokens = visitor.token(), visitor.token()
    assert tokens[0] != tokens[1], "each answer has its own mask"
    for token in tokens:
        assert visitor.client.post("/sign-out", data={"form_token": token}).status_code == 303
    assert visitor.client.post("/sign-out", data={"form_token": other.token()}).status_code == 400


@pytest.mark.parametrize(("length", "more"), [(-2, ""), (86, "AA"), (43, ""), (0, "A" * 86)])
def test_a_token_that_is_not_whole_is_refused(world, feed, length, more) -> None:
    browser = world.browser("member")
    assert browser.post(feed, {"form_token": browser.token()[:length] + more}).status_code == 400


def test_a_browser_without_cookies_is_refused(world) -> None:
    token = world.browser("nobody").token()
    stranger = world.app.test_client(use_cookies=False)
    answer = stranger.post(f"/sign-in/{world.cedar.link}", data={"form_token": token})
    assert answer.status_code == 400


def test_an_address_that_is_none_of_ours_is_checked_too(world) -> None:
    assert world.browser("member").client.post("/nowhere").status_code == 400


def test_a_token_in_letters_that_no_token_has_is_refused(world, feed) -> None:
    assert world.browser("member").post(feed, {"form_token": "ключ"}).status_code == 400
