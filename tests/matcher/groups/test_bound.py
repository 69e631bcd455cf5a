"""What bounds workshop groups from above: who excludes whom, and what serving no fewer costs."""

import os
from functools import partial
from itertools import combinations
from random import Random

import pytest

from benchmarks.workshop_groups import cohort
from matcher.groups import solver as groups
from matcher.groups.bound import GRAIN, bounds, relaxed, restepped, table
from matcher.groups.cliques import cliques
from matcher.groups.offers import Offers, offers
from matcher.problem import GroupsProblem
from matcher.solution import GroupsObjective
from matcher.starts import meets_while
from tests.matcher.groups.brute_force import small
from tests.matcher.groups.cases import awkward, drawn

CASES = 150 * int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))


def problems() -> list[GroupsProblem]:
    return [
        draw(Random(seed))  # noqa: S311 - cases to repeat, not secrets
        for seed in range(CASES)
        for draw in (drawn, awkward, partial(small, pins=True, tongues=True))
    ]


def exclude(offered: Offers) -> set[tuple[str, str]]:
    """Look at every two of a person's leads and seats: they meet at once, or are seats in one workshop."""
    several = offered.problem.per_member > 1
    entries = [
        *(
            (int(person), "lead", lead, int(offered.lead_place[lead]))
            for lead, person in enumerate(offered.lead_person)
        ),
        *(
            (int(person), "seat", seat, int(offered.seat_place[seat]))
            for seat, person in enumerate(offered.seat_person)
        ),
    ]
    found = set[tuple[str, str]]()
    for (person, kind, one, place), (other_person, other_kind, other, other_place) in combinations(
        entries, 2
    ):
        both_seats = kind == other_kind == "seat"
        if person != other_person or (both_seats and not several and person not in offered.lead_person):
            continue
        at_once = meets_while(offered.meetings(place), offered.meetings(other_place))
        twice = (
            both_seats and several and offered.place_workshop[place] == offered.place_workshop[other_place]
        )
        held_twice = offered.problem.workshops[int(offered.place_workshop[place])].sections > 1
        if at_once or (twice and held_twice):
            found.add((f"{kind} {one}", f"{other_kind} {other}"))
    return found


def test_cliques_hold_every_two_that_exclude_each_other_and_no_other_two() -> None:
    priced = 0
    for problem in problems():
        offered = offers(problem)
        named = [
            [*(f"lead {lead}" for lead in one.leads), *(f"seat {seat}" for seat in one.seats)]
            for one in cliques(offered)
        ]
        assert {pair for names in named for pair in combinations(names, 2)} == exclude(offered)
        priced += len(named)
    assert priced > CASES


def test_with_several_workshops_a_member_the_bound_knows_that_nobody_is_in_two_places() -> None:
    problem = cohort(members=200, workshops=20, starts=40, per_member=2)
    worths = table(offers(problem), step=0)
    *_, last = bounds(worths, target=159_455 * GRAIN, strides=400)
    assert (
        159_455 <= last.floor() <= 159_455 * 1.012
    )  # the optimum; without those cliques six per cent, not one


def test_where_no_more_can_be_served_a_price_on_serving_fewer_bounds_the_total(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = cohort(members=60, workshops=12, starts=20, seed=1, keen=0.7, served_first=True)
    optimum = groups.solve(problem)
    assert optimum.proven
    assert optimum.objective == GroupsObjective(served=57, total=43_046)
    monkeypatch.setattr(groups, "SMALL", -1)
    monkeypatch.setattr(groups, "ROUNDS", 0)
    priced = groups.solve(problem)
    monkeypatch.setattr(groups, "STAGES", tuple(one for one in groups.STAGES if "served" not in one.__name__))
    unpriced = groups.solve(problem)
    assert priced.objective == unpriced.objective
    assert priced.bound.served == unpriced.bound.served == optimum.objective.served
    assert optimum.objective.total <= priced.bound.total < unpriced.bound.total
    assert priced.gap < 0.01
    assert unpriced.gap > 0.2


def test_what_serving_one_more_is_worth_can_change_and_seats_cost_what_they_did() -> None:
    problem = cohort(members=60, workshops=6, starts=15, served_first=True, per_member=2)
    *_, last = bounds(table(offers(problem), step=700), target=0, strides=50)
    worths, price = restepped(table(offers(problem), step=700), last.price, step=300)
    anew = table(offers(problem), step=300)
    assert (worths.served.tolist(), worths.floor.tolist()) == (anew.served.tolist(), anew.floor.tolist())
    assert (price >= worths.floor).all()
    there = relaxed(worths, price)
    served = sum(1 for wished in problem.wishes if wished)
    assert last.bound - 400 * GRAIN * served <= there.bound <= last.bound + 400 * GRAIN * served
