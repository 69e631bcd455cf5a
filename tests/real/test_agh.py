from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from matcher.check import check_groups
from matcher.coaching import solver as coaching
from matcher.groups import solver as groups
from matcher.solution import GroupsObjective, GroupsSolution
from tests.matcher.coaching.tables import Table
from tests.real.agh import (
    FOR_ALL,
    ONE_OF_EIGHT,
    ONE_OF_NINE,
    THREE_OF_EIGHT,
    Question,
    as_coaching,
    problem,
    read,
    wishes,
    worths,
)
from tests.real.shares import bound

QUESTIONS = (ONE_OF_NINE, ONE_OF_EIGHT, THREE_OF_EIGHT)

Rankings = tuple[tuple[int, ...], ...]


@pytest.fixture(scope="session")
def rankings(real_data: Path) -> Rankings:
    return read(real_data)


@pytest.fixture(scope="session")
def plans(rankings: Rankings) -> dict[Question, GroupsSolution]:
    return {question: groups.solve(problem(rankings, question)) for question in QUESTIONS}


def seated(plan: GroupsSolution) -> list[tuple[int, int]]:
    """List who sits in which course."""
    return [(student, section.workshop) for section in plan.sections for student in section.members]


def profile(rankings: Rankings, question: Question, plan: GroupsSolution) -> list[int]:
    """Count the wishes met of each rank."""
    wished = wishes(rankings, question)
    met = Counter(wished[student].index(course) for student, course in seated(plan))
    return [met[rank] for rank in range(len(question.courses))]


def test_everybody_ranks_all_nine_courses_and_the_same_one_first(rankings: Rankings) -> None:
    assert len(rankings) == 146
    assert {tuple(sorted(ranked)) for ranked in rankings} == {tuple(range(9))}
    assert {ranked[0] for ranked in rankings} == {FOR_ALL}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_seats_are_the_fewest_that_hold_all_when_shared_out_evenly(
    rankings: Rankings, question: Question
) -> None:
    needed = len(rankings) * question.each
    assert (question.seats - 1) * len(question.courses) < needed <= question.seats * len(question.courses)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_plan_breaks_no_rule(
    rankings: Rankings, plans: dict[Question, GroupsSolution], question: Question
) -> None:
    plan = plans[question]
    assert check_groups(problem=problem(rankings, question), solution=plan) == ()
    assert len(set(seated(plan))) == len(seated(plan))
    assert set(Counter(student for student, _ in seated(plan)).values()) == {question.each}
    assert max(Counter(course for _, course in seated(plan)).values()) <= question.seats


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_plan_is_proven_and_worth_as_much_as_whole_prices_allow(
    rankings: Rankings, plans: dict[Question, GroupsSolution], question: Question
) -> None:
    best = bound(worths(rankings, question), seats=question.seats, each=question.each)
    plan = plans[question]
    assert sum(worths(rankings, question)[student][course] for student, course in seated(plan)) == best
    value = GroupsObjective(served=146, total=best)
    assert (plan.proven, plan.objective, plan.bound, plan.gap) == (True, value, value, 0.0)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (ONE_OF_NINE, Fraction(17, 146)),
        (ONE_OF_EIGHT, Fraction(92, 146)),
        (THREE_OF_EIGHT, Fraction(146, 146)),
    ],
)
def test_so_many_have_their_first_wish(
    rankings: Rankings, plans: dict[Question, GroupsSolution], question: Question, first: Fraction
) -> None:
    assert Fraction(profile(rankings, question, plans[question])[0], len(rankings)) == first


@pytest.mark.parametrize("question", [ONE_OF_NINE, ONE_OF_EIGHT])
def test_courses_taken_for_coaches_are_worth_the_same(
    rankings: Rankings, plans: dict[Question, GroupsSolution], question: Question
) -> None:
    scores = Table(worths(rankings, question))
    found = coaching.solve(as_coaching(rankings, question), scores=scores)
    value = (found.objective.placed, found.objective.total)
    assert (found.proven, *value) == (True, 146, plans[question].objective.total)
