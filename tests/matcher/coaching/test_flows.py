from dataclasses import replace

import numpy as np
import pytest

from matcher.coaching.flows import Flow, _prices, cheapest, lexicographic_flows
from matcher.coaching.networks import Cost, Network, Residual
from matcher.problem import MatcherError


def network(*, lower: list[int], upper: list[int]) -> Network:
    """Send two units from node 0 to node 3, over node 1 or node 2 or straight."""
    return Network(
        supply=np.array([2, 0, 0, -2]),
        tails=np.array([0, 0, 1, 2, 0], dtype=np.int32),
        heads=np.array([1, 2, 3, 3, 3], dtype=np.int32),
        lower=np.array(lower),
        upper=np.array(upper),
    )


def cost(*of_arc: int, swing: int = 20) -> Cost:
    return Cost(of_arc=np.array(of_arc), swing=swing)


def test_the_second_cost_decides_only_what_the_first_leaves_open() -> None:
    asked = network(lower=[0] * 5, upper=[1, 1, 9, 9, 1])
    costs = (cost(1, 1, 0, 0, 2), cost(0, 5, 0, 0, -9))
    assert [flow.tolist() for flow in lexicographic_flows(asked, costs)] == [[1, 1, 1, 1, 0]]


def test_costs_too_large_for_one_step_are_taken_one_after_the_other() -> None:
    asked = network(lower=[0] * 5, upper=[1, 1, 9, 9, 1])
    costs = (cost(1, 1, 0, 0, 1), cost(0, 5, 0, 0, 5, swing=2**58), cost(0, 0, 0, 0, -1))
    assert [flow.tolist() for flow in lexicographic_flows(asked, costs)][1:] == [[1, 0, 1, 0, 1]]


def test_lower_bounds_are_kept_at_any_cost() -> None:
    asked = network(lower=[0, 1, 0, 0, 0], upper=[2] * 5)
    (flow,) = lexicographic_flows(asked, (cost(0, 9, 0, 0, 0),))
    assert flow[1] == 1


def test_bounds_that_no_flow_keeps_are_refused() -> None:
    asked = network(lower=[0] * 5, upper=[1, 0, 1, 0, 0])
    with pytest.raises(MatcherError, match="no flow keeps every bound: the solver says INFEASIBLE"):
        next(lexicographic_flows(asked, (cost(1, 1, 0, 0, 1),)))


def test_a_cost_beyond_64_bits_is_refused() -> None:
    asked = network(lower=[0] * 5, upper=[2] * 5)
    with pytest.raises(MatcherError, match="beyond 64 bits"):
        next(lexicographic_flows(asked, (cost(2**62, 0, 0, 0, 0),)))


def test_a_flow_that_is_not_the_cheapest_has_no_proof() -> None:
    residual = Residual(network(lower=[0] * 5, upper=[2] * 5))
    price = np.array([1, 2, 0, 0, 3])
    _prices(residual, cost=price, amount=np.array([2, 0, 2, 0, 0]), begin=None)
    with pytest.raises(MatcherError, match="a residual cycle is negative"):
        _prices(residual, cost=price, amount=np.array([1, 1, 1, 1, 0]), begin=None)


def drawn(seed: int) -> tuple[Network, np.ndarray]:
    """Draw members who each go to one of some places, or straight to the sink, dearly."""
    dice = np.random.default_rng(seed)
    members, places = 12, 5
    pairs = [(m, p) for m in range(members) for p in range(places) if dice.random() < 0.6]
    sink = members + places
    asked = Network(
        supply=np.array([1] * members + [0] * places + [-members]),
        tails=np.array([m for m, _ in pairs] + [*range(sink)], dtype=np.int32),
        heads=np.array([members + p for _, p in pairs] + [sink] * sink, dtype=np.int32),
        lower=np.zeros(len(pairs) + sink, dtype=np.int64),
        upper=np.array([1] * (len(pairs) + members) + dice.integers(0, 4, places).tolist()),
    )
    costs = np.concatenate([dice.integers(-30, 0, len(pairs)), [40] * members, [0] * places])
    return asked, costs


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("few", [0, 99])
def test_a_flow_to_which_arcs_come_is_mended_or_solved_anew_to_the_same_cost(
    monkeypatch: pytest.MonkeyPatch, seed: int, few: int
) -> None:
    monkeypatch.setattr("matcher.coaching.flows._FEW", few)
    asked, costs = drawn(seed)
    late = np.random.default_rng(seed).random(len(costs)) < 0.3
    late[-17:] = False
    before = replace(asked, upper=np.where(late, 0, asked.upper))
    near = cheapest(before, costs)
    after = cheapest(asked, costs, near=near)
    assert (after.amount * costs).sum() == (cheapest(asked, costs).amount * costs).sum()
    assert proves(asked, costs, after)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("off", [0, 5, 400])
def test_a_guess_at_the_prices_changes_nothing_however_wrong(seed: int, off: int) -> None:
    asked, costs = drawn(seed)
    known = cheapest(asked, costs)
    guess = known.price + np.random.default_rng(seed).integers(-off, off + 1, len(known.price))
    guessed = cheapest(asked, costs, guess=guess)
    assert (guessed.amount * costs).sum() == (known.amount * costs).sum()
    assert proves(asked, costs, guessed)


def proves(asked: Network, costs: np.ndarray, flow: Flow) -> bool:
    """Check that the flow keeps bounds and supplies, and that by its prices no unit more or less saves anything."""
    balance = asked.supply.copy()
    np.subtract.at(balance, asked.tails, flow.amount)
    np.add.at(balance, asked.heads, flow.amount)
    reduced = costs + flow.price[asked.tails] - flow.price[asked.heads]
    return (
        not balance.any()
        and bool(((asked.lower <= flow.amount) & (flow.amount <= asked.upper)).all())
        and bool((reduced[flow.amount < asked.upper] >= 0).all())
        and bool((reduced[flow.amount > asked.lower] <= 0).all())
    )
