"""A signal that tells a process to stop sets an event, and the main thread hears of it in time."""

import os
import signal
import threading
import time

import pytest

from workers.stopping import sleep_until, until_told

BOTH = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.parametrize("told", BOTH)
def test_either_signal_says_to_stop_and_afterwards_means_what_it_did(told: signal.Signals) -> None:
    before = [signal.getsignal(each) for each in BOTH]
    with until_told() as stop:
        assert not stop.is_set()
        signal.raise_signal(told)
        assert stop.wait(1.0)
    assert [signal.getsignal(each) for each in BOTH] == before


def test_who_sleeps_until_then_wakes_when_another_thread_is_given_the_signal() -> None:
    with until_told() as stop:
        began = time.monotonic()
        telling = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM))
        telling.start()
        sleep_until(stop)
        telling.join()
    assert stop.is_set()
    assert time.monotonic() - began < 5
