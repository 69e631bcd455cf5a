import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matcher.coaching.flows import cheapest, lexicographic_flows
from matcher.coaching.networks import Cost
from tests.real import sequential
from tests.real.glasgow import (
    RANKS,
    Bidding,
    generous,
    greedy,
    least_rank_sum,
    network,
    placed,
    profile,
    read,
)
from tests.real.proof import objections

Order = Callable[[Bidding], tuple[Cost, ...]]
ORDERS: tuple[Order, ...] = (least_rank_sum, generous, greedy)
YEARS = (4, 5)


@pytest.fixture(params=YEARS)
def year(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def bidding(real_data: Path, year: int) -> Bidding:
    return read(real_data, year=year)


@pytest.fixture
def known(real_data: Path, year: int) -> dict[str, object]:
    """The optima of the year, which three other solvers agreed on."""
    return json.loads((real_data / "glasgow-projects" / "optima.json").read_text())[str(year)]


def best(bidding: Bidding, order: Order) -> np.ndarray:
    *_, flow = lexicographic_flows(network(bidding), order(bidding))
    return flow


def test_the_files_are_read_whole(bidding: Bidding, known: dict[str, object]) -> None:
    assert {
        "students": len(bidding.wishes),
        "projects": len(bidding.supervisor_of),
        "supervisors": len(bidding.capacity),
    } == {key: known[key] for key in ("students", "projects", "supervisors")}
    assert {len(wished) for wished in bidding.wishes} == {RANKS}


def test_the_most_students_are_placed_at_the_least_sum_of_ranks(
    bidding: Bidding, known: dict[str, object]
) -> None:
    bids = placed(bidding, best(bidding, least_rank_sum))
    assert (len(bids), sum(rank for _, _, rank in bids)) == (known["size"], known["mincost"])


def test_the_generous_profile_is_reached(bidding: Bidding, known: dict[str, object]) -> None:
    assert list(profile(placed(bidding, best(bidding, generous)))) == known["generous"]


def test_the_greedy_profile_is_reached(bidding: Bidding, known: dict[str, object]) -> None:
    assert list(profile(placed(bidding, best(bidding, greedy)))) == known["greedy"]


@pytest.mark.parametrize("order", ORDERS)
def test_no_student_project_or_supervisor_has_too_much(bidding: Bidding, order: Order) -> None:
    bids = placed(bidding, best(bidding, order))
    assert set(Counter(student for student, _, _ in bids).values()) == {1}
    assert set(Counter(project for _, project, _ in bids).values()) == {1}
    loads = Counter(bidding.supervisor_of[project] for _, project, _ in bids)
    assert [one for one, load in loads.items() if load > bidding.capacity[one]] == []


@pytest.mark.parametrize("order", ORDERS)
def test_prices_prove_the_order_without_swings_and_steps(bidding: Bidding, order: Order) -> None:
    """Weigh each component with more than all plans can differ in those after it: such a sum alone is the order.

    No component of a plan is further from 0 than the students times the worst rank, so two plans differ by at most
    twice that.
    """
    base = 2 * len(bidding.wishes) * RANKS + 1
    cost = np.zeros_like(network(bidding).upper)
    for component in order(bidding):
        cost = base * cost + component.of_arc
    price = cheapest(network(bidding), cost).price
    found = best(bidding, order)
    assert objections(network(bidding), cost=cost.tolist(), amount=found, price=price) == []


def test_a_flow_that_is_not_the_cheapest_meets_an_objection(bidding: Bidding) -> None:
    unplaced, ranks = least_rank_sum(bidding)
    dearest = best(bidding, lambda _: (unplaced, Cost(of_arc=-ranks.of_arc, swing=ranks.swing)))
    cost = 1000 * unplaced.of_arc + ranks.of_arc
    price = cheapest(network(bidding), cost).price
    assert objections(network(bidding), cost=cost.tolist(), amount=dearest, price=price) != []


@pytest.mark.parametrize(
    ("order", "components"),
    [
        (least_rank_sum, sequential.LEAST_RANK_SUM),
        (generous, sequential.GENEROUS),
        (greedy, sequential.GREEDY),
    ],
)
def test_a_search_component_by_component_finds_nothing_better(
    bidding: Bidding, order: Order, components: tuple[sequential.Component, ...]
) -> None:
    ours, theirs = profile(placed(bidding, best(bidding, order))), sequential.best(bidding, components)
    value = [
        [sum(component(rank) * count for rank, count in enumerate(one, 1)) for component in components]
        for one in (ours, theirs)
    ]
    assert value[0] == value[1]
