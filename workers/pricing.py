"""What every other coach would cost a member: the plan proven once more, and its pairs priced by the proof.

Of a draft that was changed by hand, what was moved stays where it was put, and the best plan around it is priced.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import chain

from calendars.availability import weeks_between
from matcher.coaching import prices as found_prices
from matcher.coaching.alternatives import Alternative, Alternatives
from matcher.coaching.candidates import Candidates
from matcher.coaching.solver import prove
from matcher.objective import coaching_change
from matcher.scoring import PairScores
from matcher.solution import Reason as Finding
from matcher.solution import UnsatisfiableError
from scheduler.domain.boards import Placement, after, between, less, plus
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingValue, Plan
from scheduler.domain.prices import Bar, CoachPrice, MemberPrices, Move
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
        self.value = CoachingValue(**asdict(proof.solution.objective))
        self.coach_of: Placement = dict(
            zip(self.members, map(self._coach, proof.solution.coach_of), strict=True)
        )
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

    def _move(self, move: found_prices.Move) -> Move:
        return Move(
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
    return pack(people=(*prices.members, *prices.coaches), value=prices.value, prices=prices.each())


@dataclass(frozen=True, kw_only=True, slots=True)
class PricedAround:
    """The prices of the best plan that leaves some where they are, and what the best plan of all is worth."""

    packed: bytes
    bound: CoachingValue


def priced_around(*, cohort: Cohort, people: tuple[Person, ...], held: Placement) -> PricedAround:
    """Price every pair of the best plan in which those who are `held` stay with whom they are with, or with nobody.

    What another coach would cost one of them lets that one go, and holds the others. Raises RequirementsError where
    the rules do not allow what is held.
    """
    prices = PlanPrices(cohort=_holding(held, cohort=cohort, people=people), people=people)
    free = (each for each in prices.each() if each.member not in held)
    let_go = (_let_go(member, prices, cohort=cohort, people=people, held=held) for member in held)
    best = PlanPrices(cohort=cohort, people=people).value if held else prices.value
    packed = pack(people=(*prices.members, *prices.coaches), value=prices.value, prices=chain(free, let_go))
    return PricedAround(packed=packed, bound=best)


def _let_go(
    member: PersonId, around: PlanPrices, *, cohort: Cohort, people: tuple[Person, ...], held: Placement
) -> MemberPrices:
    """Price one who is held, with the others held, by what changes from the best plan in which all of them are."""
    others = {each: coach for each, coach in held.items() if each != member}
    freed = PlanPrices(cohort=_holding(others, cohort=cohort, people=people), people=people)
    more = less(freed.value, around.value)

    def told(price: CoachPrice) -> CoachPrice:
        if price.change is None:
            return price
        placed = after(freed.coach_of, (*price.moves, Move(member=member, origin=None, to=price.coach)))
        moves = tuple(move for move in between(around.coach_of, placed) if move.member != member)
        return replace(price, change=plus(price.change, more), moves=moves)

    row = freed.of(member)
    return replace(row, coach=around.coach_of[member], coaches=tuple(map(told, row.coaches)))


def _holding(held: Placement, *, cohort: Cohort, people: tuple[Person, ...]) -> Cohort:
    """Return the rules by which whoever is held goes with that coach, or with none."""
    if cohort.coaching is None or not held:
        return cohort
    keys = {person.id: person.key for person in people}
    takers = [coach.key for coach in coaches(cohort=cohort, people=people)]
    must = ((keys[member], keys[coach]) for member, coach in held.items() if coach is not None)
    never = ((keys[member], coach) for member, to in held.items() if to is None for coach in takers)
    rules = replace(
        cohort.coaching,
        must=(*cohort.coaching.must, *must),
        never=(*cohort.coaching.never, *never),
    )
    return replace(cohort, coaching=rules)
