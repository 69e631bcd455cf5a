"""Feeds of every kind as calendar programs ask for them: conditional requests by RFC 9110, 13; no secret in a log."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from scheduler import metrics
from scheduler.access import whole_cohort
from scheduler.commands.feeds import serve_feed
from scheduler.store.calendars import StoredFeed
from scheduler.store.engine import BUSY_SECONDS


@pytest.fixture
def path(world) -> str:
    return f"/feeds/{world.cedar.feed_token}.ics"


@pytest.fixture(params=["feed_token", "shared_token", "section_token"])
def any_path(request, world) -> str:
    """The path of a feed of each kind."""
    return f"/feeds/{getattr(world.cedar, request.param)}.ics"


def _feed(world) -> StoredFeed:
    with world.store.read() as tx:
        return whole_cohort(tx, world.cedar.cohort).feed(world.cedar.feed)


def _kept(world, path: str) -> StoredFeed:
    with world.store.read() as tx:
        return serve_feed(tx, token=path.removeprefix("/feeds/").removesuffix(".ics"))


def test_it_serves_the_kept_bytes(world, any_path) -> None:
    answer = world.browser("nobody").get(any_path)
    kept = _kept(world, any_path)
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
        ({"If-None-Match": '"other", {etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"{bare}-gzip"'}, 200),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Modified-Since": "Thu, 01 Oct 2026 12:00:00 GMT"}, 304),
        ({"If-Modified-Since": "Thu, 01 Oct 2026 11:59:59 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": ""}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": "Thu, 01 Oct 2026 12:00:00 GMT"}, 200),
        ({"If-None-Match": "{etag}", "If-Modified-Since": "Thu, 01 Oct 2026 11:59:59 GMT"}, 304),
    ],
    ids=str,
)
def test_it_is_sent_again_only_when_it_changed(world, any_path, headers, status) -> None:
    bare = _kept(world, any_path).etag
    filled = {
        name: value.replace("{etag}", f'"{bare}"').replace("{bare}", bare) for name, value in headers.items()
    }
    client = world.browser("nobody").client
    for ask in (client.get, client.head):
        answer = ask(any_path, headers=filled)
        assert answer.status_code == status
        assert (answer.data == b"") == (status == 304 or ask == client.head)
        assert answer.headers["ETag"] == f'"{bare}"'


def test_head_tells_all_but_the_body(world, any_path) -> None:
    client = world.browser("nobody").client
    get, head = client.get(any_path), client.head(any_path)
    assert (head.status_code, head.data) == (200, b"")
    for answer in (get, head):
        del answer.headers["X-Request-Id"]
    assert dict(head.headers) == dict(get.headers)


def test_it_comes_as_it_is_however_it_may_be_packed(world, any_path) -> None:
    """Outlook cannot read a calendar that is gzipped."""
    answer = world.browser("nobody").get(
        any_path, headers={"Accept-Encoding": "gzip, br, zstd, identity;q=0"}
    )
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer.headers["Content-Length"] == str(len(answer.data))


def test_it_leaks_through_no_referrer_and_into_no_index(world, any_path) -> None:
    headers = world.browser("nobody").get(any_path).headers
    assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")


def test_nothing_forbids_a_program_to_fetch_it(world) -> None:
    """Google's calendar keeps to robots.txt."""
    assert world.browser("nobody").get("/robots.txt").status_code == 404


def test_it_is_there_to_be_read_only(world, any_path) -> None:
    visitor = world.browser("nobody")
    answers = [visitor.post(any_path), visitor.client.put(any_path, data=b"BEGIN:VCALENDAR")]
    assert all(answer.status_code in (400, 403, 405) for answer in answers)
    assert all(any_path[7:-4] not in answer.text for answer in answers)


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


def test_a_fetch_that_cannot_be_noted_at_once_is_answered_and_the_next_one_is_noted(world, path) -> None:
    visitor = world.browser("nobody")
    visitor.get(path)
    first, world.clock.at = _feed(world).fetched_at, world.clock.at + timedelta(minutes=1)
    with world.store.write():
        began = time.monotonic()
        assert visitor.get(path).status_code == 200
        assert time.monotonic() - began < BUSY_SECONDS / 2
    assert _feed(world).fetched_at == first
    visitor.get(path)
    assert _feed(world).fetched_at == world.clock.at


def test_a_question_without_a_fetch_is_no_subscription(world, path) -> None:
    world.browser("nobody").client.head(path)
    assert _feed(world).fetched_at is None


def test_no_log_line_no_metric_and_no_page_of_errors_holds_a_secret(world, any_path, capsys, caplog) -> None:
    visitor, cedar, token = world.browser("nobody"), world.cedar, any_path[7:-4]
    metrics.start()
    try:
        answers = [
            visitor.get(path)
            for path in (any_path, f"{any_path}?again=1", any_path.removesuffix(".ics"), f"{any_path}/more")
        ]
        answers.append(visitor.post(any_path))
        visitor.post(f"/sign-in/{cedar.link}")
        exposed = metrics.page(lambda: ()).decode()
    finally:
        metrics.stop()
    assert [answer.status_code for answer in answers[:4]] == [200, 200, 404, 404]
    assert all(token not in answer.text + str(answer.headers) for answer in answers)
    logged = "".join(capsys.readouterr()) + caplog.text
    assert "route=/feeds/<token>.ics" in logged
    assert 'route="/feeds/<token>.ics"' in exposed
    assert token not in logged + exposed
    assert cedar.link not in logged + exposed
