"""Pairs that a solver has before it, and what prices say of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher.scoring import Indices

Amounts = NDArray[np.int64]

_BLOCK = 256


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Listed:
    """Pairs that may be made or must be, and their scores; three arrays of one length."""

    member: Indices
    coach: Indices
    score: Amounts

    def only(self, wanted: NDArray[np.bool_] | Indices) -> "Listed":
        """Keep some of the pairs."""
        return Listed(member=self.member[wanted], coach=self.coach[wanted], score=self.score[wanted])


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Priced:
    """What a pair of each score costs in a flow, and the prices of all members and coaches.

    `cost_of` [1001] does not rise with the score.
    """

    cost_of: Amounts
    member: Amounts
    coach: Amounts

    def reduced(self, pairs: Listed) -> Amounts:
        """Return the reduced cost of each pair: below 0 where having it could make the flow cheaper."""
        return self.cost_of[pairs.score] + self.member[pairs.member] - self.coach[pairs.coach]

    def score_below(self, cost: Amounts) -> NDArray[np.int16]:
        """Find for each cost the least score at which a pair costs less: 0..1001."""
        return np.searchsorted(-self.cost_of, -cost, side="right").astype(np.int16)


def joined(*parts: Listed) -> Listed:
    """Put lists of pairs one after the other."""
    return Listed(
        member=np.concatenate([part.member for part in parts]),
        coach=np.concatenate([part.coach for part in parts]),
        score=np.concatenate([part.score for part in parts]),
    )


def foremost(
    member: Indices, coach: Indices, *, loss: NDArray[np.integer], count: int, coaches: int
) -> tuple[Indices, Indices]:
    """Pick up to `count` pairs of each member, of least loss, and tell each one's place among them, from 0.

    Of equals each member takes those that come next after their own number, so that not all take the same.
    """
    order = np.lexsort([(coach - member) % max(coaches, 1), loss, member])
    member = member[order]
    place = np.arange(len(member)) - np.searchsorted(member, member)
    kept = place < count
    return order[kept], place[kept]


def side_by_side(work: Callable[[Indices], Indices], members: Indices) -> Indices:
    """Do the work for some members at a time, on every processor, and put what comes of it in their order.

    The blocks run side by side, so the products of matrices in them need not.
    """
    blocks = [members[begin : begin + _BLOCK] for begin in range(0, max(len(members), 1), _BLOCK)]
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor() as threads:
        return np.concatenate(list(threads.map(work, blocks)))
