"""The benchmarks run, in short: a twentieth of the work, once; their figures mean nothing then."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300
LINES = {
    "plans": (
        "plan ptp-2024, wall, all proven",
        "plan qhl, wall, all proven",
        "plan school, wall, all proven",
        "plan 200, wall, all proven",
        "first plan of all parts after",
    ),
    "stable": (
        "coaching 40 x 12, beside what is stable",
        "coaching 200 x 40, beside what is stable",
        "s  stable: ",
    ),
    "feeds": (
        "feed of 50 entries, cold",
        "feed of 50 entries, from kept bytes",
        "feed of 50 entries, cold, beside vobject",
        "feed of 50 entries, cold, beside ics",
        "ics, which writes no zones",
    ),
    "scaling": (
        "ours, total                 3000 x    300",
        "ours, worst first           1000 x    100",
        "scipy                        200 x     40",
        "plain CP-SAT                  40 x     12",
        "networkx                      40 x     12",
    ),
    "certificate": (
        "certificate of 500 x 50, total: 0 faults",
        "certificate of 500 x 50, worst first, at least 5: 0 faults",
        "certificate of 500 x 50, total, two criteria: 0 faults",
    ),
    "coaching": (
        "coaching 2236 x 224, total, proven",
        "coaching 112 x 22, total, proven",
        "coaching 2236 x 224, worst first, at least 5, proven",
        "coaching 2236 x 224, total, two criteria, proven",
        "coaching 22361 x 2236, total, proven",
        "every price, 40 x 12, total",
        "every price, 40 x 12, worst first",
        "one member's prices, 2236 x 224, total",
        "one member's prices, 2236 x 224, worst first",
    ),
    "rebalancing": (
        "rebalancing 40 x 12, total, whole",
        "rebalancing 40 x 12, worst first, whole",
        "rebalancing 2236 x 224, total, 20 points",
        "rebalancing 2236 x 224, worst first, 20 points",
    ),
    "groups": (
        "groups 40 x 8 x 60, total",
        "groups 200 x 20 x 40, served first",
        "groups 1000 x 60 x 40, total, in 5 s",
        "groups 1000 x 60 x 40, total, in 60 s",
        "groups 1000 x 60 x 40, served first, in 5 s",
        "groups 1000 x 60 x 40, served first, in 60 s",
        "first plan",
    ),
    "events": (
        "bare kombu: publish with confirms",
        "bare kombu: publish, consume and acknowledge",
        "embedded (SQLite, within one process): a commit or publish each",
        "embedded (SQLite, within one process): 50 events in one commit",
        "PostgreSQL + RabbitMQ, 2 consumers: a commit or publish each",
        "PostgreSQL + RabbitMQ, 2 consumers: 50 events in one commit",
        "PostgreSQL + RabbitMQ, 2 consumers: idle, commit to effect",
        "Celery, 2 processes: a commit or publish each",
    ),
    "enumeration": (
        "sign-in asked for, addresses known and unknown, waitress, SQLite",
        "the page after it, addresses known and unknown, waitress, SQLite",
        "a feed asked for, links unknown and revoked, waitress, SQLite",
        "a feed asked for, links unknown and right but for its end, waitress, SQLite",
        "sign-in asked for, addresses known and unknown, gunicorn, PostgreSQL",
        "a feed asked for, links unknown and right but for its start, gunicorn, PostgreSQL",
    ),
    "board": (
        "the board: first paint",
        "the board: a card's prices as dropped",
        "the board: a card's prices with the rest solved again",
        "the board: prices after a move, the rest solved again",
    ),
    "serving": (
        "feed GET, warm, waitress, SQLite",
        "feed GET, 304, waitress, SQLite",
        "feed GET, warm, gunicorn, PostgreSQL",
        "feed GET, 304, gunicorn, PostgreSQL",
    ),
    "following": (
        "published to all feeds fresh, the sample, SQLite",
        "published to all feeds fresh, the sample, PostgreSQL",
        "published to all feeds fresh, a made-up cohort, SQLite",
        "published to all feeds fresh, a made-up cohort, PostgreSQL",
        "a session moved to all feeds fresh, the sample, SQLite",
    ),
    "sessions": (
        "sessions, 55 people, round the clock, 1 x 9 months, in 10 s",
        "55 people, round the clock, 1 x 9 months, in 10 s: ours",
        "sessions, 1000 people, evenings, 3 x 12 months, in 10 s",
        "1000 people, round the clock, 1 x 12 months, in 10 s: ours",
        "1000 people, round the clock, 1 x 12 months, in 60 s: CP-SAT",
        "first plan",
    ),
    "year": (
        "table entry",
        "housekeeping, 50,000 rows",
        "relay",
        "feed GET",
    ),
}
REAL = (
    *(
        f"Glasgow year {year}, {order}"
        for year in (4, 5)
        for order in ("least rank sum", "generous", "greedy")
    ),
    "AGH, 1 of 9 courses each, as groups",
    "AGH, 1 of 9 courses each, as coaching",
    "AGH, 1 of 8 courses each, as groups",
    "AGH, 1 of 8 courses each, as coaching",
    "AGH, 3 of 8 courses each, as groups",
    "Ariel, 26 students, as groups",
    "students, as flows",
)


@pytest.mark.parametrize("name", LINES)
def test_each_says_all_it_has_to(
    name: str, database_url: str, broker_url: str, need: Callable[..., None]
) -> None:
    said = output(name, COMMONHOUR_BENCH_POSTGRES=database_url, COMMONHOUR_BENCH_RABBIT=broker_url)
    need("the package `matching`", there="could not be installed" not in said)
    assert [line for line in LINES[name] if line not in said] == [], said


def test_real_instances_are_timed_where_they_are(real_data: Path) -> None:
    said = output("real", COMMONHOUR_REAL_DATA=str(real_data))
    assert [line for line in REAL if line not in said] == [], said


def test_where_there_are_no_real_instances_that_is_said_and_nothing_timed(tmp_path: Path) -> None:
    said = output("real", COMMONHOUR_REAL_DATA=str(tmp_path / "nowhere"))
    assert said == "real instances: not timed, COMMONHOUR_REAL_DATA names no folder\n"


def output(name: str, **settings: str) -> str:
    """Run a benchmark in short and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", name],
        env=os.environ | {"COMMONHOUR_BENCH_SHARE": "0.05"} | settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
