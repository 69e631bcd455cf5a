"""Why not another coach: what each would have cost a member, as those who answer for the plan read it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduler.access import CohortScope, Right
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Reason, without_answers
from scheduler.domain.prices import CoachPrice, MemberPrices
from scheduler.errors import NotFoundError
from scheduler.price_table import MOST_PRICED, PriceTable
from scheduler.queries.cohort_overview import is_outdated
from scheduler.reasons import alternative_reasons, change_figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternative:
    """Another coach: what the pair scores, what it costs or what bars it; `name` is None for who has left since."""

    name: str | None
    price: CoachPrice
    reasons: tuple[Reason, ...]

    @property
    def figures(self) -> tuple[tuple[str, int], ...]:
        """What the value of the plan would change by, part by part."""
        return () if self.price.change is None else change_figures(self.price.change)


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternatives:
    """A member, their coach in the plan, and every other coach: the least costly first, then those who are barred.

    `pairs` is how many pairs of a member and a coach the plan chose from. `priced` is false where no prices are kept;
    `edited` is true where the plan pairs people otherwise than as it was solved, and as it was priced.
    """

    plan: str
    release: int | None
    member: str | None
    coach: PersonId | None
    coach_name: str | None
    others: tuple[Alternative, ...]
    pairs: int
    priced: bool
    edited: bool
    outdated: bool

    @property
    def too_many(self) -> bool:
        """Whether the plan has no prices because it chose from more pairs than `most_priced`."""
        return not self.priced and self.pairs > self.most_priced

    @property
    def most_priced(self) -> int:
        """How many pairs a plan may choose from and still be priced."""
        return MOST_PRICED

    @property
    def possible(self) -> tuple[Alternative, ...]:
        """Those whom the member could go with."""
        return tuple(other for other in self.others if other.price.change is not None)

    @property
    def barred(self) -> tuple[Alternative, ...]:
        """Those whom the member cannot go with."""
        return tuple(other for other in self.others if other.price.change is None)


def alternatives(scope: CohortScope, *, plan: str, member: str) -> Alternatives:
    """Return what every other coach would have cost; raise NotFoundError where the plan has no such member."""
    stored, packed, roster = scope.plan(plan), scope.prices(plan), scope.people()
    part, whom, people = stored.plan.coaching, PersonId(member), {person.id: person for person in roster}
    placed = {pair.member: pair.coach for pair in part.pairs} | {one.member: None for one in part.unplaced}
    if whom not in placed:
        raise NotFoundError
    table = None if packed is None else PriceTable(packed)
    prices = None if table is None else table.of(whom)
    coach = placed[whom] if prices is None else prices.coach
    others = () if prices is None else other_coaches(cohort=scope.cohort, people=people, prices=prices)
    if Right.COORDINATOR not in scope.rights:
        others = tuple(replace(other, reasons=without_answers(other.reasons)) for other in others)
    return Alternatives(
        plan=stored.id,
        release=stored.release,
        member=people[whom].name if whom in people else None,
        coach=coach,
        coach_name=people[coach].name if coach and coach in people else None,
        others=others,
        pairs=len(placed) * sum(person.role is Role.COACH for person in roster),
        priced=prices is not None,
        edited=table is not None and table.placed != placed,
        outdated=is_outdated(scope, plan=stored),
    )


def other_coaches(
    *, cohort: Cohort, people: Mapping[PersonId, Person], prices: MemberPrices
) -> tuple[Alternative, ...]:
    """Return every coach but the member's own, by what they would cost; of equal ones, who moves fewer comes first."""
    others = (
        Alternative(
            name=people[price.coach].name if price.coach in people else None,
            price=price,
            reasons=alternative_reasons(cohort=cohort, people=people, member=prices.member, price=price),
        )
        for price in prices.coaches
        if price.coach != prices.coach
    )
    return tuple(sorted(others, key=lambda other: _order(other.price)))


def _order(price: CoachPrice) -> tuple[bool, tuple[int, ...], int, int]:
    change = price.change
    if change is None:
        return True, (), 0, -price.score
    rank = (-change.placed, change.shortfall, *change.bands, -change.total)
    return False, rank, len(price.moves), -price.score
