"""Holding claims while the work takes long: a heartbeat renews all their leases at once."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import structlog

from scheduler import metrics
from scheduler.store.claims import LEASE, Claim
from scheduler.store.unit_of_work import Store

HEARTBEAT_SECONDS = LEASE.total_seconds() / 4

log = structlog.get_logger()


class Leases:
    """The claims that are held here; while it is open, a thread renews them every so many seconds.

    `on_beat` is called after each beat. A claim that another consumer has taken is simply not renewed: the fence keeps
    its old holder from writing.
    """

    def __init__(
        self,
        *,
        store: Store,
        every: float = HEARTBEAT_SECONDS,
        on_beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._every = every
        self._on_beat = on_beat
        self._held: dict[str, Claim] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="leases", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def __len__(self) -> int:
        """Return how many claims are held."""
        return len(self._held)

    def hold(self, *claims: Claim) -> None:
        """Renew these from now on."""
        with self._lock:
            self._held.update({claim.delivery: claim for claim in claims})

    def let_go(self, claim: Claim) -> None:
        """Renew this one no longer."""
        with self._lock:
            if self._held.get(claim.delivery) == claim:
                del self._held[claim.delivery]

    @contextmanager
    def holding(self, claim: Claim) -> Generator[None]:
        """Hold the claim until the block ends."""
        self.hold(claim)
        try:
            yield
        finally:
            self.let_go(claim)

    def _beat(self) -> None:
        while not self._ended.wait(self._every):
            with self._lock:
                held = tuple(self._held.values())
            try:
                if held:
                    with self._store.write("renew") as tx:
                        tx.claims.renew(*held)
                self._on_beat()
            except Exception as error:  # noqa: BLE001 - a missed beat must not end the beating; the next may succeed
                metrics.count("missed_beats")
                log.warning("lease.beat_missed", held=len(held), error=type(error).__name__)
