"""What every other coach would cost a member: the plan proven once more, and its pairs priced by the proof."""

from matcher.coaching.solver import nearest, prove
from matcher.solution import UnsatisfiableError
from scheduler.domain.boards import Placement
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import CoachingValue, Plan
from scheduler.domain.prices import Certificate
from scheduler.errors import RequirementsError
from scheduler.pair_prices import Asked, PairPrices, holding, numbered
from scheduler.price_table import MOST_PRICED, pack
from scheduler.problems import coached, coaches
from scheduler.reasons import conflict_reasons


class OtherPlanError(Exception):
    """The plan to be priced is not the one that its people and rules lead to: a fault of whoever solved it."""


class PlanPrices(PairPrices):
    """The prices of the best plan of a cohort, which is found and proven here."""

    def __init__(
        self,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        near: Placement | None = None,
        taken: Placement | None = None,
    ) -> None:
        """Prove the plan, of several as good the one that is nearest; raise RequirementsError as solving it does.

        Midway, where a draft was `taken`, few move from there.
        """
        asked = Asked.of(cohort=cohort, people=people, taken=taken)
        try:
            proof = prove(
                asked.problem,
                scores=asked.scores,
                candidates=asked.candidates,
                kept=asked.kept,
                costs=asked.costs,
            )
        except UnsatisfiableError as error:
            raise RequirementsError(
                conflict_reasons(cohort=cohort, people=people, findings=error.reasons)
            ) from error
        if near is not None:
            proof = nearest(proof, coach_of=numbered(near, cohort=cohort, people=people))
        super().__init__(cohort=cohort, people=people, asked=asked, proof=proof)


def packed_prices(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> bytes | None:
    """Return the price of every pair as `price_table` keeps it; None without coaching or above MOST_PRICED pairs.

    Raises OtherPlanError where the plan places anybody else than the best one does.
    """
    pairs = len(coached(cohort=cohort, people=people)) * len(coaches(cohort=cohort, people=people))
    if not 0 < pairs <= MOST_PRICED:
        return None
    prices = PlanPrices(cohort=cohort, people=people)
    placed = {pair.member: pair.coach for pair in plan.coaching.pairs}
    if prices.placed != {member: placed.get(member) for member in prices.members}:
        raise OtherPlanError
    return _packed(prices)


def prices_from(*, cohort: Cohort, people: tuple[Person, ...], taken: Placement) -> bytes:
    """Return the price of every pair, as `price_table` keeps it, of the best plan that moves few from a draft taken.

    The draft itself is that plan, unless it leaves somebody without a coach who could have one.
    """
    return _packed(PlanPrices(cohort=cohort, people=people, near=taken, taken=taken))


def _packed(prices: PairPrices) -> bytes:
    return pack(people=(*prices.members, *prices.coaches), value=prices.value, prices=prices.each())


def proven_around(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    held: Placement,
    near: Placement,
    taken: Placement | None = None,
) -> Certificate:
    """Prove the best plan in which those who are `held` stay with whom they are with, or with nobody.

    Midway few move from where a draft was `taken`. Of plans as good it is the one that moves the fewest from where they
    are in `near`. Raises RequirementsError where the rules do not allow what is held.
    """
    rules = holding(held, cohort=cohort, people=people)
    return PlanPrices(cohort=rules, people=people, near=near, taken=taken).certificate


def best_worth(*, cohort: Cohort, people: tuple[Person, ...]) -> CoachingValue:
    """Return what the best plan of all is worth; raises RequirementsError."""
    return PlanPrices(cohort=cohort, people=people).value
