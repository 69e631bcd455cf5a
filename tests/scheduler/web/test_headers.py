"""What every answer tells the browser."""

import gzip
import re

import pytest

HARDENED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LARGE_FIELD = (
    b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n' + b"x" * 600_000 + b"\r\n--b--\r\n"
)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/me", "/livez", "/feeds/x.ics", "/static/style.css"])
def test_pages_errors_feeds_and_files_are_all_hardened(world, path) -> None:
    with world.browser("member").get(path) as answer:
        assert {name: answer.headers.get(name) for name in HARDENED} == HARDENED


def test_whatever_is_answered_and_by_whichever_way_is_hardened(make_world) -> None:
    world = make_world(base_url="https://localhost")
    client, feed = world.app.test_client(), f"/feeds/{world.cedar.feed_token}.ics"
    etag = client.get(feed).headers["ETag"]
    form = {f"field{number}": "x" for number in range(1001)}
    answers = {
        "a feed, the short way": client.get(feed),
        "the same, 304": client.get(feed, headers={"If-None-Match": etag}),
        "the same, HEAD": client.head(feed),
        "not found": client.get("/feeds/x.ics"),
        "method not allowed": client.get("/sessions/end"),
        "options": client.options("/"),
        "another host": client.get("/", headers={"Host": "evil.example.org"}),
        "too large a body": client.post("/sign-in", data=b"x" * 11_000_000),
        "too large a field": client.post(
            "/sign-in", data=LARGE_FIELD, content_type="multipart/form-data; boundary=b"
        ),
        "too many parts": client.post("/sign-in", data=form, content_type="multipart/form-data"),
        "a stale form": client.post("/sign-in", data={}),
    }
    assert {what: answer.status_code for what, answer in answers.items()} == {
        "a feed, the short way": 200,
        "the same, 304": 304,
        "the same, HEAD": 200,
        "not found": 404,
        "method not allowed": 405,
        "options": 200,
        "another host": 400,
        "too large a body": 413,
        "too large a field": 413,
        "too many parts": 413,
        "a stale form": 400,
    }
    wanted = HARDENED | {"Strict-Transport-Security": "max-age=31536000"}
    for what, answer in answers.items():
        assert {name: answer.headers.get(name) for name in wanted} == wanted, what


@pytest.mark.parametrize("path", ["/", "/me", "/nowhere", "/livez"])
def test_no_page_is_kept_by_a_browser_or_a_proxy(world, path) -> None:
    assert world.browser("member").get(path).headers["Cache-Control"] == "private, no-store"


def test_no_page_holds_a_script_or_a_style_of_its_own(world) -> None:
    coordinator, cedar = world.browser("coordinator"), world.cedar
    run = coordinator.get(f"/cohorts/{cedar.cohort}/runs/{cedar.run}").text
    plan = coordinator.get(f"/cohorts/{cedar.cohort}/plans/{cedar.plan}").text
    for page in (run, plan):
        assert page.count("<script") == page.count('<script src="/static/') == 1
        assert "<style" not in page
        assert 'style="' not in page
        assert "onclick" not in page


def test_a_file_asked_for_by_its_digest_is_kept_for_a_year(world) -> None:
    page = world.browser("nobody").get("/").text
    start = page.index("/static/style.css?v=")
    with world.browser("nobody").get(page[start : page.index('"', start)]) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with world.browser("nobody").get("/static/style.css") as answer:
        assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("base_url", "host", "status"),
    [
        ("https://commonhour.example.org", "commonhour.example.org", 200),
        ("https://commonhour.example.org", "Commonhour.Example.ORG:8443", 200),
        ("https://commonhour.example.org", "127.0.0.1:8000", 200),
        ("https://commonhour.example.org", "localhost", 200),
        ("https://commonhour.example.org", "[::1]", 200),
        ("https://commonhour.example.org", "[::1]:8000", 200),
        ("https://stündchen.example.org", "xn--stndchen-75a.example.org", 200),
        ("http://[2001:db8::7]:8000", "[2001:db8::7]:8000", 200),
        ("http://[2001:db8::7]:8000", "[2001:db8::8]:8000", 400),
        ("https://commonhour.example.org", "evil.example.org", 400),
        ("https://commonhour.example.org", "x.commonhour.example.org", 400),
        ("https://commonhour.example.org", "commonhour.example.org.evil.org", 400),
        ("https://commonhour.example.org", "commonhour.example.org@evil.org", 400),
        ("https://commonhour.example.org", "commonhour.example.org/evil", 400),
        ("https://commonhour.example.org", "[::1].evil.org", 400),
        ("https://commonhour.example.org", "[::1", 400),
        ("https://commonhour.example.org", "localhost:99999", 400),
        ("https://commonhour.example.org", "", 400),
    ],
)
@pytest.mark.parametrize("path", ["/livez", "/feeds/{token}.ics"])
def test_only_our_own_names_are_answered_to(make_world, base_url, host, status, path) -> None:
    world = make_world(base_url=base_url)
    client = world.app.test_client()
    path = path.format(token=world.cedar.feed_token)
    for _ in range(2):  # the first fetch of a feed goes the long way, the next the short one
        assert client.get(path, headers={"Host": host}).status_code == status


def test_debugging_stays_off_whatever_flask_is_told(monkeypatch, make_world) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert make_world().app.debug is False


def test_a_file_is_compressed_for_whoever_takes_it_so(world) -> None:
    browser, path = world.browser("nobody"), "/static/style.css"
    plain, zipped = (
        browser.get(path, headers={"Accept-Encoding": said}) for said in ("identity", "br, gzip")
    )
    assert (plain.headers.get("Content-Encoding"), zipped.headers["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data) / 5
    assert {answer.headers["Vary"] for answer in (plain, zipped)} == {"Accept-Encoding"}
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    for answer, said in ((plain, "identity"), (zipped, "gzip")):
        again = browser.get(path, headers={"Accept-Encoding": said, "If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../app.py", "/static/vendor"])
def test_what_is_no_file_is_not_there(world, path) -> None:
    assert world.browser("nobody").get(path).status_code == 404


TOKEN = re.compile(rb'name="form_token" value="[^"]+"')


def test_a_members_first_pages_go_compressed_to_whoever_takes_them_so(world) -> None:
    browser = world.browser("member")
    for path in ("/me", f"/me/{world.cedar.person}/availability"):
        plain, zipped = (
            browser.get(path, headers={"Accept-Encoding": said}) for said in ("identity", "gzip")
        )
        assert "Content-Encoding" not in plain.headers
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert {answer.headers["Vary"] for answer in (plain, zipped)} == {"Accept-Encoding, Accept-Language"}
        assert TOKEN.sub(b"", gzip.decompress(zipped.data)) == TOKEN.sub(b"", plain.data)
        assert len(zipped.data) < len(plain.data) / 3


def test_the_length_of_a_compressed_page_is_blurred_and_its_token_another_each_time(world) -> None:
    browser = world.browser("member")
    answers = [browser.get("/me", headers={"Accept-Encoding": "gzip"}).data for _ in range(20)]
    assert len({len(answer) for answer in answers}) > 5
    assert len({token for answer in answers for token in TOKEN.findall(gzip.decompress(answer))}) == len(
        answers
    )


@pytest.mark.parametrize("path", ["/", "/me/{person}/place?place=Beirut", "/me/{person}/workshops"])
def test_pages_that_may_repeat_what_was_asked_are_not_compressed(world, path) -> None:
    answer = world.browser("member").get(
        path.format(person=world.cedar.person), headers={"Accept-Encoding": "gzip"}
    )
    assert "Content-Encoding" not in answer.headers
