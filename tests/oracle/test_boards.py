"""The prices around what was put in its place by hand, by a judge that knows neither the flows nor their prices."""

from dataclasses import replace
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.boards import Placement, after, less, plus
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import PersonId, Role
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Move
from scheduler.pair_prices import HeldPrices
from tests.oracle.cases import Case, coaching_cases
from tests.oracle.coaching import Worths, optimum, staying
from tests.oracle.judge import impossible
from tests.oracle.pairs import capacity_of, of_role, worths
from tests.oracle.test_alternatives import keeps_the_rules, rank, value
from workers.pricing import best_worth, proven_around

FORCED = 4


@settings(settings.get_profile("oracle"), max_examples=50)
@given(case=coaching_cases(), data=st.data())
def test_prices_are_of_the_best_plan_that_leaves_in_place_what_was_put_there(case: Case, data) -> None:
    cohort, people = case
    members, takers = of_role(people, Role.MEMBER), of_role(people, Role.COACH)
    if impossible(cohort=cohort, people=people) or not members or not takers:
        return
    known = worths(cohort=cohort, coaching=cohort.coaching, people=people)
    held = data.draw(_held(case, known))
    anywhere = st.fixed_dictionaries({each.id: st.sampled_from(_places(takers)) for each in members})
    near, taken = data.draw(anywhere), data.draw(st.none() | anywhere)
    kept = proven_around(cohort=cohort, people=people, held=held, near=near | held, taken=taken)
    table = HeldPrices(cohort=cohort, people=people, held=held, taken=taken, kept=kept)
    assert {member: table.placed[member] for member in held} == held

    def best(held: Placement) -> tuple[int, ...]:
        return _best(held, taken=taken, cohort=cohort, people=people, known=known)

    def worth(held: Placement, placed: Placement) -> tuple[int, ...]:
        """Rank a plan by what it is worth, and midway with how many leave whom they were with."""
        placed_, *others = rank(value(placed, case=case, known=known), cohort)
        stay = () if taken is None else _stay(held, taken=taken, cohort=cohort, people=people, known=known)
        moves = () if taken is None else (sum(placed[member] != coach for member, coach in stay),)
        return (placed_, *moves, *others)

    assert rank(table.value, cohort) == rank(value(table.placed, case=case, known=known), cohort)
    assert worth(held, table.placed) == best(held)
    assert rank(best_worth(cohort=cohort, people=people), cohort) == optimum(
        known, cohort.coaching, people, must=cohort.coaching.must
    )
    rows = [table.of(member.id) for member in members]
    asked = [(row, price) for row in rows for price in row.coaches if price.change is not None]
    for row, price in asked:
        own = Move(member=row.member, origin=None, to=price.coach)
        placed = after(table.placed, (*price.moves, own))
        others = {member: coach for member, coach in held.items() if member != row.member}
        assert {member: placed[member] for member in others} == others
        assert keeps_the_rules(placed, case=case, known=known)
        promised = rank(plus(_comparable(table.value, price.change), price.change), cohort)
        assert rank(value(placed, case=case, known=known), cohort) == promised
    held_first = sorted(asked, key=lambda each: each[0].member not in held)
    for row, price in islice(held_first, FORCED):
        others = {member: coach for member, coach in held.items() if member != row.member}
        forced = others | {row.member: price.coach}
        placed = after(table.placed, (*price.moves, Move(member=row.member, origin=None, to=price.coach)))
        assert worth(forced, placed) == best(forced), (row.member, price.coach, held)


def test_what_differs_and_what_it_is_added_to_come_back() -> None:
    one = CoachingValue(placed=3, shortfall=1, bands=(0, 1) + (0,) * 7 + (2,), total=2100)
    other = CoachingValue(placed=2, shortfall=0, bands=(1,) + (0,) * 8 + (1,), total=1000)
    assert plus(less(one, other), other) == one
    assert less(one, replace(other, bands=())).bands == ()


def _places(takers) -> list[PersonId | None]:
    return [None, *(coach.id for coach in takers)]


@st.composite
def _held(draw: st.DrawFn, case: Case, known: Worths) -> Placement:
    """Put up to three members by hand, as a board allows it: nobody who is pinned, and no coach over their places."""
    cohort, people = case
    keys = {person.id: person.key for person in people}
    pinned = {member for member, _ in cohort.coaching.must}
    room = {
        coach.id: capacity_of(coach, cohort.coaching).maximum
        - sum(with_ == coach.key for _, with_ in cohort.coaching.must)
        for coach in of_role(people, Role.COACH)
    }
    free = [each.id for each in of_role(people, Role.MEMBER) if each.key not in pinned]
    held: Placement = {}
    for member in draw(st.lists(st.sampled_from(free), max_size=3, unique=True)) if free else ():
        fits = [
            coach
            for coach in room
            if room[coach] > 0
            and known[member, coach].allowed
            and (keys[member], keys[coach]) not in cohort.coaching.never
        ]
        to = draw(st.sampled_from([None, *fits]))
        if to is not None:
            room[to] -= 1
        held[member] = to
    return held


def _best(
    held: Placement, *, taken: Placement | None, cohort: Cohort, people, known: Worths
) -> tuple[int, ...]:
    """Return the rank of the best plan in which these stay so."""
    must, left = _holding(held, cohort=cohort, people=people, known=known)
    return optimum(left, cohort.coaching, people, must=must, taken=taken)


def _stay(
    held: Placement, *, taken: Placement, cohort: Cohort, people, known: Worths
) -> list[tuple[PersonId, PersonId]]:
    """List the pairs of the draft as it was taken that may stay where these are held."""
    must, left = _holding(held, cohort=cohort, people=people, known=known)
    return staying(taken, known=left, people=people, must=must)


def _holding(
    held: Placement, *, cohort: Cohort, people, known: Worths
) -> tuple[tuple[tuple[str, str], ...], Worths]:
    keys: dict[PersonId, str] = {person.id: person.key for person in people}
    must = tuple((keys[member], keys[coach]) for member, coach in held.items() if coach is not None)
    out = {member for member, coach in held.items() if coach is None}
    left = {pair: replace(worth, allowed=False) if pair[0] in out else worth for pair, worth in known.items()}
    return (*cohort.coaching.must, *must), left


def _comparable(worth: CoachingValue, change: CoachingValue) -> CoachingValue:
    return worth if change.bands else replace(worth, bands=())
