"""A plan over the pairs that prices ask for is as good as one over all pairs."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from matcher.check import check_coaching
from matcher.coaching.candidates import Candidates
from matcher.coaching.ceilings import IMPOSSIBLE, Ceilings
from matcher.coaching.listed import Listed, Priced, foremost
from matcher.coaching.solver import prove, solve
from matcher.objective import coaching_objective, coaching_rank
from matcher.problem import SLOTS_PER_WEEK, Coach, CoachingProblem, Member, WeekMasks, Weights
from matcher.scoring import PairScores, every_pair

Hours = Callable[..., WeekMasks]


@pytest.mark.parametrize("seed", range(60))
def test_no_pair_scores_more_than_its_ceiling_and_none_that_may_be_made_is_called_impossible(
    crowd: Callable[..., CoachingProblem], seed: int
) -> None:
    asked = crowd(seed=seed, members=9, coaches=7)
    known = every_pair(asked, PairScores(asked))
    ceiling = Ceilings(asked).of(np.arange(9))
    pinned = [member for member, _ in asked.must]
    free = [member for member in range(9) if member not in pinned]
    assert (ceiling[pinned] == IMPOSSIBLE).all()
    possible = known.allowed[free]
    assert (ceiling[free][possible] >= known.score[free][possible]).all()
    assert (ceiling[free] <= 1000).all()
    some = np.array([5, 2])
    assert (Ceilings(asked).of(np.arange(9), some) == ceiling[:, some]).all()


@pytest.mark.parametrize("seed", range(60))
def test_where_everybody_is_always_there_a_ceiling_is_the_score_but_for_rounding(
    crowd: Callable[..., CoachingProblem], hours: Hours, seed: int
) -> None:
    """Topics, languages and criteria are counted as they are; whoever these forbid is called impossible."""
    drawn = crowd(seed=seed, members=9, coaches=7)
    always = hours((-8, 2 * SLOTS_PER_WEEK + 8), weeks=2)
    members, coaches = (
        tuple(replace(one, weeks=always) for one in people) for people in (drawn.members, drawn.coaches)
    )
    asked = replace(drawn, members=members, coaches=coaches, must=(), never=())
    known, ceiling = every_pair(asked, PairScores(asked)), Ceilings(asked).of(np.arange(9))
    assert ((ceiling == IMPOSSIBLE) == ~known.allowed).all()
    assert (ceiling - known.score)[known.allowed].max(initial=0) <= 2


def test_a_hundred_topics_that_are_all_met_reach_no_higher_than_the_scale(
    member: Callable[..., Member],
    coach: Callable[..., Coach],
    problem: Callable[..., CoachingProblem],
) -> None:
    """Each of them is rounded up to a sixteenth of a point."""
    topics = range(100)
    asked = problem(
        members=[member(topics=topics, languages=[0])], coaches=[coach(topics=topics, languages=[0])]
    )
    assert Ceilings(asked).of(np.array([0])).tolist() == [[1000]]


@pytest.mark.parametrize("seed", range(80))
def test_a_plan_over_listed_pairs_is_as_good_as_one_over_all(
    crowd: Callable[..., CoachingProblem], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """So few are listed to begin with that nearly every plan needs pairs that were left out."""
    monkeypatch.setattr("matcher.coaching.shortlist._FIRST_LOOK", 1)
    monkeypatch.setattr("matcher.coaching.shortlist._SECOND_LOOK", 1)
    monkeypatch.setattr("matcher.coaching.candidates._ADDED", 1 + seed % 3)
    monkeypatch.setattr("matcher.coaching.networks._COST_LIMIT", 2 ** (28 if seed % 2 else 60))
    asked = crowd(seed=seed, members=24 + seed % 9, coaches=6 + seed % 7)
    scores = PairScores(asked)
    listed = prove(asked, scores=scores, candidates=Candidates(asked, scores, list_all=0)).solution
    everything = solve(asked, scores=scores)
    assert check_coaching(problem=asked, solution=listed) == ()
    assert coaching_rank(listed.objective, worst_first=asked.worst_first) == coaching_rank(
        everything.objective, worst_first=asked.worst_first
    )


def test_pairs_are_left_out_to_begin_with_and_come_in_when_prices_ask_for_them(
    crowd: Callable[..., CoachingProblem], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the test above would try nothing."""
    monkeypatch.setattr("matcher.coaching.shortlist._SECOND_LOOK", 1)
    monkeypatch.setattr("matcher.coaching.candidates._MARGIN", -1000)
    asked = crowd(seed=6, members=40, coaches=20)
    candidates = Candidates(asked, PairScores(asked), list_all=0)
    first, _ = candidates.first()
    assert len(first.member) < 60
    nothing = np.zeros(40, dtype=np.int64), np.zeros(20, dtype=np.int64)
    all_tempt = Priced(cost_of=-1 - np.arange(1001), member=nothing[0], coach=nothing[1])
    more = candidates.left_out(first, now=all_tempt)
    assert len(more.pairs.member) > 60
    assert not more.all_told
    known = set(zip(first.member.tolist(), first.coach.tolist(), strict=True))
    assert not known & set(zip(more.pairs.member.tolist(), more.pairs.coach.tolist(), strict=True))


