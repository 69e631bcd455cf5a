"""SQLite locked by another process, and a disk that is full: kind words, nothing half done, no help needed."""

import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from scheduler.errors import UnavailableError
from scheduler.settings import read_settings
from scheduler.store import engine as engine_module
from scheduler.web.app import create_app
from tests.faults.rig import Rig, once_each, rig_on, store_at
from workers.broker import Broker

PATIENCE_SECONDS = 30
COUNTING = """
import os, sys
from pathlib import Path
from scheduler import metrics, metrics_files
from scheduler.logs import log_for_programs

log_for_programs()
disk = Path(sys.argv[1])
metrics_files.SHARED_MEMORY = disk

def fill():
    with (disk / "ballast").open("ab", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass

def count(told, times):
    for number in range(times):
        metrics.count("mails", state=f"{told} {number}")
        metrics.took("reaction", 1.0, reaction=f"{told} {number}")

def in_a_process_of_its_own(told):
    child = os.fork()
    if child == 0:
        count(told, 1)
        os._exit(0)
    print("ended with", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
ON_A_DISK_THAT_BECOMES_FULL = """
metrics.start(many_processes=True)
count("room", 60)
fill()
count("full", 300)
in_a_process_of_its_own("new")
(disk / "ballast").unlink()
count("again", 1)
in_a_process_of_its_own("newer")
print(metrics.page(lambda: ()).decode())
"""
ON_A_FULL_DISK = """
fill()
metrics.start(many_processes=True)
count("full", 1)
in_a_process_of_its_own("new")
print(metrics.page(lambda: ()).decode())
"""


@pytest.fixture
def tiny_disk(tmp_path: Path, need) -> Generator[Path]:
    """A disk of 2 MB (tmpfs)."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", folder], capture_output=True, check=False
    )
    need("the right to mount a small disk", there=mounted.returncode == 0)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def rig_in(folder: Path) -> AbstractContextManager[Rig]:
    return rig_on(database_url=f"sqlite:///{folder / 'commonhour.db'}", broker=Broker(url="memory://"))


def test_a_database_locked_by_another_process_for_too_long_is_said_so_and_work_goes_on_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, react_with
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.3)
    react_with()
    with rig_in(tmp_path) as rig:
        other = sqlite3.connect(tmp_path / "commonhour.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError):
            rig.emit(0)
        assert pages(rig, tmp_path).get("/").status_code == 200  # reading goes on
        rig.start(relays=1, workers=2)
        other.execute("ROLLBACK")
        rig.emit(*range(1, 51))
        rig.wait_until_done(seconds=PATIENCE_SECONDS)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError):
            rig.emit(51)
        other.close()
        rig.emit(52)
        rig.wait_until_done(seconds=PATIENCE_SECONDS)
        assert rig.effects() == once_each(range(1, 51)) + once_each(range(52, 53))


def test_on_a_full_disk_nothing_is_half_done_and_when_there_is_room_work_goes_on(
    tiny_disk: Path, tmp_path: Path, react_with
) -> None:
    react_with()
    with rig_in(tiny_disk) as rig:
        rig.start(relays=1, workers=1)
        rig.emit(0)
        rig.wait_until_done(seconds=PATIENCE_SECONDS)
        ballast = tiny_disk / "ballast"
        ballast.write_bytes(b"")
        with ballast.open("ab", buffering=0) as file, pytest.raises(OSError, match="No space left"):  # noqa: PT012 - which write is the one that fails, nobody knows
            while True:
                file.write(b"x" * 4096)
        written = 0
        with pytest.raises(UnavailableError):  # noqa: PT012 - the same
            while True:  # what is left in the last page of the log may still take a little
                rig.emit(*range(1 + written, 201 + written))
                written += 200
        with rig.store.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert pages(rig, tmp_path).get("/").status_code == 200
        ballast.unlink()
        rig.emit(*range(1 + written, 11 + written))
        rig.wait_until_done(seconds=PATIENCE_SECONDS)
        assert rig.effects() == once_each(range(11 + written))


def counting(disk: Path, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COUNTING + script, disk],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_where_several_processes_count_a_full_disk_costs_counts_and_no_process(tiny_disk: Path) -> None:
    """A file with holes in it, written to through memory, would kill them (SIGBUS)."""
    done = counting(tiny_disk, ON_A_DISK_THAT_BECOMES_FULL)
    assert done.returncode == 0, done.stderr
    assert re.findall("ended with (.*)", done.stdout) == ["0", "0"]
    mails = re.findall(r'commonhour_mails_total{state="(\w+) \d+"} (\S+)', done.stdout)
    times = re.findall(r'commonhour_reaction_seconds_count{reaction="(\w+) \d+"} (\S+)', done.stdout)
    assert set(times) <= {(told, "1.0") for told in ("room", "full", "again", "newer")}
    for counted in (Counter(told for told, _ in mails), Counter(told for told, _ in times)):
        assert counted["full"] < 300
        assert (counted["room"], counted["new"], counted["again"], counted["newer"]) == (60, 0, 1, 1)
    said = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["error"]) for line in said] == [("metrics.no_room", "OSError")]
    assert list(tiny_disk.iterdir()) == []


def test_on_a_disk_that_was_full_already_nothing_is_counted_and_that_is_said(tiny_disk: Path) -> None:
    done = counting(tiny_disk, ON_A_FULL_DISK)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["ended with 0", "", ""]
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["metrics.no_room"]


def pages(rig: Rig, folder: Path) -> FlaskClient:
    rig.stores.append(store_at(rig.database_url))
    settings = read_settings({"COMMONHOUR_DATA_DIR": str(folder / "web")})
    return create_app(store=rig.stores[-1], settings=settings).test_client()
