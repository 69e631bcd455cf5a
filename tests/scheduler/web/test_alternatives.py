"""Every number on a member's page of other coaches is what a solve with that pair forced gives up, and no other."""

import re
from dataclasses import dataclass, replace
from html import unescape

import pytest

from matcher.coaching.solver import solve
from matcher.objective import coaching_objective
from matcher.scoring import PairScores
from matcher.solution import CoachingObjective
from scheduler.access import Right, whole_cohort
from scheduler.commands.cohorts import create_cohort, grant, open_account
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, input_hash, request_run
from scheduler.domain.cohorts import Coaching, Cohort, Fairness
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.plans import LeftOut, Plan
from scheduler.problems import coached, coaches, coaching_problem
from workers.drafting import draft

ONE, NONE = Capacity(minimum=1, maximum=1), Capacity(minimum=0, maximum=0)
RULES = Coaching(
    capacity=Capacity(minimum=0, maximum=2),
    meeting_minutes=60,
    target_minutes=180,
    must=(("eli", "max"),),
    never=(("ana", "lea"),),
)


@dataclass(frozen=True, kw_only=True)
class Oak:
    """A cohort whose plan is a draft in the store, and what reads a member's page."""

    cohort: Cohort
    people: tuple[Person, ...]
    plan: Plan
    plan_id: str
    world: object

    def page(self, member: str, role: str = "coordinator") -> str:
        path = f"/cohorts/oak/plans/{self.plan_id}/members/id-{member}"
        return unescape(self.world.browser(role).get(path).text)

    def others(self, member: str) -> dict[str, tuple[str, dict[str, int]]]:
        """Return, by coach, what is said of them and the exact figures."""
        found = {}
        for item in self.page(member).split("<li>")[1:]:
            name = re.search(r'class="name">([^<]*)<', item)[1]
            said = " ".join(re.findall(r'<p class="said">([^<]*)</p>', item))
            figures = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", item)
            found[name] = said, {what: int(change.replace("\N{MINUS SIGN}", "-")) for what, change in figures}
        return found


def set_up(world, make_person, make_cohort, **rules: object) -> Oak:
    people = (
        make_person("ana", interests=("reading", "maths"), hours="Mon 18:00-21:00"),
        make_person("ben", interests=("maths",), hours="Mon 19:00-21:00"),
        make_person("cem", interests=("play", "reading"), hours="Mon 18:00-20:00; Tue 08:00-10:00"),
        make_person("dia", interests=("reading",), hours="Mon 18:00-19:00; Sun 09:00-10:00"),
        make_person("eli", interests=("play",), hours="Tue 08:00-12:00"),
        make_person("kai", role=Role.COACH, interests=("reading", "play"), capacity=ONE),
        make_person("lea", role=Role.COACH, interests=("maths",), hours="Mon 18:00-20:00", capacity=ONE),
        make_person("max", role=Role.COACH, interests=("play",), capacity=ONE),
        make_person(
            "pam", role=Role.COACH, interests=("play", "maths"), hours="Mon 19:00-21:00", capacity=ONE
        ),
        make_person("noa", role=Role.COACH, interests=("reading",), capacity=NONE),
    )
    people = tuple(replace(person, languages=("en",)) for person in people)
    cohort = make_cohort(id="oak", coaching=replace(RULES, **rules))
    drafted = draft(cohort=cohort, people=people)
    with world.store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        import_people(scope, people=people)
        account = open_account(tx, email="coordinator@cedar.example.org")
        grant(tx, account=account, cohort=cohort.id, right=Right.COORDINATOR)
        run = request_run(scope)
        made_from = input_hash(cohort=cohort, people=people)
        finish_run(scope, run=run, plan=drafted.plan, prices=drafted.prices, made_from=made_from)
        plan_id = tx.runs.plan_of_run(cohort.id, run).id
    return Oak(cohort=cohort, people=people, plan=drafted.plan, plan_id=plan_id, world=world)


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


def test_a_plan_changed_by_hand_is_priced_as_it_was_solved_and_says_so(oak) -> None:
    part = oak.plan.coaching
    first, *pairs = part.pairs
    edited = replace(
        part, pairs=tuple(pairs), unplaced=(LeftOut(member=first.member, reasons=()), *part.unplaced)
    )
    before = oak.others("ana")
    with oak.world.store.write() as tx:
        tx.runs.set_document(oak.plan_id, replace(oak.plan, coaching=edited))
    assert "changed after it was solved" in oak.page("ana")
    assert oak.others("ana") == before


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
