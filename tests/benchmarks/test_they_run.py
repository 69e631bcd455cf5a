"""The benchmarks run, in short: a twentieth of the work, once; their figures mean nothing then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300
LINES = {
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
    ),
    "coaching": (
        "coaching 2236 x 224, total, proven",
        "coaching 112 x 22, total, proven",
        "coaching 2236 x 224, worst first, at least 5, proven",
        "coaching 22361 x 2236, total, proven",
        "every price, 40 x 12, worst first",
        "one member's prices, 2236 x 224, worst first",
    ),
    "groups": (
        "groups 40 x 8 x 60, total",
        "groups 200 x 20 x 40, served first",
        "groups 1000 x 60 x 40, total, in 5 s",
        "groups 1000 x 60 x 40, served first",
        "first plan",
    ),
    "events": (
        "bare kombu: publish with confirms",
        "bare kombu: publish, consume and acknowledge",
        "embedded (SQLite, within one process): a commit or publish each",
        "embedded (SQLite, within one process): 50 events in one commit",
        "PostgreSQL + RabbitMQ, 2 consumers: a commit or publish each",
        "PostgreSQL + RabbitMQ, 2 consumers: 50 events in one commit",
        "Celery, 2 processes: a commit or publish each",
    ),
    "sessions": (
        "sessions, 55 people, evenings, 1 x 9 months, in 10 s",
        "sessions, 200 people, round the clock, 1 x 9 months, in 60 s",
        "sessions, 1000 people, evenings, 3 x 12 months, in 10 s",
        "sessions, 1000 people, round the clock, 1 x 12 months, in 60 s",
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
def test_each_says_all_it_has_to(name: str, database_url: str, broker_url: str) -> None:
    said = output(name, COMMONHOUR_BENCH_POSTGRES=database_url, COMMONHOUR_BENCH_RABBIT=broker_url)
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
