"""Coaching, shared hours of the worst week and all, beside what others offer, on the same people."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from benchmarks import scaling
from benchmarks.measuring import SHARE, Result, measure
from benchmarks.peers import cpsat_total, scipy_total
from benchmarks.people import coaching, with_criteria
from matcher.coaching.candidates import Candidates
from matcher.coaching.prices import Prices
from matcher.coaching.solver import prove, solve
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores

BESIDE_SCIPY = ((40, 12), (500, 100), (2_000, 200), (10_000, 1_000))
BESIDE_CPSAT = ((40, 12), (200, 40), (500, 100))
LARGEST = 100_000, 10_000
MINIMUM = 5
PRICED = 40, 12
ROW = 10_000, 1_000


def results() -> Iterator[Result]:
    """Time the proven optimum, and check that the peers find the same; then what a price takes."""
    for members, coaches in map(_share, BESIDE_SCIPY):
        problem = coaching(members, coaches)
        assert solve(problem).objective.total == scipy_total(problem)
        timed = measure(
            f"coaching {members} x {coaches}, total, proven",
            lambda problem=problem: _prove(problem),
            peer="scipy",
            theirs=lambda problem=problem: scipy_total(problem),
        )
        yield replace(timed, megabytes=scaling.run("ours, total", members, coaches).megabytes)
    for members, coaches in map(_share, BESIDE_CPSAT):
        problem = coaching(members, coaches)
        assert solve(problem).objective.total == cpsat_total(problem)
        yield measure(
            f"coaching {members} x {coaches}, total, proven",
            lambda problem=problem: _prove(problem),
            peer="CP-SAT",
            theirs=lambda problem=problem: cpsat_total(problem),
        )
    for members, coaches in map(_share, BESIDE_SCIPY):
        fair = coaching(members, coaches, worst_first=True, minimum=MINIMUM)
        yield measure(
            f"coaching {members} x {coaches}, worst first, at least {MINIMUM}, proven",
            lambda fair=fair: _prove(fair),
        )
    members, coaches = _share(ROW)
    judged = with_criteria(coaching(members, coaches))
    yield measure(f"coaching {members} x {coaches}, total, two criteria, proven", lambda: solve(judged))
    members, coaches = _share(LARGEST)
    largest = coaching(members, coaches)
    timed = measure(f"coaching {members} x {coaches}, total, proven", lambda: _prove(largest))
    yield replace(timed, megabytes=scaling.run("ours, total", members, coaches).megabytes)
    yield from _prices()


def _prove(problem: CoachingProblem) -> None:
    assert solve(problem).proven


def _prices() -> Iterator[Result]:
    """Time prices from a plan's proof, with nothing else known."""
    for worst_first in (False, True):
        order = "worst first" if worst_first else "total"
        all_of = _prepared(coaching(*PRICED, worst_first=worst_first))
        yield measure(
            f"every price, {PRICED[0]} x {PRICED[1]}, {order}",
            lambda all_of=all_of: all_of().ranks(members=range(PRICED[0])),
        )
        members, coaches = _share(ROW)
        row = _prepared(coaching(members, coaches, worst_first=worst_first))
        yield measure(
            f"one member's prices, {members} x {coaches}, {order}", lambda row=row: row().ranks(members=[1])
        )


def _prepared(problem: CoachingProblem) -> Callable[[], Prices]:
    """Solve once, and return what begins to price anew each time."""
    scores = PairScores(problem)
    candidates = Candidates(problem, scores)
    proof = prove(problem, scores=scores, candidates=candidates)
    return lambda: Prices(problem=problem, scores=scores, candidates=candidates, proof=proof)


def _share(size: tuple[int, int]) -> tuple[int, int]:
    """Return fewer of both where only a share of the work is asked for, and at least 40 and 12."""
    members, coaches = size
    return max(40, round(members * SHARE**0.5)), max(12, round(coaches * SHARE**0.5))
