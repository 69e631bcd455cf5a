"""Tables of pairs as tests write them: only the scores are what a test is about."""

import numpy as np

from matcher.scoring import PairTable


def scored(score: list[list[int]]) -> PairTable:
    """Make a table in which every pair is allowed, with these scores."""
    shape = (len(score), len(score[0]))
    return PairTable(
        allowed=np.ones(shape, dtype=bool),
        score=np.array(score, dtype=np.int64),
        interest_numerator=np.zeros(shape, dtype=np.int64),
        interest_denominator=np.ones(shape[0], dtype=np.int64),
        shared_minutes=np.full(shape, 60, dtype=np.int64),
        worst_week=np.zeros(shape, dtype=np.int64),
        common_language=np.ones(shape, dtype=bool),
    )
