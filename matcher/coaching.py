"""Members to coaches: the proven optimum of DESIGN 6's *Coaching*, as network flows."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.candidates import Candidates
from matcher.check import coaching_conflicts
from matcher.flows import Cost, Flow, Network, cheapest, merged, narrowed, reduced_costs
from matcher.listed import Listed, Priced, joined
from matcher.objective import BAND_WIDTH, coaching_objective
from matcher.problem import CoachingProblem
from matcher.scoring import SCORE_SCALE, PairScores, Scores
from matcher.solution import BANDS, CoachingSolution, Progress, Report, UnsatisfiableError

# The kinds of arcs, each with its own cost: a pair of every score, and these.
_UNPLACED = SCORE_SCALE + 1  # member to sink
_FILLING = SCORE_SCALE + 2  # coach to sink, for the first `minimum` members
_BEYOND = SCORE_SCALE + 3  # coach to sink, for the rest
_KINDS = SCORE_SCALE + 4


def solve(
    problem: CoachingProblem,
    *,
    scores: Scores | None = None,
    candidates: Candidates | None = None,
    seed: int = 0,  # noqa: ARG001 - every solver takes one; this optimum and its ties are the same under any
    report: Report | None = None,
) -> CoachingSolution:
    """Place members with coaches, best by DESIGN 6's order; `scores` saves laying the pairs out again.

    The costs of the order are taken as many at a time as one flow holds. Such a flow is made over the pairs listed so
    far, and is the cheapest of all once its prices show that no pair left out could make it cheaper; what it settles
    stays settled for those after it.

    Raises UnsatisfiableError with every contradiction among `must`, `never` and the coaches' maxima.
    """
    conflicts = coaching_conflicts(problem)
    if conflicts:
        raise UnsatisfiableError(conflicts)
    scores = scores or PairScores(problem)
    candidates = candidates or Candidates(problem, scores)
    pairs, guessed = candidates.first()
    guess = _likely(problem, guessed)
    network, settled = _network(problem, pairs), list[Priced]()
    coach_of: tuple[int | None, ...] = ()
    for cost in merged(_order(problem), nodes=len(network.supply)):
        flow = cheapest(network, cost[_kinds(problem, pairs)], guess=guess)
        before = None
        while True:
            now = _priced(problem, cost=cost, price=flow.price)
            more = candidates.left_out(pairs, now=now, settled=settled, before=before)
            if not len(more.pairs.member):
                break
            network, near = _with_pairs(problem, network, flow, pairs, more.pairs)
            pairs = joined(pairs, more.pairs)
            flow = cheapest(network, cost[_kinds(problem, pairs)], near=near)
            before = now if more.all_told else None
        settled.append(now)
        network = narrowed(
            network, reduced_costs(network, cost=cost[_kinds(problem, pairs)], price=flow.price)
        )
        coach_of = _coaches(pairs, flow.amount, members=len(problem.members))
        if report:  # how many are placed comes first in the order, so from the first flow on it is proven
            placed = sum(coach is not None for coach in coach_of)
            report(Progress(phase="coaching", incumbent=placed, bound=placed))
    objective = coaching_objective(problem=problem, scores=scores, coach_of=coach_of)
    # Whoever comes here is proven: without prices that show a flow to be the cheapest, the flows raise.
    return CoachingSolution(coach_of=coach_of, objective=objective, bound=objective, proven=True)


def _order(problem: CoachingProblem) -> tuple[Cost, ...]:
    """Put the order of DESIGN 6 as costs: unplaced, minima not filled, the bands from the lowest, the score.

    A pair counts in its own band and in all above, so that what it costs falls as its score rises; to have the fewest
    pairs up to each band, band by band, is the same order. A simple cycle visits the sink once, by one arc in and one
    out, and so changes the first two by at most 1. It visits each coach once, and there swaps one pair for another,
    adds one or drops one; so does it with each member. A band changes by at most 1 each time, and the score by at
    most 1000. The highest band needs no cost: it is what the others leave of those placed.
    """
    turns = min(len(problem.members), len(problem.coaches))
    score = np.arange(SCORE_SCALE + 1)

    def cost(*, pair: NDArray[np.int64] | int = 0, unplaced: int = 0, filling: int = 0, swing: int) -> Cost:
        of_kind = np.zeros(_KINDS, dtype=np.int64)
        of_kind[score], of_kind[_UNPLACED], of_kind[_FILLING] = pair, unplaced, filling
        return Cost(of_arc=of_kind, swing=swing)

    bands = range(1, BANDS) if problem.worst_first else ()
    return (
        cost(unplaced=1, swing=1),
        cost(filling=-1, swing=1),
        *(cost(pair=(score < BAND_WIDTH * above).astype(np.int64), swing=turns) for above in bands),
        cost(pair=-score, swing=SCORE_SCALE * turns),
    )


def _network(problem: CoachingProblem, pairs: Listed) -> Network:
    """Draw each member as a unit that flows to one coach and on to the sink, or straight to it, unplaced.

    Arcs: the pairs; member to sink; coach to sink for the first `minimum` members; the same for the rest.
    """
    members, coaches = len(problem.members), len(problem.coaches)
    member, coach = np.arange(members), members + np.arange(coaches)
    minimum = np.array([one.minimum for one in problem.coaches], dtype=np.int64)
    maximum = np.array([one.maximum for one in problem.coaches], dtype=np.int64)
    must = dict(problem.must)
    pinned = [
        must.get(one) == to for one, to in zip(pairs.member.tolist(), pairs.coach.tolist(), strict=True)
    ]
    rest = members + 2 * coaches
    return Network(
        supply=np.array([1] * members + [0] * coaches + [-members], dtype=np.int64),
        tails=np.concatenate([pairs.member, member, coach, coach]).astype(np.int32),
        heads=np.concatenate([members + pairs.coach, np.full(rest, members + coaches)]).astype(np.int32),
        lower=np.concatenate([np.array(pinned, dtype=np.int64), np.zeros(rest, dtype=np.int64)]),
        upper=np.concatenate(
            [np.ones(len(pairs.member) + members, dtype=np.int64), minimum, maximum - minimum]
        ),
    )


def _with_pairs(
    problem: CoachingProblem, network: Network, flow: Flow, pairs: Listed, more: Listed
) -> tuple[Network, Flow]:
    """Put more pairs, with no flow on them, after those that the network has."""
    at, none = len(pairs.member), np.zeros(len(more.member), dtype=np.int64)
    wider = replace(
        network,
        tails=np.insert(network.tails, at, more.member.astype(np.int32)),
        heads=np.insert(network.heads, at, (len(problem.members) + more.coach).astype(np.int32)),
        lower=np.insert(network.lower, at, none),
        upper=np.insert(network.upper, at, none + 1),
    )
    return wider, replace(flow, amount=np.insert(flow.amount, at, none))


def _kinds(problem: CoachingProblem, pairs: Listed) -> NDArray[np.intp]:
    """Name the kind of each arc of the network."""
    rest = (
        (_UNPLACED, len(problem.members)),
        (_FILLING, len(problem.coaches)),
        (_BEYOND, len(problem.coaches)),
    )
    return np.concatenate([pairs.score, *(np.full(count, kind) for kind, count in rest)])


def _likely(problem: CoachingProblem, guessed: Priced | None) -> NDArray[np.int64] | None:
    """Return guessed prices of all nodes, where the first flow is of the score and has a place for all."""
    places = sum(coach.maximum for coach in problem.coaches)
    if guessed is None or problem.worst_first or places < len(problem.members):
        return None
    return np.concatenate([guessed.member, guessed.coach, [0]])


def _priced(problem: CoachingProblem, *, cost: NDArray[np.int64], price: NDArray[np.int64]) -> Priced:
    members, coaches = len(problem.members), len(problem.coaches)
    return Priced(
        cost_of=cost[: SCORE_SCALE + 1], member=price[:members], coach=price[members : members + coaches]
    )


def _coaches(pairs: Listed, flow: NDArray[np.int64], *, members: int) -> tuple[int | None, ...]:
    """Read each member's coach off the flow on the pairs."""
    coach_of: list[int | None] = [None] * members
    made = pairs.only(flow[: len(pairs.member)] > 0)
    for member, coach in zip(made.member.tolist(), made.coach.tolist(), strict=True):
        coach_of[member] = coach
    return tuple(coach_of)
