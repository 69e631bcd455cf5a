"""A model that is wrong is caught where its proof and a plan deny each other, and never calls its answer proven."""

from collections.abc import Callable

import numpy as np
import pytest

from matcher.groups import model as rules
from matcher.groups import programme, search, seating
from matcher.groups import solver as groups
from matcher.groups.bound import Relaxed
from matcher.groups.model import Model
from matcher.groups.offers import Offers
from matcher.groups.seating import Seating
from matcher.problem import GroupsProblem, MatcherError
from tests.matcher.groups.cases import dense

WRONG = "A .* is wrong, not the cohort"
Patch = pytest.MonkeyPatch


def a_section_is_smaller_than_its_maximum(model: Model) -> None:
    """Sum of seats <= (maximum - 1) * sections, where DESIGN 6 has maximum."""
    offers = model.task.offers
    for place, seats in model.seats_at.items():
        held = sum(model.leads_at.get(place, [])) + model.held_at.get(place, 0)
        model.programme.add(
            sum(model.seats[seat] for seat in seats) <= (int(offers.maximum[place]) - 1) * held
        )


def a_place_without_seats_is_asked_for(model: Model) -> None:
    model.programme.add_bool_or()


def worth_less(model: Model) -> object:
    return groups_value(model) - 2 * sum(model.seats.values())


groups_value = programme.value_of


@pytest.fixture(params=[True, False], ids=["served first", "total"])
def hard(request: pytest.FixtureRequest) -> GroupsProblem:
    """A problem that prices and search leave open, though they find its best plan or nearly."""
    return dense(seed=0, served_first=request.param)


@pytest.mark.parametrize("rule", [a_section_is_smaller_than_its_maximum, a_place_without_seats_is_asked_for])
def test_a_rule_of_the_programme_that_forbids_too_much_is_caught(
    monkeypatch: Patch, hard: GroupsProblem, rule: Callable[[Model], None]
) -> None:
    assert groups.solve(hard).proven
    monkeypatch.setattr(rules, "RULES", (*rules.RULES, rule))
    with pytest.raises(MatcherError, match=WRONG):
        groups.solve(hard)


def test_a_programme_that_counts_seats_for_less_than_they_are_worth_is_caught(
    monkeypatch: Patch, hard: GroupsProblem
) -> None:
    monkeypatch.setattr(programme, "value_of", worth_less)
    with pytest.raises(MatcherError, match="that plan keeps every rule"):
        groups.solve(hard)


def test_a_programme_that_counts_seats_for_more_proves_nothing(
    monkeypatch: Patch, hard: GroupsProblem
) -> None:
    monkeypatch.setattr(groups, "ROUNDS", 0)
    monkeypatch.setattr(programme, "value_of", lambda model: groups_value(model) + sum(model.seats.values()))
    optimum = groups.solve(hard)
    assert not optimum.proven
    assert optimum.bound != optimum.objective


def test_prices_that_bound_too_low_are_caught(monkeypatch: Patch, hard: GroupsProblem) -> None:
    honest = Relaxed.floor
    monkeypatch.setattr(Relaxed, "floor", lambda prices: honest(prices) * 9 // 10)
    with pytest.raises(MatcherError, match="that plan keeps every rule"):
        groups.solve(hard)


def test_a_plan_that_breaks_a_rule_is_named_when_it_passes_the_bound(
    monkeypatch: Patch, hard: GroupsProblem
) -> None:
    def all_at_once(offers: Offers, relaxed: Relaxed, *, step: int) -> Seating:
        leads = [offers.leads_of(place)[0] for place in range(offers.places)]
        return seating.valued(offers, leads, np.arange(len(offers.seat_place)), step=step)

    monkeypatch.setattr(groups, "rounded", all_at_once)
    with pytest.raises(MatcherError, match="that plan breaks a rule, wrong_size"):
        groups.solve(hard)


def test_a_plan_that_is_not_worth_what_the_search_believes_is_caught(
    monkeypatch: Patch, hard: GroupsProblem
) -> None:
    honest = seating.valued

    def flattered(offers: Offers, leads: tuple[int, ...], seats: object, *, step: int) -> Seating:
        plan = honest(offers, leads, seats, step=step)
        return Seating(leads=plan.leads, seats=plan.seats, value=plan.value + 1)

    for module in (seating, programme, groups):
        monkeypatch.setattr(module, "valued", flattered)
    assert search.seated is seating.seated
    with pytest.raises(MatcherError, match=WRONG):
        groups.solve(hard)
