"""What a frontier counts as a move or a retime, what is forced, and where it ends: one case for each rule."""

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest

from matcher.groups import frontier as frontiers
from matcher.groups.check import check_groups_frontier
from matcher.groups.continuing import assigned
from matcher.groups.frontier import frontier
from matcher.groups.moves import GroupsFrontier, SectionBefore
from matcher.groups.programme import Decided, decided
from matcher.groups.solver import solve
from matcher.groups.tasks import Aim, Task
from matcher.problem import GroupsProblem, Interval
from matcher.solution import GroupsObjective, Progress, Section, UnkeepablePinsError
from tests.matcher.groups.cases import dense, everybody, of, start, workshop

# 0..2 wish for the only workshop; 3 and 4 can lead it. At its second start all three can come.
EVENINGS = GroupsProblem(
    people=5,
    workshops=(workshop(start(0, of(0, 1, 3, 4)), start(300, everybody(5)), facilitators=(3, 4)),),
    wishes=((0,), (0,), (0,), (), ()),
)
FIRST = SectionBefore(workshop=0, start=0, facilitator=3, members=(0, 1))
ALL_AT_SECOND = Section(workshop=0, start=1, facilitator=3, members=(0, 1, 2))


def found(
    problem: GroupsProblem,
    *before: SectionBefore,
    moved_before: tuple[int, ...] = (),
    most: int | None = None,
) -> GroupsFrontier:
    answer = frontier(problem, before, moved_before=moved_before, most=most)
    assert check_groups_frontier(problem, before, answer) == ()
    assert all(point.proven for point in answer.points)
    return answer


def values(answer: GroupsFrontier) -> list[tuple[int, int]]:
    return [(point.moves, point.solution.objective.served) for point in answer.points]


def unavailable(problem: GroupsProblem, person: int, *, starts: tuple[int, ...]) -> GroupsProblem:
    (offer,) = problem.workshops
    now = tuple(
        replace(one, available=one.available & ~(1 << person)) if index in starts else one
        for index, one in enumerate(offer.starts)
    )
    return replace(problem, workshops=(replace(offer, starts=now),))


def test_a_section_that_is_retimed_is_one_retime_for_all_its_members() -> None:
    answer = found(EVENINGS, FIRST)
    assert values(answer) == [(0, 2), (1, 3)]
    assert answer.complete
    stays, retimed = answer.points
    assert (stays.moved, stays.retimed, stays.continued) == ((), (), (0,))
    assert (retimed.moved, retimed.retimed, retimed.continued) == ((), (0,), (0,))
    assert [(one.start, one.members) for one in retimed.solution.sections] == [(1, (0, 1, 2))]


def test_a_new_leader_counts_nothing() -> None:
    (offer,) = EVENINGS.workshops
    problem = replace(unavailable(EVENINGS, 3, starts=(0, 1)), workshops=(replace(offer, facilitators=(4,)),))
    for before in (FIRST, replace(FIRST, facilitator=None)):
        point = found(problem, before).points[0]
        assert point.solution.sections == (Section(workshop=0, start=0, facilitator=4, members=(0, 1)),)
        assert (point.moves, point.continued) == (0, (0,))


@pytest.mark.parametrize(("leads", "starts"), [(3, (0, 1)), (4, (0, 1)), (3, (1,)), (4, (1,))])
def test_whoever_leads_goes_on_where_they_can_and_whoever_cannot_is_no_choice(
    leads: int, starts: tuple[int, ...]
) -> None:
    problem = unavailable(EVENINGS, 7 - leads, starts=tuple({0, 1} - set(starts)))
    answer = found(problem, replace(FIRST, facilitator=leads))
    assert [point.solution.sections[0].facilitator for point in answer.points] == [leads, leads]
    assert [(point.handed, point.forced_handed) for point in answer.points] == [((), ()), ((), ())]
    away = found(unavailable(problem, leads, starts=(0,)), replace(FIRST, facilitator=leads))
    assert (away.points[-1].solution.sections[0].start, away.points[-1].handed) == (1, ())


def test_a_group_that_cannot_keep_its_hours_keeps_its_members_and_whoever_leads_it() -> None:
    # Both groups must go to later hours, where either could lead either, and all come to either.
    offer = workshop(
        *(start(minute, everybody(6)) for minute in (0, 300, 600)),
        facilitators=(4, 5),
        size=(2, 2),
        sections=2,
    )
    problem = GroupsProblem(people=6, workshops=(offer,), wishes=((0,),) * 4 + ((), ()))
    for sits in ((0, 1, 2, 3), (0, 2, 1, 3), (3, 0, 2, 1)):
        for leads in ((4, 5), (5, 4)):
            before = tuple(
                SectionBefore(
                    workshop=0,
                    start=None,
                    facilitator=leads[nth],
                    members=tuple(sorted(sits[2 * nth : 2 * nth + 2])),
                )
                for nth in (0, 1)
            )
            (point,) = found(problem, *before).points
            now = [point.solution.sections[after or 0] for after in point.continued]
            assert [(one.facilitator, one.members) for one in now] == [
                (one.facilitator, one.members) for one in before
            ]
            assert (point.moves, point.handed, point.forced_moved) == (0, (), ())


