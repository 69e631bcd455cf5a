"""The order of a draft made midway, most placed and then fewest moved, against every assignment there is.

COMMONHOUR_ORACLE_EXAMPLES makes for so many times as many (`make fuzz`: 10,000).
"""

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.coaching.candidates import LIST_ALL, Candidates
from matcher.coaching.drawing import Kept, order_of_staying
from matcher.coaching.moves import keepable, moved
from matcher.coaching.prices import Prices
from matcher.coaching.proofs import Proof, restored
from matcher.coaching.solver import prove
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores, Scores
from tests.matcher.coaching.all_frontiers import Before, could_stay
from tests.matcher.coaching.tables import Table
from tests.matcher.coaching.test_prices import moved_plan
from tests.matcher.coaching.test_small_frontiers import many
from tests.matcher.coaching.test_small_instances import Assignment, Rank, assignments, rank, written_down

Draws = Callable[..., tuple[CoachingProblem, Table]]
Crowds = Callable[..., CoachingProblem]
SEEDS = st.integers(0, 10**6)


@many(200)
@given(seed=SEEDS, members=st.integers(2, 5), coaches=st.integers(2, 3), data=st.data())
def test_the_plan_and_every_price_move_no_more_than_they_must(
    random_problem: Draws, seed: int, members: int, coaches: int, data: st.DataObject
) -> None:
    asked, table = random_problem(seed=seed, members=members, coaches=coaches)
    verify(asked, table, scores=table, before=drawn_before(data, members=members, coaches=coaches))


@many(100)
@given(seed=SEEDS, members=st.integers(2, 5), coaches=st.integers(2, 3), data=st.data())
def test_so_they_do_where_few_pairs_are_listed_to_begin_with(
    crowd: Crowds, seed: int, members: int, coaches: int, data: st.DataObject
) -> None:
    asked = crowd(seed=seed, members=members, coaches=coaches)
    before = drawn_before(data, members=members, coaches=coaches)
    verify(asked, written_down(asked), scores=PairScores(asked), before=before, list_all=0)


def drawn_before(data: st.DataObject, *, members: int, coaches: int) -> Before:
    return data.draw(st.tuples(*[st.none() | st.integers(0, coaches - 1)] * members))


def verify(
    asked: CoachingProblem, table: Table, *, scores: Scores, before: Before, list_all: int = LIST_ALL
) -> None:
    """The plan is the best of all assignments by this order, and every price is of the best with the pair."""
    coach = keepable(asked, scores, before=before)
    kept = Kept(coach=coach, spared=np.zeros(len(before), dtype=bool))
    candidates = Candidates(asked, scores, kept=coach, list_all=list_all)
    proof = prove(asked, scores=scores, candidates=candidates, kept=kept, costs=order_of_staying(asked))
    best = best_rank(asked, table, before=before)
    assert best is not None
    assert staying_rank(asked, table, proof.solution.coach_of, before=before) == best
    assert best[1] == -len(moved(coach, coach_of=proof.solution.coach_of))
    prices = Prices(problem=asked, scores=scores, candidates=candidates, proof=proof, staying=True)
    for member in range(len(asked.members)):
        for coach_ in range(len(asked.coaches)):
            price = prices.price(member=member, coach=coach_)
            forced = best_rank(asked, table, before=before, forced=(member, coach_))
            assert (price is None) == (forced is None)
            if price is None or forced is None:
                continue
            assert price.rank == without_moves([a - b for a, b in zip(best, forced, strict=True)])
            plan = moved_plan(proof.solution, price, member=member, coach=coach_)
            assert staying_rank(asked, table, plan, before=before) == forced
    if list_all:
        assert again(asked, proof, scores=scores, candidates=candidates, kept=kept) == [
            prices.ranks(members=[member]) for member in range(len(asked.members))
        ]


def again(
    asked: CoachingProblem, proof: Proof, *, scores: Scores, candidates: Candidates, kept: Kept
) -> list[object]:
    """Price by what is kept of the proof alone."""
    opened = restored(
        problem=asked,
        scores=scores,
        candidates=candidates,
        coach_of=proof.solution.coach_of,
        prices=proof.prices,
        kept=kept,
        costs=order_of_staying(asked),
    )
    prices = Prices(problem=asked, scores=scores, candidates=candidates, proof=opened, staying=True)
    return [prices.ranks(members=[member]) for member in range(len(asked.members))]


def best_rank(
    asked: CoachingProblem, table: Table, *, before: Before, forced: tuple[int, int] | None = None
) -> Rank | None:
    every = assignments(asked, table, forced=forced)
    return max((staying_rank(asked, table, one, before=before) for one in every), default=None)


def staying_rank(asked: CoachingProblem, table: Table, one: Assignment, *, before: Before) -> Rank:
    """Rank an assignment: who is placed, then the fewest who leave a coach they could stay with, then the rest."""
    staying = could_stay(asked, table, before)
    moves = sum(staying[member] and coach != before[member] for member, coach in enumerate(one))
    placed, *others = rank(asked, table, one)
    return (placed, -moves, *others)


def without_moves(rank: Sequence[int]) -> Rank:
    placed, _, *others = rank
    return (placed, *others)
