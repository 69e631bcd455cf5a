"""Judges a frontier of rebalancing coaches against DESIGN 6 with no solver in it; no violations means it holds."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from matcher.check import Violation, check_coaching
from matcher.coaching.moves import CoachingFrontier, CoachingPoint, forced, keepable, moved
from matcher.objective import coaching_rank
from matcher.problem import CoachingProblem
from matcher.scoring import Indices, PairScores


def check_coaching_frontier(
    *, problem: CoachingProblem, before: Sequence[int | None], frontier: CoachingFrontier
) -> tuple[Violation, ...]:
    """Judge every plan of a frontier, and what it says of who loses the coach they had.

    There is a plan; each keeps the rules (`check_coaching`, and then `point` says which); it is told who cannot stay,
    and of each plan who moves and how many; each plan has more moves than the one before it, and betters it.
    """
    if not frontier.points:
        return (Violation(code="no_points"),)
    kept = keepable(problem, PairScores(problem), before=before)
    if frontier.forced != forced(kept, before=before):
        return (Violation(code="wrong_forced"),)
    return (
        *(
            one
            for index, point in enumerate(frontier.points)
            for one in _point_violations(problem, kept, index, point)
        ),
        *_order_violations(problem, frontier.points),
    )


def _point_violations(
    problem: CoachingProblem, kept: Indices, index: int, point: CoachingPoint
) -> Iterator[Violation]:
    wrong = check_coaching(problem=problem, solution=point.solution)
    yield from (Violation(code=one.code, params={"point": index} | dict(one.params)) for one in wrong)
    if len(point.solution.coach_of) == len(kept) and point.moved != moved(
        kept, coach_of=point.solution.coach_of
    ):
        yield Violation(code="wrong_moved", params={"point": index})
    if point.moves != len(point.moved):
        params = {"point": index, "moves": point.moves, "moved": len(point.moved)}
        yield Violation(code="wrong_moves", params=params)


def _order_violations(problem: CoachingProblem, points: Sequence[CoachingPoint]) -> Iterator[Violation]:
    for index, (one, other) in enumerate(pairwise(points), 1):
        earlier, later = (
            coaching_rank(point.solution.objective, worst_first=problem.worst_first) for point in (one, other)
        )
        if other.moves <= one.moves:
            yield Violation(code="no_more_moves", params={"point": index})
        if later <= earlier:
            yield Violation(code="no_better", params={"point": index})
