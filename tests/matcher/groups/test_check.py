"""The checker names every way in which workshop groups can be wrong."""

from dataclasses import replace

import pytest

from matcher.check import Violation, check_groups
from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from matcher.solution import GroupsObjective, GroupsSolution, Section

EVERYBODY = 0b111111


def start(*minutes: int, available: int = EVERYBODY) -> WorkshopStart:
    return WorkshopStart(
        meetings=tuple(Interval(begin=minute, end=minute + 60) for minute in minutes), available=available
    )


# People 0..3 are members, 4 and 5 facilitate; 3 facilitates as well.
PROBLEM = GroupsProblem(
    people=6,
    workshops=(
        Workshop(
            minimum=1,
            maximum=2,
            sections=2,
            facilitators=(5, 4),
            starts=(start(0, 10_000), start(60, 10_060), start(500, available=EVERYBODY & ~1)),
        ),
        Workshop(minimum=2, maximum=3, sections=1, facilitators=(3, 4), starts=(start(120), start(10_059))),
    ),
    wishes=((0, 1), (1, 0), (1,), (0,), (), ()),
    per_member=2,
    busy=(Interval(begin=540, end=545),),
)
SECTIONS = (
    Section(workshop=0, start=0, facilitator=4, members=(0,)),
    Section(workshop=0, start=0, facilitator=5, members=(3,)),
    Section(workshop=1, start=0, facilitator=3, members=(0, 1, 2)),
)
OBJECTIVE = GroupsObjective(served=4, total=1000 + 1000 + 700 + 1000 + 1000)
SOLUTION = GroupsSolution(sections=SECTIONS, objective=OBJECTIVE, bound=OBJECTIVE, gap=0.0, proven=True)
STATED = {"wrong_objective"}


def violations(*sections: Section, problem: GroupsProblem = PROBLEM) -> tuple[Violation, ...]:
    """Judge these sections, leaving aside that their worth is not what the solution states."""
    found = check_groups(problem=problem, solution=replace(SOLUTION, sections=sections))
    return tuple(violation for violation in found if violation.code not in STATED)


def test_sections_that_keep_every_rule_pass() -> None:
    assert check_groups(problem=PROBLEM, solution=SOLUTION) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"workshop": 2},
        {"workshop": -1},
        {"start": 3},
        {"start": -1},
        {"facilitator": 6},
        {"members": (0, -1)},
    ],
)
def test_a_section_is_of_things_that_exist(change: dict[str, int]) -> None:
    assert violations(replace(SECTIONS[0], **change)) == (
        Violation(code="no_such_section", params={"section": 0}),
    )


def test_only_its_facilitators_lead_a_workshop() -> None:
    assert violations(replace(SECTIONS[0], facilitator=3)) == (
        Violation(code="not_its_facilitator", params={"section": 0, "person": 3}),
    )


@pytest.mark.parametrize("members", [(), (0, 1, 3)])
def test_a_section_is_neither_too_small_nor_too_large(members: tuple[int, ...]) -> None:
    size = {"section": 0, "size": len(members), "minimum": 1, "maximum": 2}
    assert violations(replace(SECTIONS[0], members=members)) == (Violation(code="wrong_size", params=size),)


def test_a_section_is_free_of_the_whole_groups_sessions_and_all_can_be_there() -> None:
    assert violations(replace(SECTIONS[0], start=2)) == (
        Violation(code="against_session", params={"section": 0}),
        Violation(code="not_available", params={"section": 0, "person": 0}),
    )


def test_the_facilitator_can_be_there_too() -> None:
    sick = replace(PROBLEM.workshops[1], starts=(start(120, available=EVERYBODY & ~(1 << 3)),))
    problem = replace(PROBLEM, workshops=(PROBLEM.workshops[0], sick))
    assert violations(SECTIONS[2], problem=problem) == (
        Violation(code="not_available", params={"section": 0, "person": 3}),
    )


def test_nobody_has_a_seat_they_did_not_wish_for() -> None:
    assert violations(replace(SECTIONS[0], members=(2,))) == (
        Violation(code="not_wished", params={"section": 0, "person": 2}),
    )


def test_a_workshop_has_no_more_sections_than_it_may() -> None:
    second = replace(SECTIONS[2], start=1, facilitator=4, members=(1, 2))
    first = replace(SECTIONS[2], members=(0, 1))
    found = violations(first, second)
    assert found[0] == Violation(
        code="too_many_sections", params={"workshop": 1, "sections": 2, "allowed": 1}
    )
    assert found[1:] == (Violation(code="seated_twice", params={"person": 1, "workshop": 1}),)


def test_a_member_is_in_no_more_workshops_than_allowed() -> None:
    assert violations(*SECTIONS, problem=replace(PROBLEM, per_member=1)) == (
        Violation(code="too_many_workshops", params={"person": 0, "workshops": 2, "allowed": 1}),
    )


