"""Judges a frontier of pairs against DESIGN 6, *Rebalancing*, with no solver in it; an empty tuple means it holds."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from matcher.check import Violation, check_coaching
from matcher.coaching.moves import CoachingFrontier, forced, keepable, moved
from matcher.objective import coaching_rank
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores, Scores


def check_coaching_frontier(
    problem: CoachingProblem,
    *,
    before: Sequence[int | None],
    frontier: CoachingFrontier,
    scores: Scores | None = None,
) -> tuple[Violation, ...]:
    """Judge every plan of a frontier, and what it says of who moves.

    Each plan keeps the rules; whoever cannot stay is `forced` and whoever could and does not has `moved`, `moves` of
    them; more moves from point to point, and each plan better than the one before it. `before` is as it was asked with.
    """
    return tuple(_violations(problem, before, frontier, scores or PairScores(problem)))


def _violations(
    problem: CoachingProblem, before: Sequence[int | None], frontier: CoachingFrontier, scores: Scores
) -> Iterator[Violation]:
    kept = keepable(problem, scores, before=before)
    if frontier.forced != forced(kept, before=before):
        yield Violation(code="wrong_forced")
    for nth, point in enumerate(frontier.points):
        yield from check_coaching(problem=problem, solution=point.solution, scores=scores)
        if point.moved != moved(kept, coach_of=point.solution.coach_of):
            yield Violation(code="wrong_moved", params={"point": nth})
        if point.moves != len(point.moved):
            yield Violation(code="wrong_count", params={"point": nth})
    ranks = [
        (point.moves, coaching_rank(point.solution.objective, worst_first=problem.worst_first))
        for point in frontier.points
    ]
    for nth, ((fewer, worse), (more, better)) in enumerate(pairwise(ranks), start=1):
        if more <= fewer:
            yield Violation(code="no_more_moves", params={"point": nth})
        if better <= worse:
            yield Violation(code="no_better", params={"point": nth})
