"""The busiest supervisor leaves: a fresh plan, one in which everybody stays who could, and what lies between them."""

from collections import defaultdict
from pathlib import Path

import pytest
from ortools.sat.python import cp_model

from tests.oracle.optimum import lexicographic
from tests.real.glasgow import Bidding, read
from tests.real.leaving import Bids, Point, best, corners, frozen, point, staying, without_the_busiest

FRESH = {4: (4, 0, 54), 5: (1, 0, 51)}
WHOLE = {4: [(0, 2, 46), (1, 1, 50), (2, 0, 54)], 5: [(0, 1, 46), (1, 0, 51)]}


@pytest.fixture(params=FRESH)
def year(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def left(real_data: Path, year: int) -> tuple[Bidding, Bids]:
    """The year without its busiest supervisor, and the bids of the best plan before that may still be met."""
    bidding = read(real_data, year=year)
    plan = best(bidding)
    now = without_the_busiest(bidding, plan)
    return now, staying(now, plan)


def test_a_fresh_plan_places_all_and_moves_some_for_nothing(left: tuple[Bidding, Bids], year: int) -> None:
    now, stay = left
    assert point(now, best(now), stay=stay) == FRESH[year]


def test_if_all_stay_who_could_some_have_no_project(left: tuple[Bidding, Bids], year: int) -> None:
    now, stay = left
    assert point(now, frozen(now, stay=stay), stay=stay) == WHOLE[year][0]


def test_each_further_change_places_one_more_until_all_are(left: tuple[Bidding, Bids], year: int) -> None:
    now, stay = left
    found = list(corners(now, stay=stay))
    assert found == WHOLE[year]
    assert found == [bounded(now, stay=stay, changes=changes) for changes, _, _ in found]
    *_, (changes, *_) = found
    assert bounded(now, stay=stay, changes=changes + 9)[1:] == found[-1][1:]


def bounded(bidding: Bidding, *, stay: Bids, changes: int) -> Point:
    """Solve with at most so many changes, by CP-SAT: the most placed, then the least sum of ranks."""
    model = cp_model.CpModel()
    met = {bid: model.new_bool_var("") for bid in bidding.bids}
    shared, load = (
        defaultdict[tuple[str, int], list[cp_model.IntVar]](list),
        defaultdict[int, list[cp_model.IntVar]](list),
    )
    for (student, project, _), variable in met.items():
        shared["student", student].append(variable)
        shared["project", project].append(variable)
        load[bidding.supervisor_of[project]].append(variable)
    for alternatives in shared.values():
        model.add_at_most_one(alternatives)
    for supervisor, supervised in load.items():
        model.add(sum(supervised) <= bidding.capacity[supervisor])
    made = len(stay) - sum(met[bid] for bid in stay)
    model.add(made <= changes)
    ranks = sum(rank * variable for (_, _, rank), variable in met.items())
    found = lexicographic(model, [("most", sum(met.values())), ("least", ranks), ("least", made)])
    assert found is not None
    placed, cost, moves = found
    return moves, len(bidding.wishes) - placed, cost
