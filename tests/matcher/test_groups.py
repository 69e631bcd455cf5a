"""Workshop groups are as good as DESIGN 6 asks, which CP-SAT confirms by another formulation on small cases."""

from collections.abc import Iterable
from random import Random

import pytest
from ortools.sat.python import cp_model

from matcher import groups
from matcher.check import check_groups
from matcher.objective import wish_worth
from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from matcher.solution import GroupsObjective, GroupsSolution, Progress, Section

HOUR = 60
WEEK = 7 * 24 * HOUR


def everybody(people: int) -> int:
    return (1 << people) - 1


def of(*people: int) -> int:
    return sum(1 << person for person in people)


def start(minute: int, available: int, *, meetings: int = 1) -> WorkshopStart:
    return WorkshopStart(
        meetings=tuple(
            Interval(begin=minute + week * WEEK, end=minute + week * WEEK + HOUR) for week in range(meetings)
        ),
        available=available,
    )


def workshop(
    *starts: WorkshopStart, facilitators: tuple[int, ...], size: tuple[int, int] = (1, 9), sections: int = 1
) -> Workshop:
    return Workshop(
        minimum=size[0], maximum=size[1], sections=sections, facilitators=facilitators, starts=starts
    )


def drawn(random: Random) -> GroupsProblem:
    """Up to ten people and four workshops whose starts crowd into a few hours, with members who lead."""
    people = random.randint(3, 10)
    count = random.randint(1, 4)
    crowd = random.choice((0.5, 0.8))

    def offer() -> Workshop:
        minutes = sorted(random.sample(range(0, 8 * HOUR, HOUR // 2), random.randint(0, 4)))
        minimum = random.randint(0, 3)
        return workshop(
            *(
                start(
                    minute,
                    of(*(person for person in range(people) if random.random() < crowd)),
                    meetings=random.choice((1, 1, 2)),
                )
                for minute in minutes
            ),
            facilitators=tuple(random.sample(range(people), random.randint(1, 2))),
            size=(minimum, random.randint(max(1, minimum), 4)),
            sections=random.randint(1, 2),
        )

    return GroupsProblem(
        people=people,
        workshops=tuple(offer() for _ in range(count)),
        wishes=tuple(
            tuple(random.sample(range(count), random.randint(0, count))) if random.random() < 0.8 else ()
            for _ in range(people)
        ),
        per_member=random.randint(1, 2),
        served_first=random.random() < 0.6,
        busy=(Interval(begin=200, end=260),) if random.random() < 0.3 else (),
    )


def by_intervals(problem: GroupsProblem) -> GroupsObjective:
    """Let CP-SAT pick for every numbered section a start, a leader and members, nobody's intervals overlapping."""
    model = cp_model.CpModel()
    diary: list[list[cp_model.IntervalVar]] = [
        [model.new_fixed_size_interval_var(one.begin, one.end - one.begin, "") for one in problem.busy]
        for _ in range(problem.people)
    ]
    seats: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for w, offer in enumerate(problem.workshops):
        for _ in range(offer.sections):
            at = [model.new_bool_var("") for _ in offer.starts]
            model.add_at_most_one(at)
            leads = {person: model.new_bool_var("") for person in offer.facilitators}
            model.add(sum(leads.values()) == sum(at))
            members = {p: model.new_bool_var("") for p, wished in enumerate(problem.wishes) if w in wished}
            model.add(sum(members.values()) <= offer.maximum * sum(at))
            model.add(sum(members.values()) >= offer.minimum * sum(at))
            for person, seat in members.items():
                seats.setdefault((person, w), []).append(seat)
            for person, present in [*leads.items(), *members.items()]:
                for index, (chosen, offered) in enumerate(zip(at, offer.starts, strict=True)):
                    there = model.new_bool_var(f"{w} {index} {person}")
                    model.add_bool_or(there, ~present, ~chosen)
                    model.add_implication(there, present)
                    if not offered.available >> person & 1:
                        model.add(there == 0)
                    diary[person] += [
                        model.new_optional_fixed_size_interval_var(one.begin, one.end - one.begin, there, "")
                        for one in offered.meetings
                    ]
    for intervals in diary:
        model.add_no_overlap(intervals)
    served, worths = [], []
    for person, wished in enumerate(problem.wishes):
        mine = [seat for w in wished for seat in seats.get((person, w), [])]
        model.add(sum(mine) <= problem.per_member)
        some = model.new_bool_var("")
        model.add_bool_or(*mine, ~some)
        served.append(some)
        for rank, w in enumerate(wished, start=1):
            model.add_at_most_one(seats.get((person, w), []))
            worths += [wish_worth(rank=rank) * seat for seat in seats.get((person, w), [])]
    most = best(model, sum(served)) if problem.served_first else 0
    model.add(sum(served) >= most)
    return GroupsObjective(served=most, total=best(model, sum(worths)))


def best(model: cp_model.CpModel, value: cp_model.LinearExprT) -> int:
    model.maximize(value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


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


def dense(*, seed: int, served_first: bool = True, per_member: int = 1) -> GroupsProblem:
    """Forty members who can come half of the time, eight workshops of twenty starts: no two as good as each other."""
    random = Random(seed)  # noqa: S311 - the same
    members, count = 40, 8

    def who(people: Iterable[int]) -> int:
        return of(*(person for person in people if random.random() < 0.4))

    return GroupsProblem(
        people=members + count,
        workshops=tuple(
            workshop(
                *(start(minute * 180, who(range(members)) | 1 << (members + w)) for minute in range(20)),
                facilitators=(members + w,),
                size=(4, 6),
            )
            for w in range(count)
        ),
        wishes=(
            *(tuple(random.sample(range(count), 3)) for _ in range(members)),
            *(() for _ in range(count)),
        ),
        per_member=per_member,
        served_first=served_first,
    )


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
    monkeypatch.setattr(groups, "NODE_LIMIT", 0)
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
    assert told == [Progress(phase="groups", incumbent=1000, bound=1000)]