def test_a_pair_that_earlier_costs_rule_out_stays_out_though_its_ceiling_does_not(
    crowd: Callable[..., CoachingProblem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.coaching.candidates._ADDED", 20)
    asked = crowd(seed=6, members=40, coaches=20)
    scores = PairScores(asked)
    known, ceiling = every_pair(asked, scores), Ceilings(asked).of(np.arange(40))
    gap = np.where(known.allowed & (ceiling != IMPOSSIBLE), ceiling - known.score, 0)
    member, coach = np.unravel_index(gap.argmax(), gap.shape)
    nobody = Listed(member=np.zeros(0, int), coach=np.zeros(0, int), score=np.zeros(0, int))
    only = np.full(40, 5000), np.zeros(20, dtype=np.int64)
    only[0][member] = 0
    wanted = Priced(cost_of=-1 - np.arange(1001), member=only[0], coach=only[1])
    ruled_out = Priced(
        cost_of=(np.arange(1001) < ceiling[member, coach]).astype(np.int64),
        member=np.zeros(40, dtype=np.int64),
        coach=np.zeros(20, dtype=np.int64),
    )
    candidates = Candidates(asked, scores, list_all=0)
    assert gap[member, coach] > 0
    assert coach in candidates.left_out(nobody, now=wanted).pairs.coach
    assert coach not in candidates.left_out(nobody, now=wanted, settled=[ruled_out]).pairs.coach


def test_a_thousand_people_who_are_all_alike_are_matched(hours: Hours) -> None:
    """Every pair is worth the same, so every price tempts everybody: those after a member's own number are theirs."""
    always = hours((0, SLOTS_PER_WEEK))
    members, coaches = 1000, 300
    asked = CoachingProblem(
        members=(Member(topics=(0,), languages=frozenset({0}), weeks=always),) * members,
        coaches=(Coach(topics=frozenset({0}), languages=frozenset({0}), weeks=always, minimum=2, maximum=3),)
        * coaches,
        edge=8,
        meeting_minutes=60,
        target_minutes=60,
        weights=Weights(interest=Fraction(6, 10), time=Fraction(3, 10), language=Fraction(1, 10)),
    )
    solution = solve(asked)
    assert (solution.objective.placed, solution.objective.shortfall) == (900, 0)
    assert solution.objective.total == 900_000
    assert solution == solve(asked)


def test_the_least_loss_comes_first_and_of_equals_who_comes_next_after_the_member() -> None:
    member, coach = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 0, 1, 2])
    kept, place = foremost(member, coach, loss=np.array([5, 5, 1, 7, 7, 7]), count=2, coaches=3)
    assert list(zip(member[kept].tolist(), coach[kept].tolist(), place.tolist(), strict=True)) == [
        (0, 2, 0),
        (0, 0, 1),
        (1, 1, 0),
        (1, 2, 1),
    ]


def test_the_least_score_below_a_cost_is_where_the_cost_falls_under_it() -> None:
    priced = Priced(
        cost_of=np.where(np.arange(1001) < 300, 7, 2), member=np.zeros(1, int), coach=np.zeros(1, int)
    )
    assert priced.score_below(np.array([2, 3, 7, 8])).tolist() == [1001, 300, 300, 0]
    one = Listed(member=np.array([0]), coach=np.array([0]), score=np.array([300]))
    assert priced.reduced(one).tolist() == [2]


def test_the_objective_is_recomputed_from_scores(crowd: Callable[..., CoachingProblem]) -> None:
    asked = crowd(seed=11, members=20, coaches=8)
    scores = PairScores(asked)
    solution = prove(asked, scores=scores, candidates=Candidates(asked, scores, list_all=0)).solution
    assert solution.objective == coaching_objective(problem=asked, scores=scores, coach_of=solution.coach_of)
