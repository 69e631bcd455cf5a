"""The other coaches of a member, each with a price and its words: the least costly first, then those who are barred."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Reason
from scheduler.domain.prices import CoachPrice, MemberPrices
from scheduler.reasons import alternative_reasons, change_figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Priced:
    """A coach for a member: what it costs or what bars it, in words; `name` is None for who has left since."""

    name: str | None
    price: CoachPrice
    reasons: tuple[Reason, ...]

    @property
    def is_possible(self) -> bool:
        """Whether it can be."""
        return self.price.change is not None

    @property
    def figures(self) -> tuple[tuple[str, int], ...]:
        """What the value of the plan would change by, part by part."""
        return () if self.price.change is None else change_figures(self.price.change)


def priced(
    *, cohort: Cohort, people: Mapping[PersonId, Person], member: PersonId, price: CoachPrice
) -> Priced:
    """Put a price into words."""
    return Priced(
        name=people[price.coach].name if price.coach in people else None,
        price=price,
        reasons=alternative_reasons(cohort=cohort, people=people, member=member, price=price),
    )


def other_coaches(
    *, cohort: Cohort, people: Mapping[PersonId, Person], prices: MemberPrices
) -> tuple[Priced, ...]:
    """Return every coach but the member's own, by what they would cost; of equal ones, who moves fewer comes first."""
    others = (
        priced(cohort=cohort, people=people, member=prices.member, price=price)
        for price in prices.coaches
        if price.coach != prices.coach
    )
    return tuple(sorted(others, key=lambda other: cheapest_first(other.price)))


def cheapest_first(price: CoachPrice, *, midway: bool = False) -> tuple[bool, tuple[int, ...], int, int]:
    """Return what prices are sorted by: what the plan loses, part by part, then how many others move.

    Midway, how many others move comes right after how many have a coach.
    """
    change, moves = price.change, len(price.moves)
    if change is None:
        return True, (), 0, -price.score
    first = (-change.placed, moves) if midway else (-change.placed,)
    return False, (*first, change.shortfall, *change.bands, -change.total), moves, -price.score
