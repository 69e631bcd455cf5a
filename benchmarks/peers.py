"""What others offer for the same task, on the same people: the best total score, every coach within their maximum."""

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import linear_sum_assignment

from matcher.problem import CoachingProblem
from matcher.scoring import PairScores

ROWS = 500


def matrix(problem: CoachingProblem) -> NDArray[np.int64]:
    """Score every pair; -1 where it may not be made."""
    scores, coaches = PairScores(problem), np.arange(len(problem.coaches))
    rows: list[NDArray[np.int64]] = []
    for begin in range(0, len(problem.members), ROWS):
        members = np.arange(begin, min(begin + ROWS, len(problem.members)))
        known = scores.of(members[:, np.newaxis], coaches)
        rows.append(np.where(known.allowed, known.score, -1))
    return np.concatenate(rows)


def scipy_total(problem: CoachingProblem) -> int:
    """Assign by `linear_sum_assignment`, every place of a coach a column; whoever is left out scores nothing."""
    score = matrix(problem)
    worth = np.where(score >= 0, score + 1001 * len(problem.members), 0).astype(np.float64)
    places = np.repeat(np.arange(len(problem.coaches)), [coach.maximum for coach in problem.coaches])
    rows, columns = linear_sum_assignment(worth[:, places], maximize=True)
    chosen = score[rows, places[columns]]
    return int(chosen[chosen >= 0].sum())


def cpsat_total(problem: CoachingProblem, *, seconds: float = 60) -> int | None:
    """Assign by a plain CP-SAT model, a variable a pair; None where it is not proven in time."""
    score = matrix(problem)
    model = cp_model.CpModel()
    pairs = {(m, c): model.new_bool_var("") for m, c in np.argwhere(score >= 0).tolist()}
    of_member: list[list[cp_model.IntVar]] = [[] for _ in problem.members]
    of_coach: list[list[cp_model.IntVar]] = [[] for _ in problem.coaches]
    for (member, coach), pair in pairs.items():
        of_member[member].append(pair)
        of_coach[coach].append(pair)
    for some in of_member:
        model.add_at_most_one(some)
    for coach, some in zip(problem.coaches, of_coach, strict=True):
        model.add(sum(some) <= coach.maximum)
    unplaced = 1001 * len(problem.members)
    model.maximize(sum((int(score[at]) + unplaced) * pair for at, pair in pairs.items()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return sum(int(score[at]) for at, pair in pairs.items() if solver.value(pair))


def networkx_total(problem: CoachingProblem) -> int:
    """Assign by networkx's min-cost flow, an arc a pair."""
    score = matrix(problem)
    members = len(score)
    graph = nx.DiGraph()
    graph.add_node("sink", demand=members)
    for member in range(members):
        graph.add_node(("m", member), demand=-1)
        graph.add_edge(("m", member), "sink", capacity=1, weight=1001 * members)
    for coach, one in enumerate(problem.coaches):
        graph.add_edge(("c", coach), "sink", capacity=one.maximum, weight=0)
    for member, coach in np.argwhere(score >= 0).tolist():
        graph.add_edge(("m", member), ("c", coach), capacity=1, weight=-int(score[member, coach]))
    flow = nx.min_cost_flow(graph)
    return sum(
        int(score[member, coach])
        for member in range(members)
        for (kind, coach), sent in ((to, sent) for to, sent in flow["m", member].items() if to != "sink")
        if kind == "c" and sent
    )
