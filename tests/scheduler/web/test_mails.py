"""The link in every mail that stops them."""

import pytest

from scheduler.domain.preferences import Channel, Preference
from scheduler.tokens import stop_token


@pytest.fixture
def path(world) -> str:
    return f"/mails/{stop_token(key=world.settings.feed_key, person=world.cedar.person)}/stop"


def chose(world) -> Preference:
    with world.store.read() as tx:
        return tx.preferences.of(world.cedar.person)


def test_looking_at_the_link_stops_nothing(world, path) -> None:
    assert "Send me no more mails" in world.browser("nobody").get(path).text
    assert chose(world).mails


def test_a_mail_programs_one_click_stops_them(world, path) -> None:
    """RFC 8058: a POST with this body, and neither a cookie nor a form's token."""
    answer = world.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "no more mails" in answer.text
    assert not chose(world).mails
    assert "Send me no more mails" not in world.browser("nobody").get(path).text


@pytest.mark.parametrize("change", ["x", ".", "", "é"])
def test_a_link_that_we_did_not_make_leads_nowhere(world, path, change) -> None:
    client = world.app.test_client()
    wrong = path.replace("/stop", f"{change}/stop") if change else "/mails/nobody./stop"
    assert client.get(wrong).status_code == 404
    assert client.post(wrong).status_code == 404
    assert chose(world).mails


def test_whoever_has_left_may_still_say_that_they_want_none(world, path) -> None:
    with world.store.write() as tx:
        tx.people.replace("cedar", ())
    assert world.app.test_client().post(path).status_code == 200
    assert chose(world).mails is False


def test_the_mails_of_whom_nobody_knows_cannot_be_stopped(world) -> None:
    token = stop_token(key=world.settings.feed_key, person="nobody")
    assert world.app.test_client().post(f"/mails/{token}/stop").status_code == 404


def test_a_member_chooses_on_their_own_page(world, path) -> None:
    world.app.test_client().post(path)
    member = world.browser("member")
    form = {"channel": "feed", "mails": "on", "alarm": ["10", "1440", "7"]}
    assert member.post(f"/me/{world.cedar.person}/preferences", form).status_code == 303
    assert chose(world) == Preference(channel=Channel.FEED, mails=True, alarms=(1440, 10))
    page = member.get("/me").text
    assert 'value="feed" checked' in page
    assert 'value="1440" checked' in page
    assert member.post(f"/me/{world.cedar.person}/preferences", {"channel": "pigeon"}).status_code == 409
