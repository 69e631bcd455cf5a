"""The benchmarks of the event core run, in short: a twentieth of the work, once; their figures mean nothing then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300
LINES = {
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
    "year": (
        "table entry",
        "housekeeping, 50,000 rows",
        "relay",
        "feed GET",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_each_says_all_it_has_to(name: str, database_url: str, broker_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", name],
        env=os.environ
        | {
            "COMMONHOUR_BENCH_SHARE": "0.05",
            "COMMONHOUR_BENCH_POSTGRES": database_url,
            "COMMONHOUR_BENCH_RABBIT": broker_url,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    missing = [line for line in LINES[name] if line not in done.stdout]
    assert missing == [], done.stdout
