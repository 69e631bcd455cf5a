"""The short way to a feed gives the very answer of the long way, line and counts included; all else goes that."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from werkzeug.test import EnvironBuilder, run_wsgi_app

from scheduler import metrics
from scheduler.commands.feeds import serve_feed
from scheduler.logs import say_ids

TRACE = "0af7651916cd43dd8448eb211c80319c"
MODIFIED = "Thu, 01 Oct 2026 12:00:00 GMT"
BEFORE = "Thu, 01 Oct 2026 11:59:59 GMT"
OFTEN = [
    {},
    {"If-None-Match": '"{etag}"'},
    {"If-None-Match": 'W/"{etag}"'},
    {"If-None-Match": '"other", "{etag}"'},
    {"If-None-Match": "*"},
    {"If-None-Match": '"other"'},
    {"If-None-Match": "{etag}"},
    {"If-None-Match": ""},
    {"If-Modified-Since": MODIFIED},
    {"If-Modified-Since": BEFORE},
    {"If-Modified-Since": "yesterday"},
    {"If-None-Match": '"other"', "If-Modified-Since": MODIFIED},
    {"If-None-Match": '"{etag}"', "If-Modified-Since": BEFORE},
    {"Accept": "text/html", "Accept-Encoding": "gzip", "Cookie": "commonhour-session=x"},
    {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"},
    {"Host": "127.0.0.1:8000"},
]
SELDOM = [
    {"If-Match": '"{etag}"'},
    {"If-Match": '"other"'},
    {"Range": "bytes=0-9"},
    {"Host": "evil.example.org"},
    {"Host": "localhost.evil.example.org"},
    {"Host": "localhost:1:2"},
    {"Host": ""},
    {"Connection": "Upgrade", "Upgrade": "websocket"},
]


@pytest.fixture(params=["feed_token", "shared_token"])
def path(request, world) -> str:
    """The path of a feed of each kind, which was fetched a moment ago."""
    path = f"/feeds/{getattr(world.cedar, request.param)}.ics"
    world.clock.at += timedelta(seconds=1)  # later than it last changed
    world.browser("nobody").get(path)
    return path


@pytest.fixture
def etag(world, path) -> str:
    """The feed's, without its quotation marks."""
    return world.browser("nobody").client.head(path).headers["ETag"].strip('"')


@pytest.fixture
def ask(world, path, etag) -> Callable[..., dict[str, object]]:
    """Ask by one of the ways, and say all that came of it but for random ids and what time it is."""

    def asked(method: str, headers: dict[str, str], *, short: bool) -> dict[str, object]:
        environ = _environ(path, method, headers, etag)
        shortcut, world.app.shortcut = world.app.shortcut, world.app.shortcut if short else None
        metrics.start()
        try:
            with capture_logs(processors=[say_ids]) as lines:
                body, status, given = run_wsgi_app(world.app, environ)
            counts = metrics.page(lambda: ()).decode()
        finally:
            metrics.stop()
            world.app.shortcut = shortcut
        line = lines[0]
        request_id, trace = line.pop("request"), line.pop("trace")
        assert line.pop("milliseconds") >= 0
        assert given["X-Request-Id"] == request_id
        given["X-Request-Id"] = "random"
        assert given.get("Date", "as now").endswith(("GMT", "as now"))
        if "Date" in given:
            given["Date"] = "now"
        return {
            "status": status,
            "headers": list(given),
            "body": b"".join(body),
            "lines": lines,
            "trace": trace if "traceparent" in headers else "random",
            "counts": [line for line in counts.splitlines() if "_total{" in line or "_count{" in line],
        }

    return asked


@pytest.mark.parametrize("headers", OFTEN, ids=str)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_both_ways_say_write_and_count_the_same(world, path, etag, ask, method, headers) -> None:
    found = world.app.shortcut.answer(_environ(path, method, headers, etag), request="r")
    assert found is not None
    assert ask(method, headers, short=True) == ask(method, headers, short=False)


@pytest.mark.parametrize("headers", SELDOM, ids=str)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_seldom_asked_for_goes_the_long_way(world, path, etag, ask, method, headers) -> None:
    assert world.app.shortcut.answer(_environ(path, method, headers, etag), request="r") is None
    assert ask(method, headers, short=True) == ask(method, headers, short=False)


