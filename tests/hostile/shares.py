"""How many inputs of each kind there are, and each kind's trial in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import reduce

from tests.hostile.trial import Report

WHOLE = 100_000
SHORT = 5_000
INPUTS = int(os.environ.get("COMMONHOUR_HOSTILE_INPUTS", str(SHORT)))
BATCH = 2_000
"""Hypothesis remembers what it has made: a process ends before that counts."""
PATIENCE_SECONDS = 3_600
PER_CENT: Mapping[str, float] = {
    "CSV files": 40,
    "mails": 35,
    "mapping files": 10,
    "cohort files": 9.6,
    "workbooks": 5,
    "spreadsheets, in a process of their own": 0.4,
}
"""Of the inputs that are made at random, by what they cost."""
THOUGHT_OF: Mapping[str, int] = {
    "spreadsheets that somebody thought of": 6,
    "files of as much as comes in": 4,
    "mapping files that somebody thought of": 5,
    "cohort files that somebody thought of": 5,
    "mails that somebody thought of": 20,
}
"""How many of them are tried in short; all of them, and every tenth of the many files, where all inputs are made."""


def count_of(kind: str, *, inputs: int) -> int:
    """Return how many inputs of a kind a trial of so many tries."""
    if kind in PER_CENT:
        return round(inputs * PER_CENT[kind] / 100)
    return 10 * THOUGHT_OF[kind] if inputs >= WHOLE else THOUGHT_OF[kind]


def trial_of(kind: str, *, inputs: int, seed: int) -> Report:
    """Try a kind of input in bounded processes, one after another; raises AssertionError where one of them fails."""
    count = count_of(kind, inputs=inputs)
    if kind in THOUGHT_OF:
        return _tried(kind, count, seed)
    sizes = [min(BATCH, count - done) for done in range(0, count, BATCH)]
    return reduce(_both, (_tried(kind, size, seed + batch) for batch, size in enumerate(sizes)))


def _tried(kind: str, count: int, seed: int) -> Report:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.trial", kind, str(count), str(seed)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{kind}, seed {seed}: {done.stderr[-4_000:]}"
    return Report(**json.loads(done.stdout))


def _both(one: Report, other: Report) -> Report:
    dearer = max(one, other, key=lambda report: report.seconds)
    return Report(
        kind=one.kind,
        inputs=one.inputs + other.inputs,
        refused=one.refused + other.refused,
        seconds=dearer.seconds,
        dearest=dearer.dearest,
        megabytes=max(one.megabytes, other.megabytes),
        too_slow=[*one.too_slow, *other.too_slow],
    )
