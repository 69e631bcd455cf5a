"""The feed as calendar programs ask for it: conditional requests by RFC 9110, 13; the secret in no log."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.access import whole_cohort
from scheduler.store.calendars import StoredFeed


@pytest.fixture
def path(world) -> str:
    return f"/feeds/{world.cedar.feed_token}.ics"


def _feed(world) -> StoredFeed:
    with world.store.read() as tx:
        return whole_cohort(tx, world.cedar.cohort).feed(world.cedar.feed)


def test_it_serves_the_kept_bytes(world, path) -> None:
    answer = world.browser("nobody").get(path)
    kept = _feed(world)
    assert answer.data == kept.body
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert {
        name: answer.headers[name]
        for name in ("Content-Type", "ETag", "Last-Modified", "Cache-Control", "Content-Disposition")
    } == {
        "Content-Type": "text/calendar; charset=utf-8",
        "ETag": f'"{kept.etag}"',
        "Last-Modified": "Thu, 01 Oct 2026 12:00:00 GMT",
        "Cache-Control": "private, max-age=0, must-revalidate",
        "Content-Disposition": 'inline; filename="commonhour.ics"',
    }
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": "{etag}"}, 304),
        ({"If-None-Match": 'W/{etag}, "other"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Modified-Since": "Thu, 01 Oct 2026 12:00:00 GMT"}, 304),
        ({"If-Modified-Since": "Thu, 01 Oct 2026 11:59:59 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": "Thu, 01 Oct 2026 12:00:00 GMT"}, 200),
    ],
    ids=str,
)
def test_it_is_sent_again_only_when_it_changed(world, path, headers, status) -> None:
    etag = f'"{_feed(world).etag}"'
    filled = {name: value.replace("{etag}", etag) for name, value in headers.items()}
    answer = world.browser("nobody").get(path, headers=filled)
    assert answer.status_code == status
    assert (answer.data == b"") == (status == 304)
    assert answer.headers["ETag"] == etag


def test_head_tells_all_but_the_body(world, path) -> None:
    client = world.browser("nobody").client
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_an_unknown_and_a_revoked_link_look_the_same(world, path) -> None:
    coordinator = world.browser("coordinator")
    assert coordinator.post(f"/cohorts/cedar/feeds/{world.cedar.feed}/revoke").status_code == 303
    revoked, unknown = coordinator.get(path), coordinator.get("/feeds/unknown.ics")
    assert (revoked.status_code, revoked.data) == (unknown.status_code, unknown.data)
    ids = [answer.headers.pop("X-Request-Id") for answer in (revoked, unknown)]
    assert dict(revoked.headers) == dict(unknown.headers)
    assert len(set(ids)) == 2
    assert revoked.status_code == 404


def test_a_new_link_ends_the_old_one(world, path) -> None:
    member = world.browser("member")
    assert member.post(f"/me/{world.cedar.person}/feed").status_code == 303
    assert member.get(path).status_code == 404
    start = member.get("/me").text.index("http://localhost/feeds/")
    fresh = member.get("/me").text[start:].split('"')[0].removeprefix("http://localhost")
    assert member.get(fresh).status_code == 200


def test_the_first_fetch_and_then_at_most_one_a_minute_is_noted(world, path) -> None:
    seen = []
    for later in (0, 30, 60, 90):
        world.clock.at = datetime(2026, 10, 1, 13, tzinfo=UTC) + timedelta(seconds=later)
        world.browser("nobody").get(path)
        seen.append(_feed(world).fetched_at.second + 60 * _feed(world).fetched_at.minute)
    assert seen == [0, 0, 60, 60]


def test_a_question_without_a_fetch_is_no_subscription(world, path) -> None:
    world.browser("nobody").client.head(path)
    assert _feed(world).fetched_at is None


def test_no_log_line_holds_a_secret(world, path, capsys, caplog) -> None:
    visitor, cedar = world.browser("nobody"), world.cedar
    visitor.get(path)
    visitor.get(f"/feeds/{cedar.feed_token}.ics?again=1")
    visitor.get(f"/feeds/{cedar.feed_token}")
    visitor.post(f"/sign-in/{cedar.link}")
    logged = "".join(capsys.readouterr()) + caplog.text
    assert "route=/feeds/<token>.ics" in logged
    assert cedar.feed_token not in logged
    assert cedar.link not in logged
