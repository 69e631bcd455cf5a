"""Loops that go on whatever happens say so, and say less and less of what lasts."""

import threading
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from workers import processes

FAILURES = 9


def kept_going(loop: Callable[[threading.Event], None]) -> list[tuple[str, object]]:
    """Keep a loop going until it sets the event it is given; return what was said, and how many times it had waited."""
    stop = threading.Event()
    with capture_logs() as said:
        processes._keep_going("relay", lambda: loop(stop), stop)
    return [(line["event"], line.get("times")) for line in said]


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PAUSE_SECONDS", 0.0)


def test_a_broker_that_stays_away_is_told_of_ever_more_seldom() -> None:
    tries = iter(range(FAILURES))

    def away(stop: threading.Event) -> None:
        if next(tries, None) is None:
            stop.set()
            return
        raise ConnectionRefusedError

    assert kept_going(away) == [
        ("worker.started", None),
        *(("worker.waits", times) for times in (1, 2, 4, 8)),
        ("worker.ended", None),
    ]


def test_one_that_is_away_again_after_work_was_done_is_told_of_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WORKS_AFTER_SECONDS", -1.0)
    tries = iter(range(3))

    def away(stop: threading.Event) -> None:
        if next(tries, None) is None:
            stop.set()
            return
        raise ConnectionRefusedError

    assert [times for event, times in kept_going(away) if event == "worker.waits"] == [1, 1, 1]


def test_a_defect_does_not_end_a_loop() -> None:
    tries = iter(range(1))

    def fails_once(stop: threading.Event) -> None:
        if next(tries, None) is None:
            stop.set()
            return
        raise KeyError

    assert kept_going(fails_once) == [
        ("worker.started", None),
        ("worker.restarts", None),
        ("worker.ended", None),
    ]
