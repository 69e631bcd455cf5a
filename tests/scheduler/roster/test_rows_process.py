"""The process that reads a spreadsheet of anybody's: bounded, knowing nothing, and believed no further than needed."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from scheduler.roster import rows_process
from scheduler.roster.rows_process import rows_apart
from scheduler.roster.unreadable import UnreadableError, Why

CSV = b"name,email\nAmina,amina@example.org\n"
ROWS = [["name", "email"], ["Amina", "amina@example.org"]]


def why(data: bytes, **bounds: float) -> Why:
    with pytest.raises(UnreadableError) as raised:
        rows_apart(data, **bounds)
    return raised.value.why


def said_by_child(code: str) -> object:
    """What a process says that has done the child's work and then looked at itself."""
    script = (
        "import json, os, sys; from scheduler.roster.rows_child import main; "
        f"sys.argv = ['child', '512', '4']; main(); print(); print(json.dumps({code}))"
    )
    command = [sys.executable, "-P", "-c", script]
    done = subprocess.run(command, input=CSV, capture_output=True, check=True, env={})
    return json.loads(done.stdout.splitlines()[-1])


def test_rows_are_read_by_many_threads_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(rows_apart, [CSV] * 6)) == [ROWS] * 6


def test_what_needs_more_memory_than_it_may_is_refused() -> None:
    wide = (b"a" + b",b" * 39 + b"\n") * 49_000
    assert len(rows_apart(wide)) == 49_000
    assert why(wide, megabytes=25) == Why.TOO_COSTLY


def test_what_takes_more_time_than_it_may_is_refused() -> None:
    assert why(CSV, wall_seconds=0.001) == Why.TOO_COSTLY
    assert why(CSV, cpu_seconds=0) == Why.TOO_COSTLY


def test_the_child_knows_no_environment_and_loads_nothing_of_the_service() -> None:
    assert "PATH" in os.environ
    loaded = "[name for name in sys.modules if name.split('.')[0] in %s]"
    assert said_by_child("sorted(set(os.environ) - {'LC_CTYPE'})") == []
    assert said_by_child(loaded % "('sqlalchemy', 'flask', 'pydantic', 'babel', 'structlog', 'kombu')") == []
    assert said_by_child("[name for name in sys.modules if name.startswith('scheduler.settings')]") == []


def test_the_child_can_write_no_file(tmp_path) -> None:
    code = (
        "import sys; from scheduler.roster.rows_child import main; sys.argv = ['child', '512', '4']; main(); "
        f"open({str(tmp_path / 'file')!r}, 'wb', 0).write(b'x')"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], input=CSV, capture_output=True, check=False, env={}
    )
    assert b"File too large" in done.stderr


def test_a_child_that_dies_is_a_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    dying = tmp_path / "dying"
    dying.write_text("#!/bin/sh\nkill -9 $$\n")
    dying.chmod(0o700)
    monkeypatch.setattr(rows_process.sys, "executable", str(dying))
    assert why(CSV) == Why.TOO_COSTLY
