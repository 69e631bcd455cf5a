"""The checker names every way in which a frontier of workshop groups can be wrong."""

from dataclasses import replace

import pytest

from matcher.check import Violation
from matcher.groups.check import check_groups_frontier
from matcher.groups.moves import GroupsFrontier, GroupsPoint, SectionBefore
from matcher.problem import GroupsProblem
from matcher.solution import GroupsObjective, GroupsSolution, Section
from tests.matcher.groups.cases import everybody, of, start, workshop

# 0..3 wish for the first workshop and come to its second start; 3 cannot come to the first. 4 and 5 lead both.
PROBLEM = GroupsProblem(
    people=6,
    workshops=(
        workshop(
            start(0, of(0, 1, 2, 4, 5)),
            start(300, everybody(6)),
            facilitators=(4, 5),
            size=(1, 3),
            sections=2,
        ),
        workshop(start(900, everybody(6)), facilitators=(4,)),
    ),
    wishes=((0,), (0,), (0, 1), (0,), (), ()),
)
BEFORE = (
    SectionBefore(workshop=0, start=0, facilitator=4, members=(0, 1)),
    SectionBefore(workshop=0, start=0, facilitator=5, members=(2, 3)),
)
FORCED = ((3, 1),)


def plan(*sections: Section, served: int, total: int) -> GroupsSolution:
    worth = GroupsObjective(served=served, total=total)
    return GroupsSolution(sections=sections, objective=worth, bound=worth, gap=0.0, proven=True)


STAYS = GroupsPoint(
    moves=0,
    solution=plan(
        Section(workshop=0, start=0, facilitator=4, members=(0, 1)),
        Section(workshop=0, start=0, facilitator=5, members=(2,)),
        served=3,
        total=3000,
    ),
    continued=(0, 1),
    moved=(),
    retimed=(),
    forced_moved=FORCED,
    forced_retimed=(),
    handed=(),
    forced_handed=(),
    fewest=True,
)
RETIMED = replace(
    STAYS,
    moves=1,
    solution=plan(
        Section(workshop=0, start=0, facilitator=4, members=(0, 1)),
        Section(workshop=0, start=1, facilitator=5, members=(2, 3)),
        served=4,
        total=4000,
    ),
    retimed=(1,),
    forced_moved=(),
)
FRONTIER = GroupsFrontier(forced=FORCED, forced_sections=(), points=(STAYS, RETIMED), complete=True)


def codes(frontier: GroupsFrontier, before: tuple[SectionBefore, ...] = BEFORE) -> list[str]:
    return [violation.code for violation in check_groups_frontier(PROBLEM, before, frontier)]


def with_last(**changes: object) -> GroupsFrontier:
    return replace(FRONTIER, points=(STAYS, replace(RETIMED, **changes)))


def test_a_frontier_that_says_what_is_so_passes() -> None:
    assert check_groups_frontier(PROBLEM, BEFORE, FRONTIER) == ()


def test_what_is_forced_is_what_could_not_stay() -> None:
    assert codes(replace(FRONTIER, forced=())) == ["wrong_forced_seats"]
    assert codes(replace(FRONTIER, forced_sections=(0,))) == ["wrong_forced_sections"]


def test_every_plan_keeps_every_rule() -> None:
    broken = plan(Section(workshop=0, start=0, facilitator=5, members=(2, 3)), served=2, total=2000)
    last = replace(RETIMED, solution=broken, continued=(None, 0), moved=((0, 0), (1, 0)), retimed=(), moves=2)
    found = check_groups_frontier(PROBLEM, BEFORE, replace(FRONTIER, points=(last,)))
    assert found == (Violation(code="not_available", params={"point": 0, "section": 0, "person": 3}),)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"moves": 2}, "wrong_moves"),
        ({"retimed": ()}, "wrong_changes"),
        ({"moved": ((0, 0),)}, "wrong_changes"),
        ({"forced_moved": FORCED}, "wrong_forced_changes"),
        ({"forced_retimed": (0,)}, "wrong_forced_changes"),
        ({"handed": (0,)}, "wrong_handed"),
        ({"forced_handed": (0,)}, "wrong_handed"),
        ({"continued": (0,)}, "wrong_sections"),
        ({"continued": (0, 2)}, "no_such_section"),
        ({"continued": (0, -1)}, "no_such_section"),
    ],
)
def test_what_a_point_says_of_its_changes_is_counted_again(change: dict[str, object], code: str) -> None:
    assert codes(with_last(**change)) == [code]


def test_no_other_telling_of_which_section_is_which_has_fewer_moves() -> None:
    crossed = {
        "continued": (1, 0),
        "moved": ((0, 0), (1, 0), (2, 1)),
        "retimed": (0,),
        "forced_moved": FORCED,
        "handed": (0, 1),
        "moves": 4,
    }
    assert codes(with_last(**crossed)) == ["not_fewest_moves"]


def test_a_section_continues_one_of_its_own_workshop_and_no_other() -> None:
    twice = {
        "continued": (0, 0),
        "moved": ((2, 1),),
        "retimed": (),
        "forced_moved": FORCED,
        "handed": (1,),
    }
    assert codes(with_last(**twice)) == ["continues_several"]
    solution = plan(
        Section(workshop=0, start=0, facilitator=4, members=(0, 1)),
        Section(workshop=1, start=0, facilitator=4, members=(2,)),
        served=3,
        total=2700,
    )
    other = replace(RETIMED, solution=solution, retimed=(), forced_moved=FORCED, forced_handed=(1,), moves=0)
    assert codes(replace(FRONTIER, points=(other,))) == ["continues_another_workshop"]


def test_what_has_begun_keeps_its_start_and_nothing_else_takes_it() -> None:
    begun = tuple(replace(section, begun=True) for section in BEFORE)
    assert codes(FRONTIER, begun) == ["begun_retimed"]
    given_up = {
        "continued": (None, 0),
        "moved": ((0, 0), (1, 0), (2, 1)),
        "retimed": (),
        "forced_moved": FORCED,
        "handed": (1,),
        "moves": 3,
        "solution": plan(
            Section(workshop=0, start=0, facilitator=4, members=(0, 1)),
            Section(workshop=0, start=0, facilitator=5, members=(2,)),
            served=3,
            total=3000,
        ),
    }
    alone = replace(FRONTIER, points=(replace(RETIMED, **given_up),))
    assert codes(alone, begun) == ["begun_start_taken"]
    later = (replace(BEFORE[0], begun=True), replace(BEFORE[1], start=1))
    taken = replace(STAYS, retimed=(1,), moves=1)
    frontier = replace(FRONTIER, forced=(), points=(taken,))
    assert "begun_start_taken" in codes(frontier, later)


def test_more_moves_are_worth_more() -> None:
    assert codes(replace(FRONTIER, points=(RETIMED, STAYS))) == ["moves_not_rising", "objective_not_rising"]
    assert codes(replace(FRONTIER, points=(STAYS, STAYS))) == ["moves_not_rising", "objective_not_rising"]