def test_another_facilitator_is_taken_where_it_buys_something() -> None:
    # 3, who leads, would rather sit in the other workshop, which meets meanwhile.
    problem = GroupsProblem(
        people=5,
        workshops=(
            workshop(start(0, everybody(5)), facilitators=(3, 4)),
            workshop(start(0, everybody(5)), facilitators=(2,)),
        ),
        wishes=((0,), (0,), (), (1,), ()),
    )
    answer = found(problem, FIRST)
    assert [(point.moves, point.solution.objective.served, point.handed) for point in answer.points] == [
        (0, 3, (0,))
    ]


def test_ranks_go_on_from_what_members_have_had_and_so_does_who_is_served() -> None:
    # 0 has had the first wish, 1 a seat that was none; each may be in one more.
    problem = replace(EVENINGS, per_member=2, had=((1,), (0,), (), (), ()))
    (offer,) = problem.workshops
    two = replace(problem, workshops=(replace(offer, maximum=2),))
    (point,) = found(replace(two, wishes=((0,), (0,), (), (), ())), FIRST).points
    assert point.solution.objective == GroupsObjective(served=2, total=1000 + 700 + 1000)
    answer = found(two, FIRST)
    assert [(point.moves, point.solution.objective) for point in answer.points] == [
        (0, GroupsObjective(served=2, total=2700)),
        (2, GroupsObjective(served=3, total=3000)),
    ]
    assert [(point.moved, point.retimed) for point in answer.points] == [((), ()), (((0, 0),), (0,))]


def test_whoever_has_had_as_many_as_they_may_cannot_keep_a_seat() -> None:
    answer = found(replace(EVENINGS, had=((1,), (), (), (), ())), FIRST)
    assert answer.forced == ((0, 0),)
    assert [(point.moves, point.solution.objective) for point in answer.points] == [
        (0, GroupsObjective(served=2, total=2000)),
        (1, GroupsObjective(served=3, total=3000)),
    ]


def test_a_section_that_has_begun_is_never_retimed_but_may_be_given_up() -> None:
    answer = found(EVENINGS, replace(FIRST, begun=True))
    assert values(answer) == [(0, 2), (2, 3)]
    given_up = answer.points[-1]
    assert (given_up.continued, given_up.moved, given_up.retimed) == ((None,), ((0, 0), (1, 0)), ())


def test_nothing_else_is_held_at_a_start_that_has_begun() -> None:
    # Four wish; all can come to the first start only, where two sections would seat them.
    offer = workshop(start(0, everybody(6)), facilitators=(4, 5), size=(1, 2), sections=2)
    problem = GroupsProblem(people=6, workshops=(offer,), wishes=((0,), (0,), (0,), (0,), (), ()))
    before = SectionBefore(workshop=0, start=0, facilitator=4, members=(0, 1))
    assert values(found(problem, before)) == [(0, 4)]
    begun = found(problem, replace(before, begun=True))
    assert values(begun) == [(0, 2)]
    assert begun.complete
    with pytest.raises(ValueError, match="has begun for one section and not another"):
        frontier(problem, (replace(before, begun=True), before))


def test_a_section_cannot_be_retimed_to_a_start_that_has_begun() -> None:
    # Whoever sits at the second start could all come to the first, but those there have begun.
    offer = workshop(
        start(0, everybody(6)), start(300, of(2, 4, 5)), facilitators=(4, 5), size=(1, 3), sections=2
    )
    problem = GroupsProblem(people=6, workshops=(offer,), wishes=((0,), (0,), (0,), (0,), (), ()))
    begun = SectionBefore(workshop=0, start=0, facilitator=4, members=(0, 1), begun=True)
    later = SectionBefore(workshop=0, start=1, facilitator=5, members=(2,))
    answer = found(problem, begun, later)
    assert values(answer) == [(0, 4)]
    assert [(one.start, one.members) for one in answer.points[0].solution.sections] == [
        (0, (0, 1, 3)),
        (1, (2,)),
    ]


