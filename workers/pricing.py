"""What every other coach would cost a member: the plan proven once more, and its pairs priced by the proof."""

from dataclasses import dataclass

from matcher.coaching.candidates import Candidates
from matcher.coaching.solver import prove
from matcher.scoring import PairScores
from matcher.solution import UnsatisfiableError
from scheduler.domain.boards import Placement
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingValue, Plan
from scheduler.domain.prices import Certificate
from scheduler.errors import RequirementsError
from scheduler.pair_prices import PairPrices, holding
from scheduler.price_table import MOST_PRICED, pack
from scheduler.problems import coached, coaches, coaching_problem
from scheduler.reasons import conflict_reasons


class OtherPlanError(Exception):
    """The plan to be priced is not the one that its people and rules lead to: a fault of whoever solved it."""


class PlanPrices(PairPrices):
    """The prices of the best plan of a cohort, which is found and proven here."""

    def __init__(self, *, cohort: Cohort, people: tuple[Person, ...]) -> None:
        """Prove the plan; raise RequirementsError as solving it does."""
        problem = coaching_problem(cohort=cohort, people=people)
        scores = PairScores(problem)
        candidates = Candidates(problem, scores)
        try:
            proof = prove(problem, scores=scores, candidates=candidates)
        except UnsatisfiableError as error:
            raise RequirementsError(
                conflict_reasons(cohort=cohort, people=people, findings=error.reasons)
            ) from error
        super().__init__(cohort=cohort, people=people, candidates=candidates, scores=scores, proof=proof)


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
    return pack(people=(*prices.members, *prices.coaches), value=prices.value, prices=prices.each())


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvenAround:
    """What `pair_prices.HeldPrices` is opened with, and what the best plan of all is worth."""

    kept: dict[PersonId | None, Certificate]
    bound: CoachingValue


def proven_around(*, cohort: Cohort, people: tuple[Person, ...], held: Placement) -> ProvenAround:
    """Prove the best plan in which those who are `held` stay with whom they are with, or with nobody.

    And for each of them the best in which all the others stay. Raises RequirementsError where the rules do not allow
    what is held.
    """

    def proven(holds: Placement) -> PlanPrices:
        return PlanPrices(cohort=holding(holds, cohort=cohort, people=people), people=people)

    around, best = proven(held), proven({})
    kept: dict[PersonId | None, Certificate] = {None: around.certificate}
    for member in held:
        others = {each: coach for each, coach in held.items() if each != member}
        kept[member] = proven(others).certificate
    return ProvenAround(kept=kept, bound=best.value)
