"""Crash points count, write down, and kill; unarmed they do nothing."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from scheduler import crash_points
from scheduler.clock import SystemClock
from scheduler.ids import RandomIds
from scheduler.store.engine import IN_MEMORY, open_engine
from scheduler.store.unit_of_work import Store

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _disarmed() -> Generator[None]:
    yield
    crash_points.arm()


def test_every_passing_is_counted_and_written_down(tmp_path: Path) -> None:
    log = tmp_path / "passings"
    crash_points.arm(log=log)
    for _ in range(2):
        crash_points.before("commit", "claim")
        crash_points.after("commit", "claim")
    thread = threading.get_ident()
    assert log.read_text().splitlines() == [
        f"before commit claim #1\t{thread}",
        f"after commit claim #1\t{thread}",
        f"before commit claim #2\t{thread}",
        f"after commit claim #2\t{thread}",
    ]


def test_a_transaction_passes_before_and_after_its_commit_and_only_before_when_undone(
    tmp_path: Path,
) -> None:
    log = tmp_path / "passings"
    store = Store(open_engine(IN_MEMORY), clock=SystemClock(), ids=RandomIds(), routes={})
    crash_points.arm(log=log)
    with store.write("claim"):
        pass
    with pytest.raises(ZeroDivisionError), store.write("undone"):
        assert 1 / 0
    with store.read():
        pass
    assert [line.partition("\t")[0] for line in log.read_text().splitlines()] == [
        "before commit claim #1",
        "after commit claim #1",
    ]


def test_a_process_dies_at_its_point_and_not_before() -> None:
    code = (
        "from scheduler import crash_points as c\n"
        "c.arm(at='after publish matcher #2')\n"
        "for _ in range(3):\n"
        "    c.before('publish', 'matcher'); print('publish', flush=True); c.after('publish', 'matcher')\n"
    )
    died = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "publish\npublish\n")


def test_unarmed_nothing_is_counted() -> None:
    crash_points.before("commit", "claim")
    assert crash_points._plan is None
