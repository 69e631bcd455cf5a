"""Workshop groups are as good as DESIGN 6 asks, which CP-SAT confirms by another formulation on small cases."""

from random import Random

import pytest

from matcher.check import check_groups
from matcher.groups import solver as groups
from matcher.problem import GroupsProblem, Interval
from matcher.solution import GroupsObjective, GroupsSolution, Progress, Section
from tests.matcher.groups.cases import WEEK, by_intervals, dense, drawn, everybody, of, start, workshop


@pytest.mark.parametrize("seed", range(80))
def test_groups_are_worth_what_another_formulation_finds(seed: int) -> None:
    problem = drawn(Random(seed))  # noqa: S311 - cases to repeat, not secrets
    solution = groups.solve(problem)
    assert check_groups(problem=problem, solution=solution) == ()
    assert solution.proven
    expected = by_intervals(problem)
    if problem.served_first:
        assert solution.objective == expected
    else:
        assert solution.objective.total == expected.total


def sections_of(problem: GroupsProblem) -> tuple[Section, ...]:
    solution = groups.solve(problem)
    assert check_groups(problem=problem, solution=solution) == ()
    assert solution.proven
    return solution.sections


def test_one_more_served_comes_before_dearer_wishes_unless_only_worth_counts() -> None:
    # One seat each; members 0 and 1 wish 0 first, and only if one of them takes 1 can it be held for member 2.
    problem = GroupsProblem(
        people=5,
        workshops=(
            workshop(start(0, everybody(5)), facilitators=(3,), size=(1, 2)),
            workshop(start(0, everybody(5)), facilitators=(4,), size=(2, 2)),
        ),
        wishes=((0, 1), (0,), (1,), (), ()),
    )
    assert sections_of(problem) == (
        Section(workshop=0, start=0, facilitator=3, members=(1,)),
        Section(workshop=1, start=0, facilitator=4, members=(0, 2)),
    )
    only_worth = GroupsProblem(
        people=5,
        workshops=(problem.workshops[0], workshop(start(0, everybody(5)), facilitators=(4,), size=(3, 3))),
        wishes=((0, 1), (0, 1), (1,), (), ()),
        served_first=False,
    )
    assert groups.solve(only_worth).objective == GroupsObjective(served=3, total=700 + 700 + 1000)


def test_a_workshop_that_too_few_can_come_to_is_not_held() -> None:
    problem = GroupsProblem(
        people=4,
        workshops=(workshop(start(0, of(0, 1, 3)), start(300, of(1, 2, 3)), facilitators=(3,), size=(3, 9)),),
        wishes=((0,), (0,), (0,), ()),
    )
    assert groups.solve(problem) == GroupsSolution(
        sections=(),
        objective=GroupsObjective(served=0, total=0),
        bound=GroupsObjective(served=0, total=0),
        gap=0.0,
        proven=True,
    )


def test_two_sections_may_start_together_under_two_facilitators_and_share_the_members_evenly() -> None:
    problem = GroupsProblem(
        people=7,
        workshops=(workshop(start(0, everybody(7)), facilitators=(6, 5), size=(2, 3), sections=2),),
        wishes=((0,), (0,), (0,), (0,), (0,), (), ()),
    )
    assert sections_of(problem) == (
        Section(workshop=0, start=0, facilitator=5, members=(0, 1)),
        Section(workshop=0, start=0, facilitator=6, members=(2, 3, 4)),
    )


def test_one_facilitator_leads_two_sections_only_one_after_the_other() -> None:
    def held(second: int) -> int:
        return len(
            sections_of(
                GroupsProblem(
                    people=3,
                    workshops=(
                        workshop(
                            start(0, everybody(3)),
                            start(second, everybody(3)),
                            facilitators=(2,),
                            size=(1, 1),
                            sections=2,
                        ),
                    ),
                    wishes=((0,), (0,), ()),
                )
            )
        )

    assert (held(59), held(60)) == (1, 2)