def test_a_member_is_not_in_two_places_even_when_only_later_meetings_overlap() -> None:
    later = replace(SECTIONS[2], start=1, facilitator=4)
    assert violations(replace(SECTIONS[0], start=0, facilitator=5), later) == (
        Violation(code="in_two_places", params={"person": 0, "section": 0, "other": 1}),
    )


def test_nobody_leads_two_sections_at_once_or_attends_what_they_lead() -> None:
    assert violations(SECTIONS[0], replace(SECTIONS[1], facilitator=4)) == (
        Violation(code="in_two_places", params={"person": 4, "section": 0, "other": 1}),
    )
    wishing = replace(PROBLEM, wishes=(*PROBLEM.wishes[:4], (0,), ()))
    assert violations(replace(SECTIONS[0], members=(0, 4)), problem=wishing) == (
        Violation(code="in_two_places", params={"person": 4, "section": 0, "other": 0}),
    )


def test_one_section_after_another_is_no_overlap() -> None:
    assert violations(SECTIONS[0], replace(SECTIONS[1], start=1, facilitator=4)) == ()


def test_sections_and_members_stand_in_order() -> None:
    assert violations(SECTIONS[1], SECTIONS[0]) == (Violation(code="sections_out_of_order"),)
    assert violations(replace(SECTIONS[2], members=(0, 2, 1))) == (
        Violation(code="members_out_of_order", params={"section": 0}),
    )


def test_the_stated_objective_is_recomputed() -> None:
    wrong = replace(OBJECTIVE, total=OBJECTIVE.total - 1)
    assert check_groups(problem=PROBLEM, solution=replace(SOLUTION, objective=wrong, bound=wrong)) == (
        Violation(code="wrong_objective"),
    )


def test_proven_means_that_the_bound_meets_the_value_and_no_gap_is_left() -> None:
    higher = replace(OBJECTIVE, total=OBJECTIVE.total + 1)

    def judged(**change: object) -> tuple[Violation, ...]:
        return check_groups(problem=PROBLEM, solution=replace(SOLUTION, **change))

    assert judged(proven=False) == (Violation(code="wrong_proof"),)
    assert judged(gap=0.1) == (Violation(code="wrong_proof"),)
    assert judged(bound=higher) == (Violation(code="wrong_proof"),)
    assert judged(bound=higher, proven=False, gap=0.1) == ()


def test_no_value_is_better_than_its_bound_in_the_order_that_was_asked_for() -> None:
    fewer = GroupsObjective(served=3, total=9000)
    solution = replace(SOLUTION, bound=fewer, proven=False, gap=0.1)
    assert check_groups(problem=PROBLEM, solution=solution) == (Violation(code="bound_passed"),)
    assert check_groups(problem=replace(PROBLEM, served_first=False), solution=solution) == ()


def test_whoever_must_have_a_seat_needs_no_wish_and_no_hours_but_must_have_it() -> None:
    sick = replace(PROBLEM.workshops[0], starts=(start(0, 10_000, available=EVERYBODY & ~(1 << 2)),))
    problem = replace(PROBLEM, workshops=(sick, PROBLEM.workshops[1]), must=((2, 0),))
    assert violations(replace(SECTIONS[0], members=(2,)), problem=problem) == ()
    assert violations(replace(SECTIONS[0], members=(1,)), problem=problem) == (
        Violation(code="must_not_seated", params={"person": 2, "workshop": 0}),
    )


def test_whoever_must_never_have_a_seat_has_none() -> None:
    assert violations(SECTIONS[2], problem=replace(PROBLEM, never=((1, 1), (1, 0)))) == (
        Violation(code="never_seat", params={"person": 1, "workshop": 1}),
    )


def test_whoever_is_alone_with_their_language_is_counted_and_comes_before_the_total_or_after() -> None:
    # 0 and 1 prefer what the other speaks; 2 prefers what nobody else does; 3, by themselves, gave no language.
    languages = ((0, 1), (1, 0), (2,), (), (2,), (2,))
    problem = replace(PROBLEM, languages=languages)
    value = replace(OBJECTIVE, alone=2)  # member 0 in the first section, member 2 in the third
    solution = replace(SOLUTION, objective=value, bound=value)
    assert check_groups(problem=problem, solution=solution) == ()
    fewer = replace(value, alone=1)
    assert check_groups(problem=problem, solution=replace(solution, objective=fewer, bound=fewer)) == (
        Violation(code="wrong_objective"),
    )
    richer = replace(value, alone=3, total=OBJECTIVE.total + 1)
    passed = replace(solution, bound=richer, proven=False, gap=0.1)
    assert check_groups(problem=problem, solution=passed) == (Violation(code="bound_passed"),)
    assert check_groups(problem=replace(problem, served_first=False), solution=passed) == ()
