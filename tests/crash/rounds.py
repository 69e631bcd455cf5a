"""The short variant: every distinct point once, several kills in one flow."""

import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.crash.crew import Death
from tests.crash.enumeration import flow, what_is_wrong
from tests.crash.ledger import Outcome
from tests.crash.place import Place
from tests.crash.ways import Passing, Way

MOST_IN_A_ROUND = 8
"""Kills of one process in one flow: more could use up the tries of one delivery."""


def rounds(passings: Sequence[Passing]) -> list[dict[str, tuple[str, ...]]]:
    """Return for each flow which process is to die where: at its start, and at each start after a death.

    Neighbouring points go to different rounds.
    """
    points: dict[str, list[str]] = {}
    for passing in passings:
        first = f"{passing.name} #1"
        of_process = points.setdefault(passing.process, [])
        if first not in of_process:
            of_process.append(first)
    longest = max(map(len, points.values()))
    number = max(2, -(-longest // MOST_IN_A_ROUND))  # before and after the same step never in one
    return [
        {process: tuple(names[start::number]) for process, names in points.items() if names[start::number]}
        for start in range(number)
    ]


def go_round(
    place: Place, way: Way, doom: Mapping[str, Sequence[str]], *, folder: Path, expected: Outcome
) -> tuple[str, int]:
    """Take a way through a round; return what is wrong with it, and how many were killed."""
    run = flow(place, way, folder=folder, doom=doom)
    asked_for = {
        Death(name=name, exit_code=-signal.SIGKILL, at=at) for name, points in doom.items() for at in points
    }
    return what_is_wrong(run, asked_for=asked_for, expected=expected), len(run.deaths)
