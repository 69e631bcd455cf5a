"""The proof of a plan of 10,000 x 1,000, read over all pairs by a judge that shares nothing with the solver."""

import time
from collections.abc import Iterator

from benchmarks.measuring import Line, shared
from benchmarks.people import coaching, with_criteria
from matcher.coaching.candidates import Candidates
from matcher.coaching.solver import prove
from matcher.scoring import PairScores
from tests.matcher.coaching.certificate import faults, stated

MEMBERS, COACHES = shared(10_000), shared(1_000)
MINIMUM = 5


def results() -> Iterator[Line]:
    """Prove once by each order, and with criteria; say how many faults the judge finds, and how long it takes him."""
    total = coaching(MEMBERS, COACHES)
    fair = coaching(MEMBERS, COACHES, worst_first=True, minimum=MINIMUM)
    for order, problem in (
        ("total", total),
        (f"worst first, at least {MINIMUM}", fair),
        ("total, two criteria", with_criteria(total)),
    ):
        scores = PairScores(problem)
        proof = prove(problem, scores=scores, candidates=Candidates(problem, scores, list_all=0))
        begun = time.perf_counter()
        found = list(faults(problem, coach_of=proof.solution.coach_of, steps=stated(proof)))
        seconds = time.perf_counter() - begun
        yield Line(
            work=f"certificate of {MEMBERS} x {COACHES}, {order}: {len(found)} faults",
            figures=f"in {len(proof.steps)} steps, {MEMBERS * COACHES} pairs read in {seconds:.0f} s",
            measures={"seconds": seconds, "faults": len(found)},
        )
        assert not found, found[:3]
