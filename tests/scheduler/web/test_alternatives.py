"""Every number on a member's page of other coaches is what a solve with that pair forced gives up, and no other."""

import re
from dataclasses import replace

import pytest

from matcher.coaching.solver import solve
from matcher.objective import coaching_objective
from matcher.scoring import PairScores
from matcher.solution import CoachingObjective
from scheduler.domain.cohorts import Fairness
from scheduler.problems import coached, coaches, coaching_problem
from tests.scheduler.web.oak import Oak, set_up


@pytest.fixture
def oak(world, make_person, make_cohort) -> Oak:
    return set_up(world, make_person, make_cohort)


def figures(best: CoachingObjective, forced: CoachingObjective, *, bands: bool) -> dict[str, int]:
    """Return what the page must show: the forced optimum less the optimum, part by part."""
    tops = [*range(99, 900, 100), 1000]
    pairs = zip(tops, best.bands, forced.bands, strict=True) if bands else ()
    changed = {
        f"Pairs at {100 * (top // 100) if top < 1000 else 900} to {top}": b - a
        for top, a, b in pairs
        if a != b
    }
    return {
        "Members with a coach": forced.placed - best.placed,
        "Places empty that coaches wish to fill": forced.shortfall - best.shortfall,
        **changed,
        "Points in all": forced.total - best.total,
    }


def moves(said: str) -> dict[str, str]:
    """Read who goes with whom: `Ana would then go with Kai, and Ben with nobody.`."""
    told = re.search(r"(\w+) would then go with (\w+)((?:, and \w+ with \w+)*)\.", said)
    return {} if told is None else {told[1]: told[2], **dict(re.findall(r", and (\w+) with (\w+)", told[3]))}


@pytest.mark.parametrize("fairness", Fairness)
def test_every_number_is_what_a_solve_with_the_pair_forced_gives_up(
    world, make_person, make_cohort, fairness
) -> None:
    oak = set_up(world, make_person, make_cohort, fairness=fairness)
    asked = coaching_problem(cohort=oak.cohort, people=oak.people)
    scores, best = PairScores(asked), solve(asked)
    members = [person.name for person in coached(cohort=oak.cohort, people=oak.people)]
    takers = [person.name for person in coaches(cohort=oak.cohort, people=oak.people)]
    seen, moved, left_out = 0, 0, 0
    for member, name in enumerate(members):
        left_out += best.coach_of[member] is None
        shown = oak.others(name.lower())
        assert set(shown) == {coach for number, coach in enumerate(takers) if number != best.coach_of[member]}
        for coach, (said, exact) in shown.items():
            if not exact:
                continue
            seen, moved = seen + 1, moved + bool(moves(said))
            forced = solve(replace(asked, must=(*asked.must, (member, takers.index(coach))))).objective
            worst_first = fairness is Fairness.WORST_FIRST
            assert exact == figures(best.objective, forced, bands=worst_first), (name, coach)
            total = exact["Points in all"]
            assert f"{abs(total):,} point" in said or not total
            assert ("moves nobody" in said) is not bool(moves(said))
            plan = list(best.coach_of)
            plan[member] = takers.index(coach)
            for other, to in moves(said).items():
                plan[members.index(other)] = None if to == "nobody" else takers.index(to)
            value = coaching_objective(problem=asked, scores=scores, coach_of=plan)
            assert (value if worst_first else replace(value, bands=forced.bands)) == forced, (
                name,
                coach,
                said,
            )
    assert (seen, left_out, moved > 0) == (7, 1, True)


def test_whoever_cannot_be_is_told_why_and_the_least_costly_come_first(oak) -> None:
    ana, ben, eli = oak.others("ana"), oak.others("ben"), oak.others("eli")
    assert ana["Lea"] == ("Not possible: this pair was ruled out.", {})
    assert ana["Max"][0].endswith("Not possible: Max takes 1 member, chosen by hand.")
    assert ben["Noa"] == ("Not possible: Noa takes no members.", {})
    assert eli["Lea"][0] == (
        "They do not share 60 minutes in any week. Not possible: Eli is to go with Max, as was asked for."
    )
    for member in ("ana", "ben", "cem", "dia"):
        exact = [shown for _, shown in oak.others(member).values()]
        assert exact == sorted(exact, key=lambda shown: not shown)


def test_the_plan_opens_to_it_and_a_member_left_out_has_one_too(oak) -> None:
    plan = oak.world.browser("coordinator").get(f"/cohorts/oak/plans/{oak.plan_id}").text
    for member in coached(cohort=oak.cohort, people=oak.people):
        there = f"{oak.plan_id}/members/{member.id}"
        assert plan.count(f'href="{there}" hx-get="{there}"') == 1
    assert plan.count("Why not another coach?") == 5


def test_what_the_plan_does_not_know_is_not_there(oak) -> None:
    browser = oak.world.browser("coordinator")
    for member in ("id-kai", "nobody"):
        assert browser.get(f"/cohorts/oak/plans/{oak.plan_id}/members/{member}").status_code == 404
    assert (
        oak.world.browser("facilitator").get(f"/cohorts/oak/plans/{oak.plan_id}/members/id-ana").status_code
        == 404
    )


def test_a_plan_without_prices_says_so_and_a_large_one_why(oak, monkeypatch: pytest.MonkeyPatch) -> None:
    with oak.world.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM price")
    assert "was not kept with this plan. Match again" in oak.page("ana")
    monkeypatch.setattr("scheduler.queries.alternatives.MOST_PRICED", 24)
    assert "This plan chose from 25 pairs" in oak.page("ana")
    assert "is worked out for up to 24." in oak.page("ana")


def test_who_has_left_since_is_not_named(oak) -> None:
    with oak.world.store.write() as tx:
        tx.people.replace("oak", tuple(person for person in oak.people if person.key not in {"ben", "kai"}))
    page = oak.page("cem")
    assert "The people have changed since" in page
    assert "Kai" not in page
    assert "Ben" not in page
    assert "someone who has left" in page


def test_the_prices_go_with_the_cohort(oak) -> None:
    def kept() -> int:
        with oak.world.store.engine.connect() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM price").scalar_one()

    assert kept() == 1
    with oak.world.store.write() as tx:
        tx.people._connection.exec_driver_sql("DELETE FROM cohort WHERE id = 'oak'")
    assert kept() == 0
