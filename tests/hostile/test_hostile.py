"""Whatever is handed in is read or refused in words, within five seconds and within bounds of memory.

COMMONHOUR_HOSTILE_INPUTS says how many are made; `make fuzz` makes 100,000.
"""

import pytest

from tests.hostile.shares import INPUTS, PER_CENT, THOUGHT_OF, count_of, trial_of
from tests.hostile.trial import MOST_MEGABYTES, READERS


def test_every_reader_has_its_share() -> None:
    assert set(READERS) == {*PER_CENT, *THOUGHT_OF}
    assert sum(count_of(kind, inputs=100_000) for kind in PER_CENT) == 100_000


@pytest.mark.parametrize("kind", READERS)
def test_whatever_comes_in_is_read_or_refused_in_words(kind: str) -> None:
    report = trial_of(kind, inputs=INPUTS, seed=0)
    assert report.inputs > 0
    assert 0 < report.refused <= report.inputs
    assert report.too_slow == []
    assert report.megabytes < MOST_MEGABYTES
