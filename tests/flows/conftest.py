"""The service as its users run it: our own command, in processes of its own, on free ports and folders of its own."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.every_word import _answers_are_heard, _nothing_is_given_away, pytest_runtest_makereport
from tests.flows.overhearing import ANSWERED_ON_REQUEST, OVERHEARD
from tests.made_secrets import FEED_KEY, SESSION_KEY

__all__ = ["_answers_are_heard", "_nothing_is_given_away", "pytest_runtest_makereport"]

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
IN_THE_COHORT = """
import sys
from commonhour import _open_store
from scheduler.access import whole_cohort
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import request_run
from scheduler.settings import read_settings
with _open_store(read_settings()).write() as tx:
    scope = whole_cohort(tx, sys.argv[1])
"""
REQUEST = "print(request_run(scope))"
PUBLISH = "print(publish_plan(scope, plan=tx.runs.plan_of_run(scope.cohort.id, sys.argv[2]).id))"


@dataclass(frozen=True, kw_only=True)
class Service:
    """A place where `commonhour` runs: its environment and its address."""

    data_dir: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "COMMONHOUR_DATA_DIR": str(self.data_dir),
            "COMMONHOUR_PORT": str(self.port),
            "COMMONHOUR_FEED_KEY": FEED_KEY,
            "COMMONHOUR_SESSION_KEY": SESSION_KEY,
        }

    def command(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "commonhour", *map(str, arguments)],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        said = " ".join(map(str, arguments))
        if not said.startswith(tuple(ANSWERED_ON_REQUEST)):
            OVERHEARD.log(done.stdout + done.stderr, where=f"commonhour {arguments[0]}")
        return done

    def ask(self, code: str, cohort: str, *values: str) -> str:
        """Do something to a cohort from outside, as another process would; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", f"{IN_THE_COHORT}    {code}", cohort, *values],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Look into the database from outside."""
        connection = sqlite3.connect(f"file:{self.data_dir / 'commonhour.db'}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run `commonhour serve` (or another process) until the block ends."""
        with (self.data_dir / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "commonhour", *(arguments or ("serve",))],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        try:
            if not arguments:
                self.wait_until(self.answers)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_SECONDS)

    def request(self, cohort: str) -> str:
        """Ask for a run and return its id."""
        return self.ask(REQUEST, cohort)

    def publish(self, cohort: str, run: str) -> str:
        """Publish the run's plan and return its release number."""
        return self.ask(PUBLISH, cohort, run)

    def answers(self) -> bool:
        """Say whether the web server is there."""
        try:
            with urllib.request.urlopen(f"{self.url}/livez", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def wait_until(
        self, is_so: Callable[[], object], *, every: float = 0.02, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Look again and again until it is so; fail after a minute, or so many seconds."""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"it did not come about within {seconds:.0f} s"
            time.sleep(every)


@pytest.fixture
def service(tmp_path: Path) -> Service:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Service(data_dir=tmp_path, port=port)


@pytest.fixture
def beside_others(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it one of many processes, over a database that is there and a broker that nobody needs yet."""
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", "amqp://guest:guest@127.0.0.1:1//")
    service.command("migrate")
