"""The price of every other pair, by a judge that knows neither the flows nor their prices."""

from collections import Counter
from itertools import islice

from hypothesis import given, settings

from scheduler.domain.cohorts import Cohort, Fairness
from scheduler.domain.people import PersonId, Role
from scheduler.domain.plans import CoachingValue, Plan
from scheduler.domain.prices import CoachPrice, MemberPrices
from scheduler.price_table import PriceTable
from tests.oracle.cases import Case, coaching_cases
from tests.oracle.coaching import Worths, optimum
from tests.oracle.judge import impossible
from tests.oracle.pairs import capacity_of, of_role, worths
from workers.drafting import draft

FORCED = 2
"""Pairs of a case that are solved anew; each takes a tenth of a second."""


@settings(settings.get_profile("oracle"), max_examples=15)
@given(case=coaching_cases())
def test_a_price_is_what_the_best_plan_with_the_pair_gives_up_and_its_moves_make_such_a_plan(
    case: Case,
) -> None:
    cohort, people = case
    if impossible(cohort=cohort, people=people):
        return
    drafted = draft(cohort=cohort, people=people)
    if drafted.prices is None:
        assert not (of_role(people, Role.MEMBER) and of_role(people, Role.COACH))
        return
    known = worths(cohort=cohort, coaching=cohort.coaching, people=people)
    table = PriceTable(drafted.prices)
    assert sorted(table.placed) == sorted(person.id for person in of_role(people, Role.MEMBER))
    priced = [
        (prices, price)
        for member in table.placed
        for prices in [table.of(member)]
        for price in prices.coaches
    ]
    for prices, price in priced:
        barred = bars(prices.member, price.coach, case=case, known=known)
        assert {bar.code for bar in price.bars} == barred
        assert price.score == known[prices.member, price.coach].score
        if not barred:
            plan = with_pair(drafted.plan, prices, price)
            assert keeps_the_rules(plan, case=case, known=known)
            assert rank(value(plan, case=case, known=known), cohort) == promised(drafted.plan, price, cohort)
    forced = [(prices, price) for prices, price in priced if price.change and price.coach != prices.coach]
    keys = {person.id: person.key for person in people}
    for prices, price in islice(forced[len(forced) // 2 :], FORCED):
        must = (*cohort.coaching.must, (keys[prices.member], keys[price.coach]))
        assert promised(drafted.plan, price, cohort) == optimum(known, cohort.coaching, people, must=must)


def bars(member: PersonId, coach: PersonId, *, case: Case, known: Worths) -> set[str]:
    """Say what keeps two apart, from the rules alone."""
    cohort, people = case
    keys = {person.id: person.key for person in people}
    pair, pins = (keys[member], keys[coach]), dict(cohort.coaching.must)
    if pair in cohort.coaching.must:
        return set()
    worth, kept = known[member, coach], Counter(pins.values())[pair[1]]
    takes = capacity_of(next(one for one in people if one.id == coach), cohort.coaching).maximum
    found = {
        "never": pair in cohort.coaching.never,
        "no_shared_time": not worth.shared_minutes,
        "language_required": cohort.coaching.language == "required" and not worth.languages,
        "criterion_required": any(
            criterion.weight is None and not share
            for criterion, share in zip(cohort.criteria, worth.criteria, strict=True)
        ),
        "pinned": pair[0] in pins,
        "no_place": kept >= takes,
    }
    return {code for code, holds in found.items() if holds}


def with_pair(plan: Plan, prices: MemberPrices, price: CoachPrice) -> dict[PersonId, PersonId | None]:
    """Return the plan with the pair made and the others moved, each from where they were."""
    placed = {pair.member: pair.coach for pair in plan.coaching.pairs}
    placed[prices.member] = price.coach
    for move in price.moves:
        assert move.member != prices.member
        assert placed.get(move.member) == move.origin
        placed[move.member] = move.to
    return placed


def keeps_the_rules(plan: dict[PersonId, PersonId | None], *, case: Case, known: Worths) -> bool:
    cohort, people = case
    keys = {person.id: person.key for person in people}
    load = Counter(plan.values())
    fits = all(
        load[coach.id] <= capacity_of(coach, cohort.coaching).maximum for coach in of_role(people, Role.COACH)
    )
    made = {(keys[member], keys[coach]) for member, coach in plan.items() if coach}
    allowed = all(
        known[member, coach].allowed or (keys[member], keys[coach]) in cohort.coaching.must
        for member, coach in plan.items()
        if coach
    )
    return fits and allowed and made >= set(cohort.coaching.must)


def value(plan: dict[PersonId, PersonId | None], *, case: Case, known: Worths) -> CoachingValue:
    cohort, people = case
    scores = [known[member, coach].score for member, coach in plan.items() if coach]
    load = Counter(plan.values())
    short = (
        max(0, capacity_of(coach, cohort.coaching).minimum - load[coach.id])
        for coach in of_role(people, Role.COACH)
    )
    bands = tuple(sum(min(9, score // 100) == band for score in scores) for band in range(10))
    return CoachingValue(placed=len(scores), shortfall=sum(short), bands=bands, total=sum(scores))


def rank(worth: CoachingValue, cohort: Cohort) -> tuple[int, ...]:
    bands = worth.bands if cohort.coaching.fairness is Fairness.WORST_FIRST else ()
    return (worth.placed, worth.shortfall, *bands, worth.total)


def promised(plan: Plan, price: CoachPrice, cohort: Cohort) -> tuple[int, ...]:
    """Return what the best plan with the pair is worth, as the price says."""
    best, change = plan.coaching.objective, price.change
    return tuple(a + b for a, b in zip(rank(best, cohort), rank(change, cohort), strict=True))
