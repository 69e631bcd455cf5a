"""Tables of pairs as tests write them: only who may be paired and the scores are what a test is about."""

from dataclasses import replace

import numpy as np

from matcher.scoring import Indices, Pairs


class Table:
    """Scores written down, [members, coaches], for a solver that asks for them."""

    def __init__(self, score: list[list[int]], *, allowed: list[list[bool]] | None = None) -> None:
        self.score = np.array(score, dtype=np.int64)
        self.allowed = np.ones(self.score.shape, dtype=bool) if allowed is None else np.array(allowed)

    def of(self, members: Indices, coaches: Indices) -> Pairs:
        return replace(
            pairs(shape=np.broadcast_shapes(members.shape, coaches.shape)),
            score=self.score[members, coaches],
            allowed=self.allowed[members, coaches],
        )


def pairs(*, shape: tuple[int, ...]) -> Pairs:
    """Make as many pairs, every one allowed, of an hour's shared time, a common language and a score of 1."""
    ones = np.ones(shape, dtype=np.int64)
    return Pairs(
        allowed=ones > 0,
        score=ones,
        interest_numerator=ones,
        interest_denominator=ones,
        shared_minutes=60 * ones,
        most_minutes=60 * ones,
        worst_week=0 * ones,
        common_language=ones > 0,
    )
