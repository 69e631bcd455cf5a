"""How often something may be tried in any stretch of time, counted under whoever tries and whatever is tried."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from scheduler.store.attempts import KEPT
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import counting_hash

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """At most so many in any stretch of time, of what has this name and is counted under these words.

    Raises ValueError for a stretch that is longer than attempts are kept.
    """

    name: str
    under: tuple[str, ...]
    most: int
    within: timedelta

    def __post_init__(self) -> None:
        if self.within > KEPT:
            raise ValueError(f"{self.within} is longer than attempts are kept: {KEPT}")


def has_room(tx: Transaction, limits: tuple[Limit, ...], *, key: bytes) -> bool:
    """Say whether none of these is used up; until the transaction ends nobody else counts under them."""
    under = [(limit, _hash(limit, key)) for limit in limits]
    tx.attempts.hold(each for _, each in under)
    for limit, each in under:
        if tx.attempts.number(each, within=limit.within) >= limit.most:
            log.warning("throttled", limit=limit.name)
            return False
    return True


def count(tx: Transaction, limits: tuple[Limit, ...], *, key: bytes) -> None:
    """Count one more under each of these."""
    tx.attempts.add([_hash(limit, key) for limit in limits])


def _hash(limit: Limit, key: bytes) -> str:
    return counting_hash(key=key, name=limit.name, under=limit.under)
