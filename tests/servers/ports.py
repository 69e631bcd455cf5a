"""Ports of our own: kept from everybody else for as long as the server that uses them may be started again."""

import socket
import time
from collections.abc import Callable

LOOPBACK = "127.0.0.1"
LOOK_AGAIN_SECONDS = 0.02
PROBE_SECONDS = 1


class ReservedPort:
    """A free port on loopback that nobody else is given, even while nothing listens there.

    A bound socket that never listens keeps it: connections are refused, and a server that sets SO_REUSEADDR, as
    all of ours do, may bind it too.
    """

    def __init__(self) -> None:
        self._holder = socket.socket()
        self._holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._holder.bind((LOOPBACK, 0))
        self.number: int = self._holder.getsockname()[1]

    def release(self) -> None:
        """Give the port back."""
        self._holder.close()


def is_listening(port: int) -> bool:
    """Say whether something on loopback listens there."""
    with socket.socket() as probe:
        probe.settimeout(PROBE_SECONDS)
        return probe.connect_ex((LOOPBACK, port)) == 0


def wait_until(is_so: Callable[[], object], *, seconds: float, what: str) -> None:
    """Look again and again until it is so; raise TimeoutError, with what did not come about, after some seconds."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"within {seconds} s it did not come about that {what}")
        time.sleep(LOOK_AGAIN_SECONDS)
