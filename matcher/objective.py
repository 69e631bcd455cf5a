"""The value of any answer, recomputed from the problem alone: what the orders of DESIGN 6 compare."""

from collections.abc import Sequence

from matcher.problem import CoachingProblem
from matcher.scoring import PairTable
from matcher.solution import BANDS, CoachingObjective

BAND_WIDTH = 100


def coaching_objective(
    *, problem: CoachingProblem, table: PairTable, coach_of: Sequence[int | None]
) -> CoachingObjective:
    """Count who is placed, what the coaches' minima lack, the pairs in each score band, and the sum of scores."""
    loads = [0] * len(problem.coaches)
    bands = [0] * BANDS
    total = 0
    for member, coach in enumerate(coach_of):
        if coach is not None:
            score = int(table.score[member, coach])
            loads[coach] += 1
            bands[min(BANDS - 1, score // BAND_WIDTH)] += 1
            total += score
    return CoachingObjective(
        placed=sum(loads),
        shortfall=sum(
            max(0, coach.minimum - load) for coach, load in zip(problem.coaches, loads, strict=True)
        ),
        bands=tuple(bands),
        total=total,
    )


def coaching_rank(objective: CoachingObjective, *, worst_first: bool) -> tuple[int, ...]:
    """Put an objective in DESIGN 6's order: of two, the better has the larger rank."""
    bands = objective.bands if worst_first else ()
    return (objective.placed, -objective.shortfall, *(-count for count in bands), objective.total)