def test_a_facilitator_has_no_seat_in_their_own_section_but_may_have_one_in_another_at_another_time() -> None:
    alone = GroupsProblem(
        people=2,
        workshops=(workshop(start(0, everybody(2)), facilitators=(0,), size=(1, 2)),),
        wishes=((0,), (0,)),
    )
    assert sections_of(alone) == (Section(workshop=0, start=0, facilitator=0, members=(1,)),)
    twice = GroupsProblem(
        people=2,
        workshops=(
            workshop(
                start(0, everybody(2)), start(60, everybody(2)), facilitators=(0, 1), size=(1, 2), sections=2
            ),
        ),
        wishes=((0,), (0,)),
    )
    assert {(section.facilitator, section.members) for section in sections_of(twice)} == {
        (0, (1,)),
        (1, (0,)),
    }


def test_leading_does_not_count_as_one_of_a_members_workshops() -> None:
    problem = GroupsProblem(
        people=2,
        workshops=(
            workshop(start(0, everybody(2)), facilitators=(0,)),
            workshop(start(60, everybody(2)), facilitators=(1,)),
        ),
        wishes=((1,), (0,)),
    )
    assert len(sections_of(problem)) == 2


@pytest.mark.parametrize(("minute", "seats"), [(59, 1), (60, 2)])
def test_a_member_of_two_workshops_is_never_in_both_at_once_even_in_a_later_week(
    minute: int, seats: int
) -> None:
    problem = GroupsProblem(
        people=2,
        workshops=(
            workshop(start(0, everybody(2), meetings=2), facilitators=(1,)),
            workshop(start(WEEK + minute, everybody(2)), facilitators=(1,)),
        ),
        wishes=((0, 1), ()),
        per_member=2,
    )
    assert len(sections_of(problem)) == seats


def test_nothing_is_put_against_the_whole_groups_sessions() -> None:
    problem = GroupsProblem(
        people=2,
        workshops=(workshop(start(0, everybody(2), meetings=2), start(30, everybody(2)), facilitators=(1,)),),
        wishes=((0,), ()),
        busy=(Interval(begin=WEEK + 30, end=WEEK + 45),),
    )
    assert sections_of(problem) == (Section(workshop=0, start=1, facilitator=1, members=(0,)),)


def test_without_workshops_or_wishes_there_is_nothing_to_hold() -> None:
    assert sections_of(GroupsProblem(people=0, workshops=(), wishes=())) == ()
    unwished = workshop(start(0, everybody(1)), facilitators=(0,))
    assert sections_of(GroupsProblem(people=1, workshops=(unwished,), wishes=((),))) == ()


def test_the_same_problem_and_seed_give_the_same_sections() -> None:
    problem = dense(seed=1)
    assert groups.solve(problem, seed=3) == groups.solve(problem, seed=3)


@pytest.mark.parametrize("served_first", [True, False])
def test_a_search_that_meets_its_limit_says_so_with_a_bound_and_gap_that_hold(
    monkeypatch: pytest.MonkeyPatch, *, served_first: bool
) -> None:
    problem = dense(seed=2, served_first=served_first)
    proven = groups.solve(problem)
    assert proven.proven
    monkeypatch.setattr(groups, "EFFORT", 0)
    monkeypatch.setattr(groups, "ROUNDS", 0)
    stopped = groups.solve(problem)
    assert not stopped.proven
    assert check_groups(problem=problem, solution=stopped) == ()
    assert 0 < stopped.gap <= 1
    if served_first:
        assert stopped.bound.served >= proven.objective.served >= stopped.objective.served
    else:
        assert stopped.bound.total >= proven.objective.total >= stopped.objective.total


def test_progress_is_told_with_the_value_and_bound() -> None:
    told: list[Progress] = []
    problem = GroupsProblem(
        people=2, workshops=(workshop(start(0, 3), facilitators=(1,)),), wishes=((0,), ())
    )
    groups.solve(problem, report=told.append)
    assert told == [
        Progress(phase="groups", of="served", incumbent=1, bound=1),
        Progress(phase="groups", of="total", incumbent=1000, bound=1000),
    ]