@pytest.mark.parametrize(
    ("method", "pattern"),
    [
        ("POST", "/feeds/{token}.ics"),
        ("OPTIONS", "/feeds/{token}.ics"),
        ("GET", f"/feeds/{'x' * 43}.ics"),
        ("GET", "//feeds/{token}.ics"),
        ("GET", "/feeds/{token}.ics/"),
        ("GET", "/feeds/{token}.ics\n"),
        ("GET", "/feeds/{token}"),
        ("GET", "/feeds/a/{token}.ics"),
    ],
)
def test_other_methods_and_paths_and_unknown_links_go_the_long_way(world, path, method, pattern) -> None:
    asked = pattern.replace("{token}", path[7:-4])
    assert world.app.shortcut.answer(_environ(asked, method, {}, ""), request="r") is None


def test_a_revoked_feed_goes_the_long_way(world) -> None:
    cedar = world.cedar
    path = f"/feeds/{cedar.feed_token}.ics"
    world.browser("nobody").get(path)
    assert world.app.shortcut.answer(_environ(path, "GET", {}, ""), request="r") is not None
    world.browser("coordinator").post(f"/cohorts/cedar/feeds/{cedar.feed}/revoke")
    assert world.app.shortcut.answer(_environ(path, "GET", {}, ""), request="r") is None


def test_a_fetch_that_is_to_be_noted_goes_the_long_way_and_a_question_never_does(world, path) -> None:
    world.clock.at += timedelta(minutes=1)
    answers = [
        world.app.shortcut.answer(_environ(path, method, {}, ""), request="r") for method in ("GET", "HEAD")
    ]
    assert [answer is None for answer in answers] == [True, False]


def test_a_feed_that_has_changed_is_served_as_it_is_now(world, path) -> None:
    visitor = world.browser("nobody")
    before = visitor.get(path).headers["ETag"]
    with world.store.write() as tx:
        feed = serve_feed(tx, token=path[7:-4])
        body = feed.body.replace(b"X-WR-CALNAME:", b"X-WR-CALNAME:New ")
        tx.calendars.change_feed(feed.id, body=body, etag="new", modified_at=world.clock.at)
    answer = world.app.shortcut.answer(_environ(path, "GET", {"If-None-Match": before}, ""), request="r")
    assert (answer.status, answer.body, dict(answer.headers)["ETag"]) == ("200 OK", body, '"new"')


def test_under_https_both_say_so(make_world) -> None:
    world = make_world(base_url="https://commonhour.example.org")
    path = f"/feeds/{world.cedar.feed_token}.ics"
    world.browser("nobody").get(path)
    answer = world.app.shortcut.answer(_environ(path, "GET", {}, ""), request="r")
    assert dict(answer.headers)["Strict-Transport-Security"] == "max-age=31536000"


def test_a_database_that_does_not_answer_is_asked_once_and_said_to_be_unavailable(world, path) -> None:
    browser = world.browser("nobody")
    world.store.engine.dispose()
    file = Path(world.store.engine.url.database)
    gone = file.rename(file.with_suffix(".gone"))
    file.mkdir()
    with capture_logs() as lines:
        answer = browser.get(path)
    assert (answer.status_code, [line["event"] for line in lines]) == (
        503,
        ["store.unavailable", "request.answered"],
    )
    file.rmdir()
    gone.rename(file)
    assert world.browser("nobody").get(path).status_code == 200


def test_a_defect_is_logged_and_answered_as_any_other(world, path) -> None:
    world.app.testing = False
    with world.store.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE feed RENAME TO gone")
        connection.commit()
    with capture_logs() as lines:
        answer = world.browser("nobody").get(path)
    assert (answer.status_code, [line["event"] for line in lines]) == (
        500,
        ["request.crashed", "request.answered"],
    )


def _environ(path: str, method: str, headers: dict[str, str], etag: str) -> dict[str, object]:
    filled = {name: value.replace("{etag}", etag) for name, value in headers.items()}
    builder = EnvironBuilder(path=path, method=method, base_url="http://localhost", headers=filled)
    environ = builder.get_environ()
    environ["PATH_INFO"] = path
    if "Host" in headers:
        environ["HTTP_HOST"] = headers["Host"]
    return environ
