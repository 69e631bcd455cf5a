"""The few pairs of each member that look best, before any is proven to be needed.

They are those of the highest ceilings less what a place with the coach is worth; and that is guessed at from what a
sample of the members would choose.
"""

import numpy as np
from numpy.typing import NDArray

from matcher.coaching.ceilings import IMPOSSIBLE, Ceilings
from matcher.coaching.listed import Amounts, foremost, side_by_side
from matcher.scoring import SCORE_SCALE, Indices, Scores

NOBODY = -1

_SAMPLE = 8  # one member in so many
_FIRST_LOOK = 8
_SECOND_LOOK = 12
_FIRST_STEP = 64
_LATER_STEP = 8
_GUESSES = 8  # at each step
_STRETCHES = 16


class Shortlist:
    """Coaches for each of the members, and what a place with each coach seems to be worth.

    `places` [coaches] are there for these members. `coach` [members, choices] has NOBODY where fewer look possible;
    `worth` [coaches] is 0..1000 points.
    """

    def __init__(self, *, scores: Scores, ceilings: Ceilings, members: Indices, places: Amounts) -> None:
        self._scores = scores
        self._members = len(members)
        self._places = places
        sample = members[::_SAMPLE]
        nothing = np.zeros(len(places), dtype=np.int16)
        few = _best(ceilings, sample, count=_FIRST_LOOK, worth=nothing)
        worth = self._guess(sample, few, worth=nothing, step=_FIRST_STEP)
        self.coach = _best(ceilings, members, count=_SECOND_LOOK, worth=worth)
        self.worth = self._guess(members, self.coach, worth=worth, step=_LATER_STEP)

    def _guess(
        self, members: Indices, lists: Indices, *, worth: NDArray[np.int16], step: int
    ) -> NDArray[np.int16]:
        """Guess better what a place with each coach is worth, if everybody chose as these members from their lists.

        All take what is best for them at these prices; where too many come, the price goes up by the step, where places
        are left, down; and then by half of it, and so on. A bad guess only makes for more work later.
        """
        known = self._scores.of(members[:, np.newaxis], lists)
        score = np.where(known.allowed & (lists != NOBODY), known.score, -2 * SCORE_SCALE)
        price: Amounts = worth.astype(np.int64)
        rows = np.arange(len(members))
        for change in [step >> halved for halved in range(step.bit_length()) for _ in range(_GUESSES)]:
            taken = lists[rows, (score - price[lists]).argmax(axis=1)]
            came = (
                np.bincount(taken[taken != NOBODY], minlength=len(price))
                * self._members
                // max(len(members), 1)
            )
            price = np.clip(price + change * np.sign(came - self._places), 0, SCORE_SCALE)
        return price.astype(np.int16)


def _best(ceilings: Ceilings, members: Indices, *, count: int, worth: NDArray[np.int16]) -> Indices:
    """List for each of the members the coaches of the highest ceilings, less what a place with the coach is worth.

    [members, places]: at least `count` where so many are possible, and NOBODY in the places left.
    """
    places = count + count // 2

    def of_block(some: Indices) -> Indices:
        ceiling = ceilings.of(some)
        value = ceiling - worth - (ceiling == IMPOSSIBLE) * np.int16(2 * SCORE_SCALE)
        enough = np.maximum(_high_enough(value, count=count), -SCORE_SCALE)
        row, coach = np.divmod(np.flatnonzero(value >= enough[:, np.newaxis]), len(worth))
        kept, place = foremost(some[row], coach, loss=-value[row, coach], count=places, coaches=len(worth))
        best = np.full((len(some), places), NOBODY, dtype=np.intp)
        best[row[kept], place] = coach[kept]
        return best

    return side_by_side(of_block, members)


def _high_enough(value: NDArray[np.int16], *, count: int) -> NDArray[np.int16]:
    """Find for each row a value that at least `count` of it reach, and not many more.

    Of stretches of the row, laid over one another, each column's greatest is a value of its own.
    """
    stretches = max(1, min(_STRETCHES, value.shape[1] // count))
    width = value.shape[1] // stretches
    greatest = value[:, : stretches * width].reshape(len(value), stretches, width).max(axis=1)
    place = max(0, width - count)
    return np.partition(greatest, place, axis=1)[:, place]
