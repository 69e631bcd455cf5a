"""A log that cannot be written ends nothing: on a full disk, or where nobody reads it any more."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import pytest

from tests.flows.conftest import ROOT, Service

PATIENCE_SECONDS = 30


def full_disk() -> int:
    """Return where writing fails with ENOSPC."""
    return os.open("/dev/full", os.O_WRONLY)


def nobody_reads() -> int:
    """Return where writing fails with EPIPE."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@contextmanager
def serving(service: Service, log: int) -> Generator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "commonhour", "serve"],
        env=service.environment,
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )
    os.close(log)
    try:
        service.wait_until(lambda: service.answers() or process.poll() is not None)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.parametrize("log", [full_disk, nobody_reads])
def test_a_service_that_can_write_no_log_works_and_ends_in_good_order(
    service: Service, log: Callable[[], int]
) -> None:
    cohort = service.command(
        "import", "examples/school/cohort.toml", "examples/school/roster.csv"
    ).stdout.strip()
    with serving(service, log()) as process:
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT state FROM run") == [("done",)])
        service.publish(cohort, run)
        service.wait_until(lambda: service.query("SELECT count(*) FROM feed") == [(20,)])
        assert service.query("SELECT count(*) FROM delivery WHERE tries > 1") == [(0,)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
