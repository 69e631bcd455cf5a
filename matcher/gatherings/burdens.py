"""Burdens of whole-group meetings as matrices: which starts and people matter, and what a capacity really allows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np
import numpy.typing as npt

from matcher.problem import BURDENS

PLANE = 2
"""Dimensions of a facet where three counts are told."""

BLOCK = 64
"""Columns that are compared at once: most rivals fall in the first few."""

Matrix = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """A truth about how often a person can be burdened: sum of coefficient[burden] * times <= limit."""

    coefficients: dict[int, int]
    limit: int


def matrix(rows: Sequence[bytes], *, people: int) -> Matrix:
    """Stack burdens: one row a start, one column a person."""
    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), people).astype(np.int64)


def undominated(rows: Iterable[bytes]) -> frozenset[bytes]:
    """Pick the rows of burdens, a byte a person, that an optimum of one month's meeting may have.

    A row is left out when another is no worse for anybody. Put a start of the other in its place: no person's sum
    grows, so neither does the largest, and the total falls. So the one left out is in no optimum.
    """
    different = sorted(set(rows))
    if not different:
        return frozenset()
    burdens = np.frombuffer(b"".join(different), dtype=np.uint8).reshape(len(different), -1)
    return frozenset(different[row] for row in _unmatched(-burdens.astype(np.int64)))


def hardest_pressed(rows: Matrix, *, borne: Matrix) -> tuple[int, ...]:
    """List the people whose sums decide the largest one, ascending; of equals the first.

    `rows[start, person]` are the burdens of every start, `borne[person]` what each already bears. Whoever bears
    no more than another, now and at every start, can be left out: the other's sum is never smaller.
    """
    profiles, people = np.unique(np.vstack([borne, rows]).T, axis=0, return_index=True)
    return tuple(sorted(int(people[profile]) for profile in _unmatched(profiles)))


def _unmatched(profiles: Matrix) -> list[int]:
    """List those of different rows that no other row is at least as large as in every column."""
    kept = np.zeros(len(profiles), dtype=np.int64)
    count = 0
    for row in np.argsort(-profiles.sum(axis=1), kind="stable"):  # whoever matches a row has the larger sum
        rivals = kept[:count]
        for cut in range(0, profiles.shape[1], BLOCK):
            block = slice(cut, cut + BLOCK)
            rivals = rivals[(profiles[rivals, block] >= profiles[row, block]).all(axis=1)]
            if not len(rivals):
                break
        if not len(rivals):
            kept[count] = row
            count += 1
    return kept[:count].tolist()


@cache
def facets(*, capacity: int, meetings: int) -> tuple[Facet, ...]:
    """Describe what one person can bear in so many meetings, as tightly as linear rules can.

    The whole numbers (n1, n3, n10) >= 0 with 1 n1 + 3 n3 + 10 n10 <= capacity and n1 + n3 + n10 <= meetings are
    few. A linear rule that holds for all of them and is met by three that lie on no line is a facet of their hull;
    given are the capacity itself and the facets with coefficients up to 10, which rise with the burden because a
    heavier one may always give way to a lighter. A capacity of 35 holds three tens at most, where its sum alone
    would allow 3.5: this is what lets a search prove the largest sum.
    """
    times = np.array([point for point in product(range(meetings + 1), repeat=3) if sum(point) <= meetings])
    points = times[times @ np.array(BURDENS) <= capacity]
    slopes = np.array(
        [slope for slope in combinations_with_replacement(range(BURDENS[-1] + 1), 3) if any(slope)]
    )
    reach = slopes @ points.T
    found = [Facet(coefficients={burden: burden for burden in BURDENS}, limit=capacity)]
    for slope, values in zip(slopes, reach, strict=True):
        limit = values.max()
        touching = points[values == limit]
        if np.gcd.reduce([*slope, limit]) == 1 and np.linalg.matrix_rank(touching - touching[0]) == PLANE:
            coefficients = {burden: int(weight) for burden, weight in zip(BURDENS, slope, strict=True)}
            found.append(Facet(coefficients=coefficients, limit=int(limit)))
    return tuple(found)
