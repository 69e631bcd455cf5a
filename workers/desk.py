"""A consumer's desk: the deliveries one process has taken, worked off by its hands, while their leases are held."""

import threading
from collections.abc import Sequence
from queue import Empty, Queue
from time import monotonic
from types import TracebackType
from typing import Self

import structlog

from scheduler.store.claims import Claim
from scheduler.store.unit_of_work import Store
from workers.consumer import Reactions, give_up, react, return_untried, take
from workers.job import Tools
from workers.lease import HEARTBEAT_SECONDS, Leases
from workers.routing import BY_NAME, Consumer

log = structlog.get_logger()


class _Hand:
    """One thread of the desk, what it works on, and for how many beats it has done so."""

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.beats = 0
        self.abandoned = False
        self.thread: threading.Thread


class Desk:
    """Takes deliveries in and works them off, `consumer.hands` at a time, until it is closed.

    A reaction that takes longer than its limit counts as failed. Its thread cannot be ended, so it is left alone (the
    fence keeps it from writing), and another takes its place. Raises nothing of what the work raises.
    """

    def __init__(
        self,
        *,
        consumer: Consumer,
        store: Store,
        tools: Tools,
        reactions: Reactions = BY_NAME,
        beat_every: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._consumer = consumer
        self._store = store
        self._tools = tools
        self._reactions = reactions
        self._beat_every = beat_every
        self._inbox: Queue[Claim | None] = Queue()
        self._leases = Leases(store=store, every=beat_every, on_beat=self._look)
        self._hands: list[_Hand] = []
        self._closing = False

    def __enter__(self) -> Self:
        self._leases.__enter__()
        self._hands = [self._new_hand() for _ in range(self._consumer.hands)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give back what nobody has begun, and let what is being worked on come to its end in time.

        Once one could not be given back, the others are left to their leases: each would wait for the database.
        """
        self._closing = answers = True
        try:
            while (waiting := self._next()) is not None:
                answers = answers and return_untried(store=self._store, claim=waiting)
        finally:
            for _ in self._hands:
                self._inbox.put(None)
            until = monotonic() + self._consumer.closing_seconds
            for hand in self._hands:
                hand.thread.join(max(0.0, until - monotonic()))
            for claim in [hand.claim for hand in self._hands if hand.claim is not None]:
                answers = answers and return_untried(
                    store=self._store, claim=claim
                )  # now its hand can write nothing
            self._leases.__exit__(kind, error, trace)

    def has_room(self) -> bool:
        """Say whether more deliveries would be welcome."""
        return len(self._leases) < self._consumer.hands + self._consumer.ahead

    def accept(self, deliveries: Sequence[str]) -> None:
        """Claim those of the deliveries that are due, and have them worked off."""
        claims = take(store=self._store, deliveries=deliveries)
        self._leases.hold(*claims)
        for claim in claims:
            self._inbox.put(claim)

    def _next(self) -> Claim | None:
        try:
            return self._inbox.get_nowait()
        except Empty:
            return None

    def _new_hand(self) -> _Hand:
        hand = _Hand()
        hand.thread = threading.Thread(
            target=self._work, args=(hand,), name=f"{self._consumer.name}'s hand", daemon=True
        )
        hand.thread.start()
        return hand

    def _work(self, hand: _Hand) -> None:
        while not hand.abandoned and (claim := self._inbox.get()) is not None:
            hand.beats, hand.claim = 0, claim
            try:
                if self._closing:
                    return_untried(store=self._store, claim=claim)
                else:
                    react(store=self._store, tools=self._tools, claim=claim, reactions=self._reactions)
            except Exception as error:  # noqa: BLE001 - what could not even be written down is claimed again
                log.warning("delivery.left", delivery=claim.delivery, error=type(error).__name__)
            finally:
                hand.claim = None
                self._leases.let_go(claim)

    def _look(self) -> None:
        """Leave hands alone that have been at one thing for longer than its reaction may take."""
        for place, hand in enumerate(self._hands):
            claim, hand.beats = hand.claim, hand.beats + 1
            reaction = self._reactions.get(claim.reaction) if claim is not None else None
            if claim is None or reaction is None:
                continue
            if hand.beats * self._beat_every > reaction.limit.total_seconds():
                log.error("delivery.hangs", delivery=claim.delivery, reaction=claim.reaction)
                hand.abandoned = True
                self._leases.let_go(claim)
                self._hands[place] = self._new_hand()
                give_up(store=self._store, claim=claim, error="TimedOut", reactions=self._reactions)
