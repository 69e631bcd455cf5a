"""What every other coach would cost a member: the plan proven once more, and its pairs priced by the proof."""

from collections.abc import Iterator
from datetime import timedelta

from calendars.availability import weeks_between
from matcher.coaching.alternatives import Alternative, Alternatives
from matcher.coaching.candidates import Candidates
from matcher.coaching.prices import Move
from matcher.coaching.solver import prove
from matcher.objective import coaching_change
from matcher.scoring import PairScores
from matcher.solution import Reason as Finding
from matcher.solution import UnsatisfiableError
from scheduler.domain import prices as domain
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingValue, Plan
from scheduler.domain.prices import Bar, CoachPrice, MemberPrices
from scheduler.errors import RequirementsError
from scheduler.price_table import MOST_PRICED, pack
from scheduler.problems import coached, coaches, coaching_problem
from scheduler.reasons import conflict_reasons


class OtherPlanError(Exception):
    """The plan to be priced is not the one that its people and rules lead to: a fault of whoever solved it."""


class PlanPrices:
    """The prices of the best plan of a cohort that has coaching, a member at a time."""

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
        self.members = tuple(person.id for person in coached(cohort=cohort, people=people))
        self.coaches = tuple(person.id for person in coaches(cohort=cohort, people=people))
        self.coach_of = dict(zip(self.members, map(self._coach, proof.solution.coach_of), strict=True))
        self._criteria = cohort.criteria
        self._monday = weeks_between(starts=cohort.starts, ends=cohort.ends).first_monday
        self._alternatives = Alternatives(problem=problem, scores=scores, candidates=candidates, proof=proof)

    def of(self, member: PersonId) -> MemberPrices:
        """Return what each coach would cost this member."""
        index = self.members.index(member)
        return self._member_prices(index, next(self._alternatives.of([index])))

    def each(self) -> Iterator[MemberPrices]:
        """Yield what each coach would cost each member, in an order of its own."""
        for index, found in self._alternatives.each():
            yield self._member_prices(index, found)

    def _member_prices(self, index: int, found: tuple[Alternative, ...]) -> MemberPrices:
        member = self.members[index]
        return MemberPrices(
            member=member,
            coach=self.coach_of[member],
            coaches=tuple(
                self._coach_price(coach, one) for coach, one in zip(self.coaches, found, strict=True)
            ),
        )

    def _coach_price(self, coach: PersonId, found: Alternative) -> CoachPrice:
        change = None
        if found.price is not None:
            more = coaching_change(found.price.rank)
            change = CoachingValue(
                placed=more.placed, shortfall=more.shortfall, bands=more.bands, total=more.total
            )
        return CoachPrice(
            coach=coach,
            score=found.score,
            change=change,
            moves=tuple(map(self._move, found.price.moves)) if found.price else (),
            bars=tuple(map(self._bar, found.bars)),
        )

    def _move(self, move: Move) -> domain.Move:
        return domain.Move(
            member=self.members[move.member], origin=self._coach(move.origin), to=self._coach(move.to)
        )

    def _bar(self, finding: Finding) -> Bar:
        params: dict[str, str | int] = {**finding.params}
        if "coach" in finding.params:
            params["coach"] = self.coaches[finding.params["coach"]]
        if "criterion" in finding.params:
            criterion = self._criteria[finding.params["criterion"]]
            params |= {"criterion": criterion.column, "rule": criterion.rule.value}
        if "week" in finding.params:
            params["week"] = str(self._monday + timedelta(weeks=finding.params["week"]))
        return Bar(code=finding.code, params=params)

    def _coach(self, index: int | None) -> PersonId | None:
        return None if index is None else self.coaches[index]


def packed_prices(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> bytes | None:
    """Return the price of every pair as `price_table` keeps it; None without coaching or above MOST_PRICED pairs.

    Raises OtherPlanError where the plan places anybody else than the best one does.
    """
    pairs = len(coached(cohort=cohort, people=people)) * len(coaches(cohort=cohort, people=people))
    if not 0 < pairs <= MOST_PRICED:
        return None
    prices = PlanPrices(cohort=cohort, people=people)
    placed = {pair.member: pair.coach for pair in plan.coaching.pairs}
    if prices.coach_of != {member: placed.get(member) for member in prices.members}:
        raise OtherPlanError
    return pack(people=(*prices.members, *prices.coaches), prices=prices.each())
