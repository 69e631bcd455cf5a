"""How much of a criterion pairs meet, as exact shares (docs/matching.md, *Criteria*).

Of the n values that a member has, a coach has k. An overlap is met k/n; `same` too, with n = 1; `different` (n - k)/n,
also with n = 1. Where either has none, it is met 1/2 if it is weighed, and not at all if it is required.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problem import Criterion, Rule

Indices = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Share:
    """How much of a criterion the pairs asked for meet, `numerator` over `denominator`; int64, in their shape."""

    numerator: NDArray[np.int64]
    denominator: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Values:
    """What members and coaches have of one criterion, laid out; only what somebody has on both sides can be shared.

    `value` [members, most values] holds such values, numbered anew from 0, and in the places left one that no coach
    has; `count` [members] is how many values of any kind a member has; `has` [values + 1, coaches] whether a coach has
    each; `told` [coaches] whether a coach has any.
    """

    criterion: Criterion
    value: Indices
    count: NDArray[np.int64]
    has: NDArray[np.bool_]
    told: NDArray[np.bool_]

    @classmethod
    def of(cls, criterion: Criterion) -> "Values":
        """Lay out a criterion."""
        both = frozenset[int]().union(*criterion.members) & frozenset[int]().union(*criterion.coaches)
        number = {value: new for new, value in enumerate(sorted(both))}
        shared = [[number[value] for value in sorted(values & both)] for values in criterion.members]
        value = np.full((len(shared), max(map(len, shared), default=0)), len(both), dtype=np.intp)
        for row, values in zip(value, shared, strict=True):
            row[: len(values)] = values
        has = np.zeros((len(both) + 1, len(criterion.coaches)), dtype=bool)
        for coach, values in enumerate(criterion.coaches):
            has[[number[value] for value in values & both], coach] = True
        return cls(
            criterion=criterion,
            value=value,
            count=np.array([len(values) for values in criterion.members], dtype=np.int64),
            has=has,
            told=np.array([bool(values) for values in criterion.coaches], dtype=bool),
        )

    def met(self, members: Indices, coaches: Indices) -> Share:
        """Tell how much of it the pairs (members[i], coaches[i]) meet, two arrays of one shape."""
        common = np.zeros(members.shape, dtype=np.int64)
        for value in self.value.T:
            common += self.has[value[members], coaches]
        count = self.count[members]
        met = count - common if self.criterion.rule is Rule.DIFFERENT else common
        unknown = (count == 0) | ~self.told[coaches]
        half = (0, 1) if self.criterion.weight is None else (1, 2)
        return Share(numerator=np.where(unknown, half[0], met), denominator=np.where(unknown, half[1], count))
