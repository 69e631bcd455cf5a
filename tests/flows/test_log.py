"""The log of the real processes: one trace from a button pressed to the feed served, and never a word of anybody."""

import csv
import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from scheduler.tokens import feed_token
from tests.stores import postgres_database

SAMPLE = Path(__file__).parents[2] / "examples" / "ptp-2024"
TRACE = "0af7651916cd43dd8448eb211c80319c"
PRODUCTION = (("web",), ("relay",), ("worker", "matcher", "calendars"))


class Visitor:
    """A browser: keeps cookies, and sends each form with the token of the page it is on."""

    def __init__(self, url: str) -> None:
        self._url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> tuple[int, str, str]:
        """Return the status, where it ended and the page."""
        return self._send(urllib.request.Request(self._url + path))

    def post(self, path: str, *, on: str, **headers: str) -> tuple[int, str, str]:
        """Press a button on the page `on`; `headers` go along."""
        token = re.search(r'name="form_token" value="([0-9a-f]{64})"', self.get(on)[2])[1]
        form = urllib.parse.urlencode({"form_token": token}).encode()
        return self._send(urllib.request.Request(self._url + path, data=form, headers=headers))

    def _send(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.url.removeprefix(self._url), answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, request.full_url, error.read().decode()


def whole_flow(service, query: Callable[[str], list[tuple[object, ...]]], visitor: Visitor) -> list[str]:
    """Sign in, match, publish under TRACE, fetch a feed, and be a nuisance; return the secrets used."""
    cohort = service.command("import", SAMPLE / "cohort.toml", SAMPLE / "roster.csv").stdout.strip()
    link = service.command("grant", "coordinator@example.org", cohort, "coordinator").stdout.strip()
    path = link.removeprefix(service.url)
    visitor.post(path, on=path)
    page = f"/cohorts/{cohort}"
    status, run, _ = visitor.post(f"{page}/runs", on=page)
    assert (status, run.startswith(f"{page}/runs/")) == (200, True)
    service.wait_until(lambda: query("SELECT state FROM run") == [("done",)])
    plan = query("SELECT id FROM plan")[0][0]
    traceparent = f"00-{TRACE}-b7ad6b7169203331-01"
    assert visitor.post(f"{page}/plans/{plan}/publish", on=page, traceparent=traceparent)[0] == 200
    service.wait_until(lambda: query("SELECT count(*) FROM feed") == [(55,)])
    feed = str(query("SELECT id FROM feed")[0][0])
    token = feed_token(key=b"k" * 32, feed=feed, generation=1)
    assert visitor.get(f"/feeds/{token}.ics")[0] == 200
    assert visitor.post(f"{page}/feeds/shared", on=page)[0] == 200
    shared = str(query("SELECT id FROM feed WHERE person_id IS NULL")[0][0])
    shared_token = feed_token(key=b"k" * 32, feed=shared, generation=1)
    assert visitor.get(f"/feeds/{shared_token}.ics")[0] == 200
    nuisances = [
        path,
        "/feeds/a-guessed-secret.ics",
        "/Amina@example.org",
        f"{page}/imports/Amina%40example.org",
    ]
    assert [visitor.get(nuisance)[0] for nuisance in nuisances] == [404] * 4
    return [path.rpartition("/")[2], token, shared_token, "a-guessed-secret", "Amina"]


def assert_it_tells_the_way_of_the_trace(lines: list[dict[str, object]]) -> None:
    """One grep for the trace leads from the request to the served feed."""
    on_the_way = [line for line in lines if TRACE in (line.get("trace"), line.get("feed_trace"))]
    way = [
        line.get("route") or line.get("reaction")
        for line in sorted(on_the_way, key=lambda line: str(line["timestamp"]))
        if line["event"] in ("request.answered", "delivery.done")
    ]
    steps = ("/cohorts/<cohort>/plans/<plan>/publish", "follow", "/feeds/<token>.ics")
    assert [step for step in way if step in steps] == list(steps)
    ids = {"trace", "event_id", "delivery"}
    assert all(ids <= set(line) for line in on_the_way if line["event"] == "delivery.done")
    assert all("request" in line for line in on_the_way if line["event"] == "request.answered")


def assert_it_names_nobody(log: str, secrets: list[str]) -> None:
    """No name, no address, no secret stands in any line."""
    with (SAMPLE / "roster.csv").open(encoding="utf-8-sig") as roster:
        people = list(csv.DictReader(roster))
    words = {word for row in people for word in (row["name"], row["email"], row["whatsapp"]) if word}
    assert len(words) >= 2 * len(people)
    assert [word for word in (*words, *secrets, "example.org", "coordinator@") if word in log] == []


def read_lines(log: str) -> list[dict[str, object]]:
    """Return the lines; each is one JSON object with a level and an instant."""
    lines = [json.loads(line) for line in log.splitlines()]
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
    return lines


def test_embedded_one_trace_leads_from_publish_to_the_served_feed_and_no_line_names_anybody(service) -> None:
    with service.running():
        secrets = whole_flow(service, service.query, Visitor(service.url))
    log = (service.data_dir / "log").read_text()
    assert_it_tells_the_way_of_the_trace(read_lines(log))
    assert_it_names_nobody(log, secrets)


def test_in_production_one_trace_leads_through_all_processes_and_no_line_names_anybody(
    service, broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_database() as url:
        monkeypatch.setenv("COMMONHOUR_DATABASE_URL", url)
        monkeypatch.setenv("COMMONHOUR_BROKER_URL", broker_url)
        service.command("migrate")
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:

            def query(sql: str) -> list[tuple[object, ...]]:
                return connection.execute(sql).fetchall()

            with (
                service.running(*PRODUCTION[0]),
                service.running(*PRODUCTION[1]),
                service.running(*PRODUCTION[2]),
            ):
                service.wait_until(service.answers)
                secrets = whole_flow(service, query, Visitor(service.url))
    log = (service.data_dir / "log").read_text()
    assert_it_tells_the_way_of_the_trace(read_lines(log))
    assert_it_names_nobody(log, secrets)
