"""Small random problems, each against every assignment there is: the optimum, every price, every shortage.

COMMONHOUR_ORACLE_EXAMPLES makes for so many times as many (`make fuzz`: 2,000).
"""

import os
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from matcher.coaching.candidates import Candidates
from matcher.coaching.prices import Prices
from matcher.coaching.shortage import Shortages
from matcher.coaching.solver import nearest, prove
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores, Scores
from tests.matcher.coaching import certificate
from tests.matcher.coaching.obstacles import obstacles
from tests.matcher.coaching.tables import Table

COUNT = 200 * int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))
AT_ONCE = 20

Draws = Callable[..., tuple[CoachingProblem, Table]]
Rank = tuple[int, ...]
Assignment = tuple[int | None, ...]


@pytest.mark.parametrize("begin", range(0, COUNT, AT_ONCE))
def test_the_optimum_every_price_and_every_shortage_are_those_of_all_assignments(
    random_problem: Draws, begin: int
) -> None:
    for seed in range(begin, begin + AT_ONCE):
        asked, table = random_problem(seed=5000 + seed, members=2 + seed % 4, coaches=2 + seed % 2)
        verify(asked, table, scores=table)


@pytest.mark.parametrize("begin", range(0, COUNT // 2, AT_ONCE))
def test_so_they_are_where_hours_topics_and_criteria_make_the_scores(
    crowd: Callable[..., CoachingProblem], begin: int
) -> None:
    for seed in range(begin, begin + AT_ONCE):
        asked = crowd(seed=7000 + seed, members=2 + seed % 4, coaches=2 + seed % 2)
        verify(asked, written_down(asked), scores=PairScores(asked))


def written_down(asked: CoachingProblem) -> Table:
    """Score every pair as the judge of certificates does."""
    judge = certificate.Scores(asked)
    rows = [judge.row(member) for member in range(len(asked.members))]
    table = Table([score.tolist() for _, score in rows], allowed=[allowed.tolist() for allowed, _ in rows])
    for pair in asked.never:
        table.allowed[pair] = False
    return table


def verify(asked: CoachingProblem, table: Table, *, scores: Scores) -> None:
    """The plan, every price and every shortage that come of `scores` are those of all assignments of the table."""
    candidates = Candidates(asked, scores)
    proof = prove(asked, scores=scores, candidates=candidates)
    best = best_rank(asked, table)
    coach_of = proof.solution.coach_of
    assert best is not None
    assert rank(asked, table, coach_of) == best
    best_ones = [one for one in assignments(asked, table, forced=None) if rank(asked, table, one) == best]
    for wanted in (coach_of[::-1], (None,) * len(coach_of), *best_ones[:2]):
        found = nearest(proof, coach_of=wanted).solution.coach_of
        assert found in best_ones
        assert moved(found, wanted) == min(moved(one, wanted) for one in best_ones)
    prices = Prices(problem=asked, scores=scores, candidates=candidates, proof=proof)
    for member, row in enumerate(prices.ranks(members=range(len(asked.members)))):
        for coach, price in enumerate(row):
            forced = best_rank(asked, table, forced=(member, coach))
            assert price == (forced and tuple(a - b for a, b in zip(best, forced, strict=True)))
    for member in [one for one, coach in enumerate(coach_of) if coach is None]:
        verify_shortage(asked, table, coach_of=coach_of, member=member)


def moved(one: Assignment, other: Assignment) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def rank(asked: CoachingProblem, table: Table, coach_of: Assignment) -> Rank:
    """Rank an assignment in DESIGN 6's order: of two, the better has the larger rank."""
    scores = [int(table.score[member, coach]) for member, coach in enumerate(coach_of) if coach is not None]
    short = sum(max(0, one.minimum - coach_of.count(coach)) for coach, one in enumerate(asked.coaches))
    bands = [sum(min(9, score // 100) == band for score in scores) for band in range(10)]
    return (len(scores), -short, *(-count for count in bands if asked.worst_first), sum(scores))


def best_rank(asked: CoachingProblem, table: Table, *, forced: tuple[int, int] | None = None) -> Rank | None:
    """Rank the best assignment, or the best that has a pair; None where there is none."""
    return max((rank(asked, table, one) for one in assignments(asked, table, forced=forced)), default=None)


def assignments(
    asked: CoachingProblem, table: Table, *, forced: tuple[int, int] | None
) -> Iterator[Assignment]:
    """Yield every assignment that keeps pairs, pins and maxima; a forced pair whatever the table says of it."""
    pins = dict(asked.must)
    coaches = range(len(asked.coaches))
    choices: list[list[int | None]] = [
        [pins[member]]
        if member in pins
        else [None, *(coach for coach in coaches if table.allowed[member, coach])]
        for member in range(len(asked.members))
    ]
    if forced:
        member, coach = forced
        if forced in asked.never or pins.get(member, coach) != coach:
            return
        choices[member] = [coach]
    for one in product(*choices):
        if all(one.count(coach) <= asked.coaches[coach].maximum for coach in coaches):
            yield one


def verify_shortage(asked: CoachingProblem, table: Table, *, coach_of: Assignment, member: int) -> None:
    """All cannot be placed with what is in the way, and can without any one part of it."""
    found = Shortages(problem=asked, scores=table, coach_of=coach_of).of(member)
    assert found is not None
    placed = [one for one, coach in enumerate(coach_of) if coach is not None or one == member]
    in_the_way = set(obstacles(asked, found))
    assert not any(kind == "ban" and table.allowed[one, coach] for kind, one, coach in in_the_way)
    assert not can_be_placed(asked, placed, in_the_way)
    for part in in_the_way:
        assert can_be_placed(asked, placed, in_the_way - {part})


def can_be_placed(asked: CoachingProblem, placed: list[int], in_the_way: set[tuple[str, int, int]]) -> bool:
    """Try every assignment of these members that keeps what is in the way, and nothing else."""
    coaches = range(len(asked.coaches))
    pins = {member: coach for kind, member, coach in in_the_way if kind == "pin"}
    maximum = {coach: places for kind, coach, places in in_the_way if kind == "maximum"}
    choices = [
        [
            coach
            for coach in coaches
            if ("ban", member, coach) not in in_the_way and pins.get(member, coach) == coach
        ]
        for member in placed
    ]
    return any(all(one.count(coach) <= most for coach, most in maximum.items()) for one in product(*choices))