@pytest.mark.parametrize(
    "problem",
    [
        unavailable(EVENINGS, 1, starts=(0, 1)),
        replace(EVENINGS, never=((1, 0),)),
        replace(EVENINGS, wishes=((0,), (), (0,), (), ())),
        replace(
            EVENINGS,
            workshops=(*EVENINGS.workshops, workshop(start(900, everybody(5)), facilitators=(4,))),
            must=((1, 1),),
        ),
    ],
    ids=["cannot come", "never", "wishes for it no more", "must be elsewhere"],
)
def test_a_seat_that_cannot_stay_is_forced_and_not_counted(problem: GroupsProblem) -> None:
    answer = found(problem, FIRST)
    assert answer.forced == ((1, 0),)
    assert (answer.points[0].moves, answer.points[0].forced_moved) == (0, ((1, 0),))


def test_a_seat_that_must_be_could_stay_whatever_wishes_and_hours_say() -> None:
    problem = replace(
        unavailable(EVENINGS, 1, starts=(0, 1)), wishes=((0,), (), (0,), (), ()), must=((1, 0),)
    )
    answer = found(problem, FIRST)
    assert answer.forced == ()
    assert values(answer) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("problem", "before"),
    [
        (EVENINGS, replace(FIRST, start=None)),
        (replace(EVENINGS, busy=(Interval(begin=50, end=55),)), FIRST),
        (unavailable(unavailable(EVENINGS, 3, starts=(0,)), 4, starts=(0,)), FIRST),
    ],
    ids=["not offered", "against a session", "nobody can lead"],
)
def test_a_section_that_cannot_keep_its_start_is_retimed_for_nothing_and_all_its_seats_are_forced(
    problem: GroupsProblem, before: SectionBefore
) -> None:
    answer = found(problem, before)
    assert answer.forced == ((0, 0), (1, 0))
    assert answer.forced_sections == (0,)
    (point,) = answer.points
    assert point.solution.sections == (ALL_AT_SECOND,)
    assert (point.moves, point.continued, point.forced_retimed, point.forced_moved) == (0, (0,), (0,), ())


def test_sections_that_start_together_are_told_apart() -> None:
    # Two pairs at one hour; of each one speaks what one of the other speaks, and all are alone as they sit.
    offer = workshop(start(0, everybody(6)), facilitators=(4, 5), size=(2, 2), sections=2)
    problem = GroupsProblem(
        people=6,
        workshops=(offer,),
        wishes=((0,), (0,), (0,), (0,), (), ()),
        languages=((0,), (1,), (0,), (1,), (), ()),
    )
    before = (
        SectionBefore(workshop=0, start=0, facilitator=4, members=(0, 1)),
        SectionBefore(workshop=0, start=0, facilitator=5, members=(2, 3)),
    )
    answer = found(problem, *before)
    assert [(point.moves, point.solution.objective.alone) for point in answer.points] == [(0, 4), (2, 0)]
    indifferent = found(replace(problem, languages=None), *before)
    (point,) = indifferent.points
    assert [one.members for one in point.solution.sections] == [(0, 1), (2, 3)]
    swapped = found(
        replace(problem, languages=None),
        *(replace(one, facilitator=9 - (one.facilitator or 0)) for one in before),
    )
    assert swapped.points[0].moves == 0


def test_members_of_two_sections_that_become_one_are_moved_but_for_those_of_one() -> None:
    offer = workshop(start(0, everybody(5)), facilitators=(3, 4), size=(1, 3), sections=1)
    problem = replace(EVENINGS, workshops=(offer,))
    before = (FIRST, SectionBefore(workshop=0, start=0, facilitator=4, members=(2,)))
    answer = found(problem, *before)
    (point,) = answer.points
    assert (point.moves, point.moved, point.continued) == (1, ((2, 1),), (0, None))


def test_of_plans_equal_in_value_and_moves_those_moved_before_stay() -> None:
    # Three sit where only two may now: whoever goes, two are served.
    offer = workshop(start(0, everybody(5)), facilitators=(3, 4), size=(1, 2))
    problem = replace(EVENINGS, workshops=(offer,))
    before = replace(FIRST, members=(0, 1, 2))
    for moves in ((0, 1), (1, 2), (0, 2)):
        (point,) = found(problem, before, moved_before=moves).points
        assert {person for person, _ in point.moved} == {0, 1, 2} - set(moves)
    (point,) = found(problem, before, moved_before=(0, 1, 2)).points
    assert point.moves == 1


def test_an_old_start_stays_offered_though_another_suits_more() -> None:
    assert [one.start for one in solve(EVENINGS).sections] == [1]
    assert [one.start for one in found(EVENINGS, FIRST).points[0].solution.sections] == [0]


def test_points_with_more_moves_than_are_wanted_are_left_out() -> None:
    answer = found(EVENINGS, FIRST, most=0)
    assert values(answer) == [(0, 2)]
    assert not answer.complete


