"""A plan is kept with its prices, which fit it or are refused; a large plan is kept without."""

import json
from dataclasses import replace

import pytest

from matcher.coaching.alternatives import Alternatives
from matcher.problem import MatcherError
from scheduler.access import whole_cohort
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, Role
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Bar, CoachPrice, MemberPrices, Move
from scheduler.errors import RequirementsError
from scheduler.price_table import PriceTable, pack
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store
from workers import pricing
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Tools
from workers.pricing import OtherPlanError, PlanPrices, packed_prices

PRICES = (
    MemberPrices(
        member="m1",
        coach="c1",
        coaches=(
            CoachPrice(coach="c1", score=700, change=CoachingValue(placed=0, shortfall=0, bands=(), total=0)),
            CoachPrice(
                coach="c2",
                score=0,
                change=CoachingValue(placed=-1, shortfall=2, bands=(1, *[0] * 8, -1), total=-40),
                moves=(Move(member="m2", origin="c2", to=None), Move(member="m3", origin=None, to="c1")),
            ),
        ),
    ),
    MemberPrices(
        member="m2",
        coach=None,
        coaches=(
            CoachPrice(
                coach="c1",
                score=1000,
                change=None,
                bars=(
                    Bar(code="never"),
                    Bar(code="no_shared_time", params={"week": "2026-10-26", "most": 45}),
                ),
            ),
        ),
    ),
)


WORTH = CoachingValue(placed=1, shortfall=0, bands=(0,) * 9 + (1,), total=950)


@pytest.fixture
def three(make_person, cohort: Cohort, people: tuple[Person, ...]) -> tuple[Cohort, tuple[Person, ...]]:
    """The cohort with a second coach."""
    return cohort, (*people, make_person("emre", role=Role.COACH, interests=("math",)))


def test_a_table_gives_back_what_was_packed_a_member_at_a_time() -> None:
    table = PriceTable(pack(people=("m1", "m2", "m3", "c1", "c2"), value=WORTH, prices=reversed(PRICES)))
    assert (table.of("m1"), table.of("m2"), table.of("m3"), table.of("c1")) == (*PRICES, None, None)
    assert table.placed == {"m1": "c1", "m2": None}
    assert table.value == WORTH


def test_the_same_people_have_the_same_bytes(three) -> None:
    cohort, people = three
    one, other = (draft(cohort=cohort, people=people).prices for _ in range(2))
    assert one == other is not None


def test_a_plan_is_kept_with_its_prices_and_no_event_tells_of_them(
    store: Store, tools: Tools, imported: Cohort, people: tuple[Person, ...]
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=tools)
    with store.read() as tx:
        scope = whole_cohort(tx, imported.id)
        kept = scope.prices(tx.runs.plan_of_run(imported.id, run).id)
    assert PriceTable(kept.packed).placed == {"id-amina": "id-carla", "id-bilal": "id-carla"}
    with store.engine.connect() as connection:
        events = connection.execute(metadata.tables["event"].select()).mappings().all()
    assert all("carla" not in json.dumps(event["data"]) for event in events)


def test_prices_of_another_cohort_s_plan_are_not_reached(
    store: Store, tools: Tools, imported: Cohort, make_cohort
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
        tx.people.add_cohort(make_cohort(id="other"), now=tx.now)
    drain(store=store, tools=tools)
    with store.read() as tx:
        plan = tx.runs.plan_of_run(imported.id, run).id
        assert whole_cohort(tx, "other").prices(plan) is None
        assert whole_cohort(tx, imported.id).prices(plan) is not None


def test_a_plan_of_too_many_pairs_or_without_coaching_has_no_prices(
    three, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort, people = three
    assert draft(cohort=replace(cohort, coaching=None), people=people).prices is None
    monkeypatch.setattr(pricing, "MOST_PRICED", 4)
    assert draft(cohort=cohort, people=people).prices is not None
    monkeypatch.setattr(pricing, "MOST_PRICED", 3)
    assert draft(cohort=cohort, people=people).prices is None


def test_a_plan_that_is_not_the_best_is_not_priced(three) -> None:
    cohort, people = three
    plan = draft(cohort=cohort, people=people).plan
    moved = replace(plan.coaching, pairs=plan.coaching.pairs[1:])
    with pytest.raises(OtherPlanError):
        packed_prices(cohort=cohort, people=people, plan=replace(plan, coaching=moved))


def test_what_cannot_be_met_is_refused_as_a_solve_refuses_it(three) -> None:
    cohort, people = three
    pinned = (("amina", "carla"),)
    with pytest.raises(RequirementsError, match="must go with Carla, and must not"):
        PlanPrices(
            cohort=replace(cohort, coaching=replace(cohort.coaching, must=pinned, never=pinned)),
            people=people,
        )


def test_a_pair_that_is_barred_by_what_nobody_has_named_is_a_defect(
    three, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that is added to the scores must be given its name in `Alternatives` too."""
    cohort, people = three
    banned = replace(cohort, coaching=replace(cohort.coaching, never=(("amina", "emre"),)))
    prices = PlanPrices(cohort=banned, people=people)
    monkeypatch.setattr(prices._alternatives, "_never", frozenset())
    with pytest.raises(MatcherError, match="nothing known bars member 0 from coach 1"):
        list(prices.each())
    assert isinstance(prices._alternatives, Alternatives)
