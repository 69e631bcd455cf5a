"""Coaching beside the PyPI package `matching`, which answers another question: what is stable, not what is best.

Our scores are put to it as a game of hospitals and residents: a member ranks the coaches they may have by score, a
coach the members likewise (equal scores in the cohort's order), and a coach has as many places as its maximum. Its
answer leaves no member and coach who would both rather have each other; ours has the most members placed, then the
highest total. So its total is less or equal where both place as many, and its time is that of an easier task.

It pins what clashes with ours, so it lives in an environment of its own, var/peer-matching, made when first asked for.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.alone import ROOT
from benchmarks.measuring import ROUNDS, Line, measure
from benchmarks.peers import matrix
from benchmarks.people import coaching
from matcher.coaching.solver import solve
from matcher.problem import CoachingProblem

PINNED = ROOT / "requirements" / "peer-matching.txt"
HOME = ROOT / "var" / "peer-matching"
SIZES = ((40, 12), (200, 40))


def results() -> Iterator[Line]:
    """Time both on the same people, and say what either's plan is worth."""
    python = environment()
    for members, coaches in SIZES:
        work = f"coaching {members} x {coaches}, beside what is stable"
        if isinstance(python, str):
            yield Line(work=work, figures=f"not measured: {python}")
            continue
        problem = coaching(members, coaches)
        ours = solve(problem).objective
        seconds = measure(work, lambda problem=problem: solve(problem)).ours
        best = f"{seconds:8.3f} s  best: {ours.placed} placed, total {ours.total}"
        score = matrix(problem)
        answer = _ask(python, problem, score)
        if "failed" in answer:
            yield Line(work=work, figures=f"{best}; matching: {answer['failed']}")
            continue
        pairs = [(int(member), int(coach)) for member, coach in answer["coach_of"].items()]
        total = sum(int(score[pair]) for pair in pairs)
        assert (len(pairs), total) <= (ours.placed, ours.total)
        assert stable(problem, score, dict(pairs))
        theirs = median(answer["seconds"])
        yield Line(
            work=work,
            figures=f"{best}; matching {theirs:8.3f} s  stable: {len(pairs)} placed, total {total}",
            measures={"seconds": seconds, "ratio": theirs / seconds},
        )


def environment(home: Path = HOME) -> Path | str:
    """Return the peer's Python, making its environment first where there is none; or why there is none.

    Where everything is required (COMMONHOUR_REQUIRE_ALL=1) a peer that cannot be had is an error.
    """
    python, done = home / "bin" / "python", home / "installed"
    if not done.exists() or done.read_bytes() != PINNED.read_bytes():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True, capture_output=True)
        pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1"]
        made = subprocess.run(
            [*pip, "--require-hashes", "-r", PINNED], check=False, capture_output=True, text=True
        )
        if made.returncode:
            if os.environ.get("COMMONHOUR_REQUIRE_ALL") == "1":
                raise RuntimeError(f"the peer `matching` could not be installed:\n{made.stderr}")
            return "the package `matching` could not be installed"
        done.write_bytes(PINNED.read_bytes())
    return python


def _ask(python: Path, problem: CoachingProblem, score: np.ndarray) -> dict:
    """Put the scores to the peer; whoever may have nobody, or takes nobody, is no player."""
    allowed = score >= 0
    allowed[:, [coach.maximum == 0 for coach in problem.coaches]] = False
    asked = {
        "members": {
            str(member): [str(coach) for coach in _best_first(score[member], allowed[member])]
            for member in np.flatnonzero(allowed.any(axis=1)).tolist()
        },
        "coaches": {
            str(coach): [str(member) for member in _best_first(score[:, coach], allowed[:, coach])]
            for coach in np.flatnonzero(allowed.any(axis=0)).tolist()
        },
        "places": {
            str(coach): problem.coaches[coach].maximum
            for coach in np.flatnonzero(allowed.any(axis=0)).tolist()
        },
        "rounds": ROUNDS,
    }
    told = subprocess.run(
        [python, "-W", "ignore", Path(__file__).with_name("stable_peer.py")],
        input=json.dumps(asked),
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def _best_first(score: np.ndarray, allowed: np.ndarray) -> list[int]:
    order = np.argsort(-score, kind="stable")
    return order[allowed[order]].tolist()


def stable(problem: CoachingProblem, score: np.ndarray, coach_of: dict[int, int]) -> bool:
    """Look whether no pair is left who would both rather have each other, or a place that stands empty."""
    has = {coach: [m for m, c in coach_of.items() if c == coach] for coach in range(len(problem.coaches))}
    for member, coach in np.argwhere(score >= 0).tolist():
        now = coach_of.get(member)
        wants = now is None or score[member, coach] > score[member, now]
        empty = len(has[coach]) < problem.coaches[coach].maximum
        if wants and (empty or any(score[other, coach] < score[member, coach] for other in has[coach])):
            return False
    return True
