"""Sessions are placed as DESIGN 6 orders, which trying every choice confirms on small cases."""

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

import pytest

from matcher.check import check_gatherings
from matcher.gatherings import solver as gatherings
from matcher.objective import gatherings_objective
from matcher.problem import Gathering, GatheringsProblem, GatheringStart, Interval
from matcher.solution import GatheringsObjective, GatheringsSolution, Progress, Reason, UnsatisfiableError

HOUR = 60
MONTH = 30 * 24 * HOUR


def at(minute: int, *burdens: int) -> GatheringStart:
    return GatheringStart(interval=Interval(begin=minute, end=minute + HOUR), burdens=bytes(burdens))


def drawn(random: Random) -> GatheringsProblem:
    """Up to three sessions in three months; starts half an hour apart, so that sessions get in each other's way."""
    people = random.randint(1, 5)

    def month(number: int, most: int) -> tuple[GatheringStart, ...]:
        minutes = sorted(random.sample(range(0, 6 * HOUR, HOUR // 2), random.randint(0, most)))
        return tuple(
            at(number * MONTH + minute, *random.choices((0, 1, 3, 10), weights=(3, 4, 2, 2), k=people))
            for minute in minutes
        )

    fixed = Gathering(months=tuple(month(number, 1) for number in range(3)), fixed=True)
    chosen = [
        Gathering(months=tuple(month(number, 5) for number in range(3))) for _ in range(random.randint(1, 2))
    ]
    return GatheringsProblem(people=people, gatherings=(*([fixed] if random.random() < 0.5 else []), *chosen))


def by_trying_all(problem: GatheringsProblem) -> GatheringsSolution:
    """Place one session after another, each by the best of all its choices."""
    chosen: list[tuple[int | None, ...]] = []
    placed: list[GatheringStart] = []
    for gathering in problem.gatherings:
        chosen.append(
            best := min(choices(gathering, placed), key=lambda choice: order(choice, gathering, placed))
        )
        placed += taken(gathering, best)
    objective = gatherings_objective(problem=problem, chosen=chosen)
    return GatheringsSolution(chosen=tuple(chosen), objective=objective, bound=objective, proven=True)


def choices(gathering: Gathering, placed: list[GatheringStart]) -> Iterator[tuple[int | None, ...]]:
    return product(
        *(
            [
                index
                for index, start in enumerate(month)
                if gathering.fixed
                or all(
                    start.interval.end <= one.interval.begin or one.interval.end <= start.interval.begin
                    for one in placed
                )
            ]
            or [None]
            for month in gathering.months
        )
    )


def order(
    choice: tuple[int | None, ...], gathering: Gathering, placed: list[GatheringStart]
) -> tuple[int, int, list[int]]:
    sums = [
        sum(person)
        for person in zip(*(one.burdens for one in [*placed, *taken(gathering, choice)]), strict=True)
    ]
    return max(sums, default=0), sum(sums), [-1 if start is None else start for start in choice]


def taken(gathering: Gathering, choice: tuple[int | None, ...]) -> list[GatheringStart]:
    return [month[start] for month, start in zip(gathering.months, choice, strict=True) if start is not None]


@pytest.mark.parametrize("seed", range(60))
def test_sessions_stand_where_trying_every_choice_puts_them(seed: int) -> None:
    problem = drawn(Random(seed))  # noqa: S311 - cases to repeat, not secrets
    solution = gatherings.solve(problem)
    assert solution == by_trying_all(problem)
    assert check_gatherings(problem=problem, solution=solution) == ()


def test_the_bad_hours_are_shared_round_before_the_total_counts() -> None:
    # The first start spares one of the two for good; taking turns costs more in all, but no one bears 20.
    month = (at(0, 0, 10), at(120, 10, 1))
    problem = GatheringsProblem(people=2, gatherings=(Gathering(months=(month, month)),))
    objective = GatheringsObjective(worst=11, total=21)
    assert gatherings.solve(problem) == GatheringsSolution(
        chosen=((0, 1),), objective=objective, bound=objective, proven=True
    )


def test_of_months_that_offer_the_same_the_first_has_the_earlier_start_though_clocks_change_between_them() -> (
    None
):
    # After a clock change in the second month the same burdens come at other starts, listed in another order.
    before = (at(0, 3, 0), at(120, 0, 3))
    after = (at(MONTH, 0, 3), at(MONTH + 120, 3, 0))
    problem = GatheringsProblem(people=2, gatherings=(Gathering(months=(before, after)),))
    assert gatherings.solve(problem).chosen == ((0, 0),)


def test_a_later_session_makes_up_for_what_an_earlier_one_costs() -> None:
    first = Gathering(months=((at(0, 10, 0),),), fixed=True)
    second = Gathering(months=((at(120, 1, 0), at(240, 0, 3)),))
    problem = GatheringsProblem(people=2, gatherings=(first, second))
    assert gatherings.solve(problem).chosen == ((0,), (1,))


def test_fixed_sessions_are_placed_before_the_others_wherever_they_are_listed() -> None:
    flexible = Gathering(months=((at(0, 0), at(120, 3)),))
    fixed = Gathering(months=((at(30, 0),),), fixed=True)
    solution = gatherings.solve(GatheringsProblem(people=1, gatherings=(flexible, fixed)))
    assert solution.chosen == ((1,), (0,))


def test_a_month_whose_starts_are_all_taken_gets_none() -> None:
    first = Gathering(months=((at(0, 0),), (at(MONTH, 0),)), fixed=True)
    second = Gathering(months=((at(30, 0), at(45, 0)), (at(MONTH + 60, 0),)))
    assert gatherings.solve(GatheringsProblem(people=1, gatherings=(first, second))).chosen == (
        (0, 0),
        (None, 0),
    )


def test_sessions_that_touch_do_not_overlap() -> None:
    first = Gathering(months=((at(0, 0),),), fixed=True)
    second = Gathering(months=((at(60, 0),),))
    assert gatherings.solve(GatheringsProblem(people=1, gatherings=(first, second))).chosen == ((0,), (0,))


def test_two_fixed_sessions_that_overlap_are_refused_by_name() -> None:
    first = Gathering(months=((at(0, 0),), (at(MONTH, 0),)), fixed=True)
    second = Gathering(months=((), (at(MONTH + 59, 0),)), fixed=True)
    with pytest.raises(UnsatisfiableError, match="sessions_overlap") as caught:
        gatherings.solve(GatheringsProblem(people=1, gatherings=(first, second)))
    overlap = {"session": 0, "month": 1, "other": 1, "other_month": 1, "times": 1}
    assert caught.value.reasons == (Reason(code="sessions_overlap", params=overlap),)


@pytest.mark.parametrize("seed", range(100))
def test_every_two_fixed_sessions_that_overlap_are_named_once_and_each_is_a_conflict_by_itself(
    seed: int,
) -> None:
    """Whatever is left out, the rest can be placed exactly when no two of it are named."""
    dice = Random(seed)  # noqa: S311 - repeatable, not secret
    fixed = [
        Gathering(
            months=tuple((at(month * MONTH + dice.randrange(0, 300, 30), 0),) for month in range(2)),
            fixed=True,
        )
        for _ in range(4)
    ]
    try:
        gatherings.solve(GatheringsProblem(people=1, gatherings=tuple(fixed)))
        named: list[set[int]] = []
    except UnsatisfiableError as error:
        named = [{reason.params["session"], reason.params["other"]} for reason in error.reasons]
    for size in range(1, 5):
        for some in combinations(range(4), size):
            possible = not any(pair <= set(some) for pair in named)
            left = GatheringsProblem(people=1, gatherings=tuple(fixed[index] for index in some))
            if possible:
                assert gatherings.solve(left).proven
            else:
                with pytest.raises(UnsatisfiableError):
                    gatherings.solve(left)


@pytest.mark.parametrize(
    "problem",
    [
        GatheringsProblem(people=2, gatherings=()),
        GatheringsProblem(people=2, gatherings=(Gathering(months=((), ())),)),
        GatheringsProblem(people=0, gatherings=(Gathering(months=((), (at(0),))),)),
    ],
)
def test_nothing_to_choose_or_nobody_to_burden_is_no_trouble(problem: GatheringsProblem) -> None:
    solution = gatherings.solve(problem)
    assert check_gatherings(problem=problem, solution=solution) == ()
    assert solution.objective == GatheringsObjective(worst=0, total=0)


def world(*, seed: int, people: int, starts: int, months: int) -> GatheringsProblem:
    """People round the globe, each with a night of ten, and some hours of their own."""
    random = Random(seed)  # noqa: S311 - the same
    shifts = [random.randrange(24) for _ in range(people)]
    hours = {(p, hour): random.choice((0, 1, 1, 1)) for p in range(people) for hour in range(24)}

    def burden(person: int, hour: int) -> int:
        local = (hour + shifts[person]) % 24
        return hours[person, hour] if 8 <= local < 21 else 3 if local in {6, 7, 21, 22} else 10

    return GatheringsProblem(
        people=people,
        gatherings=(
            Gathering(
                months=tuple(
                    tuple(
                        at(m * MONTH + s * HOUR, *(burden(p, s % 24) for p in range(people)))
                        for s in range(starts)
                    )
                    for m in range(months)
                )
            ),
        ),
    )


def test_the_plan_is_the_same_whatever_the_seed_when_it_is_proven() -> None:
    problem = world(seed=1, people=12, starts=24, months=5)
    first, second = gatherings.solve(problem, seed=0), gatherings.solve(problem, seed=12345)
    assert first.proven
    assert first == second


def test_a_search_that_meets_its_limit_says_so_and_gives_a_bound_that_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = world(seed=2, people=30, starts=24, months=7)
    proven = gatherings.solve(problem)
    assert proven.proven
    monkeypatch.setattr(gatherings, "NODE_LIMIT", 0)
    stopped = gatherings.solve(problem)
    assert not stopped.proven
    assert check_gatherings(problem=problem, solution=stopped) == ()
    assert stopped.bound.worst <= proven.objective.worst <= stopped.objective.worst
    assert stopped == gatherings.solve(problem)


def test_progress_is_told_session_by_session() -> None:
    told: list[Progress] = []
    fixed = Gathering(months=((at(0, 3),),), fixed=True)
    flexible = Gathering(months=((at(120, 1),),))
    gatherings.solve(GatheringsProblem(people=1, gatherings=(fixed, flexible)), report=told.append)
    assert told == [Progress(phase="gatherings", incumbent=4, bound=4)]
