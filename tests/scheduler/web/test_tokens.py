"""A token is made on a page, shown once, and revoked there."""

import re

from scheduler.domain.scopes import Scope


def test_a_token_is_shown_once_and_opens_what_was_ticked(world) -> None:
    browser = world.browser("coordinator")
    form = {"name": "Sign-up form", "scope": ["cohorts:read", "people:write"], "days": "30"}
    made = browser.post("/tokens", form)
    secret = re.search(r"commonhour_[\w-]{43}", made.text)[0]
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "private, no-store"
    later = browser.get("/tokens").text
    assert secret not in later
    assert "Sign-up form" in later
    said = {"Authorization": f"Bearer {secret}"}
    client = world.app.test_client()
    assert client.get("/api/v1/cohorts/cedar", headers=said).status_code == 200
    assert client.get("/api/v1/cohorts/cedar/runs", headers=said).status_code == 403
    (path,) = re.findall(r'action="(/tokens/[\w-]+/revoke)"', later)
    assert world.browser("member").post(path).status_code == 404
    assert browser.post(path).status_code == 303
    assert client.get("/api/v1/cohorts/cedar", headers=said).status_code == 401
    assert "1 token has expired or was revoked." in browser.get("/tokens").text


def test_a_token_for_nothing_or_without_an_end_is_not_made(world) -> None:
    good = {"name": "Bot", "scope": "me:read", "days": "30"}
    for wrong in (
        {"name": " "},
        {"scope": ""},
        {"scope": "all"},
        {"days": "0"},
        {"days": "367"},
        {"days": "9" * 99},
    ):
        assert world.browser("member").post("/tokens", good | wrong).status_code == 409


def test_the_page_says_in_words_what_each_scope_is_for(world) -> None:
    page = world.browser("member").get("/tokens").text
    assert page.count('name="scope"') == len(Scope)
    assert "Read who is in a cohort: names, addresses, hours." in page
