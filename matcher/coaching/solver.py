"""Members to coaches: the proven optimum of DESIGN 6's *Coaching*, as network flows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.check import coaching_conflicts
from matcher.coaching.candidates import Candidates
from matcher.coaching.drawing import Drawing, Kept, order
from matcher.coaching.flows import Flow, cheapest
from matcher.coaching.listed import Priced
from matcher.coaching.networks import Amounts, Cost, Network, merged, narrowed, reduced_costs
from matcher.coaching.proofs import Proof, Step
from matcher.objective import coaching_objective
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores, Scores
from matcher.solution import CoachingSolution, Progress, Report, UnsatisfiableError


def solve(
    problem: CoachingProblem,
    *,
    scores: Scores | None = None,
    seed: int = 0,  # noqa: ARG001 - every solver takes one; this optimum and its ties are the same under any
    report: Report | None = None,
) -> CoachingSolution:
    """Place members with coaches, best by DESIGN 6's order; `scores` saves laying the pairs out again.

    Raises UnsatisfiableError with every contradiction among `must`, `never` and the coaches' maxima.
    """
    scores = scores or PairScores(problem)
    candidates = Candidates(problem, scores)
    return prove(problem, scores=scores, candidates=candidates, report=report).solution


def prove(
    problem: CoachingProblem,
    *,
    scores: Scores,
    candidates: Candidates,
    kept: Kept | None = None,
    costs: Sequence[Cost] | None = None,
    report: Report | None = None,
) -> Proof:
    """Solve, and tell by what the plan is known to be the best: by DESIGN 6's order, or by one that heeds the `kept`.

    Such an order is its `costs` (`drawing.order_of_moves`, `drawing.order_of_staying`). The costs of an order are taken
    as many at a time as one flow holds. Such a flow is made over the pairs listed so far, and is the cheapest of all
    once its prices show that no pair left out could make it cheaper; what it settles stays settled for those after it.

    Raises UnsatisfiableError with every contradiction among `must`, `never` and the coaches' maxima.
    """
    conflicts = coaching_conflicts(problem)
    if conflicts:
        raise UnsatisfiableError(conflicts)
    pairs, guessed = candidates.first()
    drawing = Drawing.of(problem, pairs, kept=kept)
    guess = None if kept else _likely(problem, guessed)
    amount, steps, settled = np.zeros(0, dtype=np.int64), list[Step](), list[Priced]()
    for cost in merged(costs or order(problem), nodes=len(drawing.network.supply)):
        flow, before = (
            cheapest(_left_open(drawing, steps), cost.of_arc[drawing.kind], guess=guess),
            list[Priced](),
        )
        while True:
            now = drawing.priced(cost.of_arc, flow.price)
            more = candidates.left_out(drawing.pairs, now=now, settled=settled, before=before)
            if not len(more.pairs.member):
                break
            near = Flow(amount=drawing.amount_with(flow.amount, more.pairs), price=flow.price)
            drawing = drawing.with_pairs(more.pairs)
            flow = cheapest(_left_open(drawing, steps), cost.of_arc[drawing.kind], near=near)
            before = [*settled, now] if more.all_told else []
        amount = flow.amount
        settled.append(now)
        steps.append(Step(cost=cost, price=flow.price))
        if report:  # how many are placed comes first in the order, so from the first flow on it is proven
            placed = int(amount[: len(drawing.pairs.member)].sum())
            report(Progress(phase="coaching", of="placed", incumbent=placed, bound=placed))
    coach_of = drawing.coach_of(amount)
    objective = coaching_objective(problem=problem, scores=scores, coach_of=coach_of)
    # Whoever comes here is proven: without prices that show a flow to be the cheapest, the flows raise.
    solution = CoachingSolution(coach_of=coach_of, objective=objective, bound=objective, proven=True)
    return Proof(solution=solution, drawing=drawing, amount=amount, steps=tuple(steps))


def nearest(proof: Proof, *, coach_of: Sequence[int | None]) -> Proof:
    """Return, of all plans that are as good, one that moves the fewest members from where these have them.

    The prices that prove one of them prove each.
    """
    drawing = proof.drawing
    ends = len(drawing.pairs.member) + drawing.members  # the arcs of members: to a coach, or to nobody
    moved = np.zeros_like(proof.amount)
    moved[:ends] = 1 - drawing.amount_of(coach_of)[:ends]
    amount = cheapest(_left_open(drawing, proof.steps), moved).amount
    solution = replace(proof.solution, coach_of=drawing.coach_of(amount))
    return replace(proof, solution=solution, amount=amount)


def _left_open(drawing: Drawing, steps: Sequence[Step]) -> Network:
    """Allow only the flows that cost as little by all steps so far."""
    network = drawing.network
    for step in steps:
        cost = step.cost.of_arc[drawing.kind]
        network = narrowed(network, reduced_costs(network, cost=cost, price=step.price))
    return network


def _likely(problem: CoachingProblem, guessed: Priced | None) -> Amounts | None:
    """Return guessed prices of all nodes, where the first flow is of the score and has a place for all."""
    places = sum(coach.maximum for coach in problem.coaches)
    if guessed is None or problem.worst_first or places < len(problem.members):
        return None
    return np.concatenate([guessed.member, guessed.coach, [0]])
