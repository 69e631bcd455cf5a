"""Members to coaches: the proven optimum of DESIGN 6's *Coaching*, as one network flow."""

import numpy as np
from numpy.typing import NDArray

from matcher.check import coaching_conflicts
from matcher.flows import Cost, Network, lexicographic_flows
from matcher.objective import BAND_WIDTH, coaching_objective
from matcher.problem import CoachingProblem
from matcher.scoring import SCORE_SCALE, PairTable, score_pairs
from matcher.solution import BANDS, CoachingSolution, Progress, Report, UnsatisfiableError


def solve(
    problem: CoachingProblem,
    *,
    table: PairTable | None = None,
    seed: int = 0,  # noqa: ARG001 - every solver takes one; this optimum and its ties are the same under any
    report: Report | None = None,
) -> CoachingSolution:
    """Place members with coaches, best by DESIGN 6's order; `table` saves scoring the pairs again.

    Raises UnsatisfiableError with every contradiction among `must`, `never` and the coaches' maxima.
    """
    conflicts = coaching_conflicts(problem)
    if conflicts:
        raise UnsatisfiableError(conflicts)
    table = table or score_pairs(problem)
    pairs = _pairs(problem, table)
    coach_of: tuple[int | None, ...] = ()
    for flow in lexicographic_flows(_network(problem, table, pairs)):
        coach_of = _coaches(pairs, flow, members=len(problem.members))
        if report:  # how many are placed comes first in the order, so from the first flow on it is proven
            placed = sum(coach is not None for coach in coach_of)
            report(Progress(phase="coaching", incumbent=placed, bound=placed))
    objective = coaching_objective(problem=problem, table=table, coach_of=coach_of)
    # Whoever comes here is proven: without prices that show a flow to be the cheapest, the flows raise.
    return CoachingSolution(coach_of=coach_of, objective=objective, bound=objective, proven=True)


def _pairs(problem: CoachingProblem, table: PairTable) -> NDArray[np.intp]:
    """List the (member, coach) rows that may be made: what is allowed, and `must` whatever its hours."""
    possible = table.allowed.copy()
    for member, coach in problem.must:
        possible[member, coach] = True
    return np.argwhere(possible)


def _network(problem: CoachingProblem, table: PairTable, pairs: NDArray[np.intp]) -> Network:
    """Draw each member as a unit that flows to one coach and on to the sink, or straight to it, unplaced.

    Arcs: the pairs; member to sink; coach to sink for the first `minimum` members; the same for the rest.
    """
    members, coaches = len(problem.members), len(problem.coaches)
    member, coach = np.arange(members), members + np.arange(coaches)
    sink = members + coaches
    minimum = np.array([one.minimum for one in problem.coaches], dtype=np.int64)
    maximum = np.array([one.maximum for one in problem.coaches], dtype=np.int64)
    must = np.zeros(table.allowed.shape, dtype=np.int64)
    for pinned, to in problem.must:
        must[pinned, to] = 1
    score = table.score[pairs[:, 0], pairs[:, 1]]
    rest = members + 2 * coaches
    return Network(
        supply=np.array([1] * members + [0] * coaches + [-members], dtype=np.int64),
        tails=np.concatenate([pairs[:, 0], member, coach, coach]).astype(np.int32),
        heads=np.concatenate([members + pairs[:, 1], np.full(rest, sink)]).astype(np.int32),
        lower=np.concatenate([must[pairs[:, 0], pairs[:, 1]], np.zeros(rest, dtype=np.int64)]),
        upper=np.concatenate(
            [np.ones(len(pairs) + members, dtype=np.int64), minimum, maximum - minimum],
        ),
        costs=_costs(problem, score),
    )


def _costs(problem: CoachingProblem, score: NDArray[np.int64]) -> tuple[Cost, ...]:
    """Put the order of DESIGN 6 as costs: unplaced, minima not filled, the bands from the lowest, the score.

    A simple cycle visits the sink once, by one arc in and one out, and so changes the first two by at most 1.
    It visits each coach once, and there swaps one pair for another, adds one or drops one; so does it with
    each member. A band changes by at most 1 each time, and the score by at most 1000. The highest band needs
    no cost: it is what the others leave of those placed.
    """
    members, coaches = len(problem.members), len(problem.coaches)
    turns = min(members, coaches)

    def cost(*, pairs: NDArray[np.int64] | int = 0, unplaced: int = 0, first: int = 0, swing: int) -> Cost:
        arcs = (
            np.broadcast_to(pairs, score.shape),
            np.full(members, unplaced),
            np.full(coaches, first),
            np.zeros(coaches),
        )
        return Cost(of_arc=np.concatenate(arcs).astype(np.int64), swing=swing)

    band = np.minimum(score // BAND_WIDTH, BANDS - 1)
    bands = range(BANDS - 1) if problem.worst_first else ()
    return (
        cost(unplaced=1, swing=1),
        cost(first=-1, swing=1),
        *(cost(pairs=(band == low).astype(np.int64), swing=turns) for low in bands),
        cost(pairs=-score, swing=SCORE_SCALE * turns),
    )


def _coaches(pairs: NDArray[np.intp], flow: NDArray[np.int64], *, members: int) -> tuple[int | None, ...]:
    """Read each member's coach off the flow on the pairs."""
    coach_of: list[int | None] = [None] * members
    for member, coach in pairs[flow[: len(pairs)] > 0].tolist():
        coach_of[member] = coach
    return tuple(coach_of)