def test_another_start_is_not_left_out_for_one_that_has_begun() -> None:
    # The first start suits all and meets meanwhile, but it has begun: whoever is new can only be seated at the second.
    offer = workshop(
        start(0, everybody(5)), start(30, of(2, 3, 4)), facilitators=(3, 4), size=(1, 2), sections=2
    )
    problem = replace(EVENINGS, workshops=(offer,))
    answer = found(problem, replace(FIRST, begun=True))
    assert values(answer) == [(0, 3)]


def test_as_few_moves_as_are_possible_come_first_though_more_than_are_wanted() -> None:
    offer = workshop(start(0, everybody(5)), facilitators=(3, 4), size=(1, 2))
    answer = found(replace(EVENINGS, workshops=(offer,)), replace(FIRST, members=(0, 1, 2)), most=0)
    assert [point.moves for point in answer.points] == [1]


def test_pins_that_cannot_be_kept_beside_what_has_begun_are_named() -> None:
    offer = workshop(start(0, everybody(6)), facilitators=(4, 5), size=(1, 2), sections=2)
    problem = GroupsProblem(
        people=6, workshops=(offer,), wishes=((0,),) * 4 + ((), ()), must=((0, 0), (1, 0), (2, 0))
    )
    before = SectionBefore(workshop=0, start=0, facilitator=4, members=(0, 1), begun=True)
    with pytest.raises(UnkeepablePinsError) as caught:
        frontier(problem, (before,))
    assert [(one.must, one.minimal) for one in caught.value.conflicts] == [(problem.must, False)]


@pytest.mark.parametrize(
    "wrong",
    [replace(FIRST, workshop=1), replace(FIRST, start=2), replace(FIRST, members=(5,))],
)
def test_a_section_before_of_something_that_is_not_there_is_refused(wrong: SectionBefore) -> None:
    with pytest.raises(ValueError, match=r"there is no|has no start|are among"):
        frontier(EVENINGS, (wrong,))


def test_where_nothing_was_held_before_the_free_optimum_is_the_only_point() -> None:
    answer = found(EVENINGS)
    assert [point.solution for point in answer.points] == [solve(EVENINGS)]


def test_without_time_the_best_plan_there_is_says_what_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontiers, "EFFORT", 0.0)
    answer = frontier(EVENINGS, (FIRST,))
    assert [(point.moves, point.solution.proven, point.fewest, point.proven) for point in answer.points] == [
        (1, True, False, False)
    ]
    left = frontier(EVENINGS, (FIRST,), cancelled=lambda: True)
    assert check_groups_frontier(EVENINGS, (FIRST,), left) == ()
    assert not any(point.proven for point in left.points)


def test_that_moves_are_the_fewest_is_only_said_where_it_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    def short_of_time(task: Task, **more: object) -> Decided:
        if task.staying is not None and task.staying.aim is Aim.FEWEST:
            return Decided(plan=task.known, bound=0)
        return decided(task, **more)

    monkeypatch.setattr(frontiers, "decided", short_of_time)
    (point,) = frontier(EVENINGS, (FIRST,)).points
    assert (point.moves, point.solution.proven, point.fewest) == (1, True, False)


def test_the_same_seed_gives_the_same_points_and_every_step_is_told() -> None:
    problem = dense(seed=3)
    held = solve(problem)
    before = tuple(
        SectionBefore(
            workshop=one.workshop, start=one.start, facilitator=one.facilitator, members=one.members
        )
        for one in held.sections
    )
    gone = 1 << before[0].members[0] | 1 << before[1].members[0]
    changed_hours = replace(
        problem,
        workshops=tuple(
            replace(
                offer,
                starts=tuple(replace(one, available=one.available & ~gone) for one in offer.starts),
            )
            for offer in problem.workshops
        ),
    )
    told: list[Progress] = []
    answer = frontier(changed_hours, before, seed=1, report=told.append)
    assert check_groups_frontier(changed_hours, before, answer) == ()
    assert len(answer.points) > 1
    assert frontier(changed_hours, before, seed=1) == answer
    moves = [step.incumbent for step in told if step.of == "moves"]
    assert moves == list(range(answer.points[0].moves, answer.points[-1].moves + 1))
    assert answer.points[-1].solution.objective == solve(changed_hours).objective


def test_every_row_gets_a_column_and_no_other_way_costs_less() -> None:
    dice = Random(5)  # noqa: S311 - cases to repeat, not secrets
    for _ in range(500):
        rows = dice.randint(0, 4)
        width = rows + dice.randint(0, 2)
        costs = [[dice.randint(0, dice.choice((2, 20))) for _ in range(width)] for _ in range(rows)]
        columns = assigned(costs)
        ways = permutations(range(width), rows)
        assert len(set(columns)) == rows
        assert sum(row[column] for row, column in zip(costs, columns, strict=True)) == min(
            sum(row[column] for row, column in zip(costs, way, strict=True)) for way in ways
        )
