"""How a process hears that it is to stop: a signal sets an event, and everything that runs looks at it."""

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def until_told() -> Generator[threading.Event]:
    """Yield an event that SIGINT and SIGTERM set; in the main thread only, for no other may hear a signal."""
    stop = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = [(number, signal.signal(number, tell)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield stop
    finally:
        for number, handler in before:
            signal.signal(number, handler)


@contextmanager
def until_asked(said: Callable[[], None]) -> Generator[threading.Event]:
    """Yield an event that the first SIGINT sets, whereupon it is `said`; the second is a KeyboardInterrupt as ever."""
    asked = threading.Event()

    def hear(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        said()

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def sleep_until(stop: threading.Event) -> None:
    """Wait for `stop`, awake once a second.

    The kernel may hand a signal that finds the process suspended to any of its threads, and Python hears of it only
    when the main thread goes on.
    """
    while not stop.wait(1.0):
        pass
