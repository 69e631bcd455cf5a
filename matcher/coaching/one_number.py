"""An order of several costs as the digits of one whole number, so that two plans compare as their numbers do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.coaching.drawing import BEYOND, KEPT_AT_LAST, order
from matcher.coaching.networks import Amounts
from matcher.coaching.spanning import Costs
from matcher.problem import CoachingProblem
from matcher.scoring import SCORE_SCALE, Indices

# Reduced costs are sums along ways, and are multiplied by the charges along others: all of it must fit 64 bits.
_FITS = 2**54

_STAGE = 2**40


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Digits:
    """The components of the order, the first first, each [kinds]; what one more of each weighs; and how far each goes.

    The last is how many are kept of those moved before, which betters no plan and decides among equals.
    """

    components: tuple[Amounts, ...]
    weights: tuple[int, ...]
    reach: tuple[int, ...]

    @property
    def of_kind(self) -> Costs:
        """What each kind of arc costs, as one number; int64 where such numbers fit."""
        dtype = np.int64 if self.weights[0] * self.reach[0] < _FITS else object
        pairs = zip(self.components, self.weights, strict=True)
        return np.sum([component.astype(dtype) * weight for component, weight in pairs], axis=0)

    def stages(self) -> list[tuple[Amounts, int]]:
        """Put as many digits together as a programme adds up with ease: each stage's costs [kinds], and its weight.

        A plan's number is the sum of its stages' costs, each times its weight.
        """
        stages = list[tuple[Amounts, int]]()
        for component, weight, reach in zip(self.components, self.weights, self.reach, strict=True):
            costs, first = stages[-1] if stages else (None, 0)
            if costs is not None and 2 * reach + 1 < _STAGE // (2 * int(np.abs(costs).max()) + 1):
                factor = first // weight
                stages[-1] = (costs * factor + component, weight)
            else:
                stages.append((component, weight))
        return stages

    def guesses(self, kinds: Indices, *, most: int) -> Iterator[int]:
        """Guess what a move is worth at the end of a frontier of a few points: ever less, and at last nothing.

        In the first plan arcs of these kinds are in use. So many moves are not worth a band each where fewer of them
        are below it.
        """
        *bands, (_, score), _ = zip(self.components, self.weights, strict=True)
        yield from (weight // 2 for below, weight in bands[2:] if below[kinds].sum() >= most)
        points = SCORE_SCALE // 2
        while points:
            points //= 4
            yield points * score

    @property
    def least(self) -> int:
        """The least by which a plan that is better is better: one of total score, whoever it moves."""
        return self.weights[-2] - self.reach[-1]


def digits_of(problem: CoachingProblem, *, spared: int) -> Digits:
    """Weigh the order of a problem of which so many members were moved before."""
    again = np.zeros(3 * (BEYOND + 1), dtype=np.int64)
    again[KEPT_AT_LAST:] = -1
    components = (*(np.tile(cost.of_arc, 3) for cost in order(problem)), again)
    members = len(problem.members)
    minima = sum(coach.minimum for coach in problem.coaches)
    bands = [members] * (len(components) - 4)
    reach = (members, minima, *bands, SCORE_SCALE * members, spared)
    return Digits(components=components, weights=_weights(reach), reach=reach)


def _weights(reach: Sequence[int]) -> tuple[int, ...]:
    """Weigh each digit more than all after it can make up for."""
    weights = [1]
    for after in reversed(reach[1:]):
        weights.append(weights[-1] * (2 * after + 1))
    return tuple(reversed(weights))
