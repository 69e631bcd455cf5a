"""The price of every "why not" is what a solve with that pair forced gives up, to the last point."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matcher.check import coaching_conflicts
from matcher.coaching.candidates import LIST_ALL, Candidates
from matcher.coaching.prices import Move, Price, Prices
from matcher.coaching.solver import prove, solve
from matcher.objective import coaching_objective, coaching_rank
from matcher.problem import Coach, CoachingProblem, Member
from matcher.scoring import PairScores, Scores
from matcher.solution import CoachingSolution
from tests.matcher.coaching.tables import Table

Draws = Callable[..., tuple[CoachingProblem, Table]]


def test_a_price_names_what_is_lost_and_who_would_move(
    member: Callable[..., Member], coach: Callable[..., Coach], problem: Callable[..., CoachingProblem]
) -> None:
    """Each has their best coach; if the first takes the second's, they change places: 900 for 1000, and 150 for 950."""
    table = Table([[1000, 900], [150, 950]])
    asked = problem(members=[member()] * 2, coaches=[coach()] * 2)
    best = solve(asked, scores=table)
    prices = priced(asked, table)
    assert best.coach_of == (0, 1)
    assert prices.price(member=0, coach=1) == Price(
        rank=(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, -1, 900), moves=(Move(member=1, origin=1, to=0),)
    )
    assert prices.price(member=0, coach=0) == Price(rank=(0,) * 13, moves=())


@pytest.mark.parametrize("seed", range(60))
def test_every_price_is_what_a_solve_with_the_pair_forced_gives_up(random_problem: Draws, seed: int) -> None:
    asked, table = random_problem(seed=seed, members=2 + seed % 7, coaches=2 + seed % 4)
    best = solve(asked, scores=table)
    prices = priced(asked, table)
    for member in range(len(asked.members)):
        for coach in range(len(asked.coaches)):
            forced = replace(asked, must=(*asked.must, (member, coach)))
            price = prices.price(member=member, coach=coach)
            if coaching_conflicts(forced):
                assert price is None
                continue
            assert price is not None
            second = solve(forced, scores=table)
            assert price.rank == difference(asked, best, second)
            moved = moved_plan(best, price, member=member, coach=coach)
            value = coaching_objective(problem=asked, scores=table, coach_of=moved)
            assert value == second.objective or not asked.worst_first
            assert coaching_rank(value, worst_first=asked.worst_first) == coaching_rank(
                second.objective, worst_first=asked.worst_first
            )


@pytest.mark.parametrize("seed", range(20))
def test_prices_over_listed_pairs_are_those_over_all(
    crowd: Callable[..., CoachingProblem], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """A way may need pairs that the plan did not; and where costs take several flows, its parts come from each."""
    monkeypatch.setattr("matcher.coaching.shortlist._SECOND_LOOK", 1)
    monkeypatch.setattr("matcher.coaching.networks._COST_LIMIT", 2 ** (26 if seed % 2 else 60))
    asked = crowd(seed=seed, members=22, coaches=8)
    scores = PairScores(asked)
    few, everything = priced(asked, scores, list_all=0), priced(asked, scores)
    assert few.ranks(members=range(22)) == everything.ranks(members=range(22))


def priced(asked: CoachingProblem, scores: Scores, *, list_all: int = LIST_ALL) -> Prices:
    candidates = Candidates(asked, scores, list_all=list_all)
    proof = prove(asked, scores=scores, candidates=candidates)
    return Prices(problem=asked, scores=scores, candidates=candidates, proof=proof)


def difference(asked: CoachingProblem, best: CoachingSolution, second: CoachingSolution) -> tuple[int, ...]:
    first, other = (coaching_rank(one.objective, worst_first=asked.worst_first) for one in (best, second))
    return tuple(a - b for a, b in zip(first, other, strict=True))


def moved_plan(best: CoachingSolution, price: Price, *, member: int, coach: int) -> tuple[int | None, ...]:
    plan = list(best.coach_of)
    plan[member] = coach
    for move in price.moves:
        assert move.member != member
        assert best.coach_of[move.member] == move.origin
        plan[move.member] = move.to
    return tuple(plan)
