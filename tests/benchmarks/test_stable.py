"""The peer that finds what is stable lives in an environment of its own, or is said to be lacking."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import stable
from benchmarks.people import coaching


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package index that cannot be reached."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")


def test_without_an_index_that_is_said(
    monkeypatch: pytest.MonkeyPatch, no_index: None, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMMONHOUR_REQUIRE_ALL", "0")
    lacking = stable.environment(tmp_path / "peer")
    assert lacking == "the package `matching` could not be installed"
    monkeypatch.setattr(stable, "environment", lambda: lacking)
    assert [str(line).split("  ")[-1].strip() for line in stable.results()] == [
        "not measured: the package `matching` could not be installed"
    ] * len(stable.SIZES)


def test_where_everything_is_required_it_is_an_error(
    monkeypatch: pytest.MonkeyPatch, no_index: None, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMMONHOUR_REQUIRE_ALL", "1")
    with pytest.raises(RuntimeError, match=r"could not be installed:\n.*matching==1\.4\.3"):
        stable.environment(tmp_path / "peer")


def test_two_who_would_both_rather_have_each_other_are_not_stable() -> None:
    problem = coaching(40, 12)
    score = np.full((40, 12), -1)
    score[0, :2], score[1, :2] = (9, 5), (7, 4)
    best = {0: 0, 1: 1}
    if problem.coaches[0].maximum > 1:  # then both have room with the coach they like best
        best = {0: 0, 1: 0}
    assert stable.stable(problem, score, best)
    assert not stable.stable(problem, score, {0: 1, 1: 0})
    assert not stable.stable(problem, score, {0: 0})
