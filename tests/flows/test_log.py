"""The log of the real processes: one trace from a button pressed to the feed served, whatever nuisance is made."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from scheduler.tokens import feed_token
from tests.flows.visitor import Visitor
from tests.made_secrets import FEED_KEY
from tests.stores import postgres_database

SAMPLE = Path(__file__).parents[2] / "examples" / "ptp-2024"
GUESSED = "a-guessed-secret"
TRACE = "0af7651916cd43dd8448eb211c80319c"
PRODUCTION = (("web",), ("relay",), ("worker", "matcher", "calendars"))


def whole_flow(service, query: Callable[[str], list[tuple[object, ...]]]) -> None:
    """Sign in, match, publish under TRACE, fetch feeds, and be a nuisance."""
    cohort = service.command("import", SAMPLE / "cohort.toml", SAMPLE / "roster.csv").stdout.strip()
    link = service.command("grant", "coordinator@example.org", cohort, "coordinator").stdout.strip()
    page = f"/cohorts/{cohort}"
    with Visitor(service.url) as visitor:
        visitor.sign_in(link)
        run = visitor.press(f"{page}/runs", on=page)
        assert (run.status_code, run.url.path.startswith(f"{page}/runs/")) == (200, True)
        service.wait_until(lambda: query("SELECT state FROM run") == [("done",)])
        plan = query("SELECT id FROM plan")[0][0]
        headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
        assert visitor.press(f"{page}/plans/{plan}/publish", on=page, headers=headers).status_code == 200
        service.wait_until(lambda: query("SELECT count(*) FROM feed") == [(55,)])
        assert visitor.press(f"{page}/feeds/shared", on=page).status_code == 200
        for (feed,) in query("SELECT min(id) FROM feed GROUP BY person_id IS NULL"):
            token = feed_token(key=FEED_KEY.encode(), feed=str(feed), generation=1)
            assert visitor.get(f"/feeds/{token}.ics").status_code == 200
        nuisances = [
            link.removeprefix(service.url),
            f"/feeds/{GUESSED}.ics",
            "/Amina@example.org",
            f"{page}/imports/Amina%40example.org",
        ]
        assert [visitor.get(nuisance).status_code for nuisance in nuisances] == [404] * 4


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


def assert_it_does_not_repeat_what_it_was_asked(log: str) -> None:
    """What else it must not say, every flow is overheard for."""
    assert [word for word in ("Amina", GUESSED) if word in log] == []


def read_lines(log: str) -> list[dict[str, object]]:
    """Return the lines; each is one JSON object with a level and an instant."""
    lines = [json.loads(line) for line in log.splitlines()]
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
    return lines


def test_embedded_one_trace_leads_from_publish_to_the_served_feed_and_no_line_names_anybody(service) -> None:
    with service.running():
        whole_flow(service, service.query)
    log = (service.data_dir / "log").read_text()
    assert_it_tells_the_way_of_the_trace(read_lines(log))
    assert_it_does_not_repeat_what_it_was_asked(log)


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
                whole_flow(service, query)
    log = (service.data_dir / "log").read_text()
    assert_it_tells_the_way_of_the_trace(read_lines(log))
    assert_it_does_not_repeat_what_it_was_asked(log)
