"""What each coach would cost a member, out of a plan that is proven the best: no solver is asked.

Of a draft that was changed by hand, what was moved stays where it was put, and the best plan around it is priced.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Self

from calendars.availability import weeks_between
from matcher.coaching import prices as found_prices
from matcher.coaching.alternatives import Alternative, Alternatives
from matcher.coaching.candidates import Candidates
from matcher.coaching.proofs import Proof, restored
from matcher.objective import coaching_change
from matcher.scoring import PairScores
from matcher.solution import Reason as Finding
from scheduler.domain.boards import Placement, after, between, less, plus
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Bar, Certificate, CoachPrice, MemberPrices, Move
from scheduler.problems import coached, coaches, coaching_problem


class PairPrices:
    """The prices of the best plan of a cohort that has coaching, a member at a time."""

    def __init__(
        self,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        candidates: Candidates,
        scores: PairScores,
        proof: Proof,
    ) -> None:
        self.members = tuple(person.id for person in coached(cohort=cohort, people=people))
        self.coaches = tuple(person.id for person in coaches(cohort=cohort, people=people))
        self.value = CoachingValue(**asdict(proof.solution.objective))
        self.placed: Placement = dict(
            zip(self.members, map(self._coach, proof.solution.coach_of), strict=True)
        )
        self._proof = proof
        self._criteria = cohort.criteria
        self._monday = weeks_between(starts=cohort.starts, ends=cohort.ends).first_monday
        self._alternatives = Alternatives(
            problem=coaching_problem(cohort=cohort, people=people),
            scores=scores,
            candidates=candidates,
            proof=proof,
        )

    @classmethod
    def restored(cls, kept: Certificate, *, cohort: Cohort, people: tuple[Person, ...]) -> Self:
        """Open the prices again, for the very cohort and people that the plan was proven for."""
        problem = coaching_problem(cohort=cohort, people=people)
        number = {coach.id: index for index, coach in enumerate(coaches(cohort=cohort, people=people))}
        scores = PairScores(problem)
        candidates = Candidates(problem, scores)
        proof = restored(
            problem=problem,
            scores=scores,
            candidates=candidates,
            coach_of=[None if coach is None else number[coach] for coach in kept.coach_of],
            prices=kept.prices,
        )
        return cls(cohort=cohort, people=people, candidates=candidates, scores=scores, proof=proof)

    @property
    def certificate(self) -> Certificate:
        """What is to be kept, so that the prices can be opened again."""
        return Certificate(coach_of=tuple(self.placed.values()), prices=self._proof.prices)

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
            coach=self.placed[member],
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


class HeldPrices:
    """The prices of the best plan that leaves some where they were put, for whom a price lets that one alone go.

    `placed` is that plan and `value` what it is worth; what a price says to change is told from there.
    """

    def __init__(
        self,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        held: Placement,
        kept: Mapping[PersonId | None, Certificate],
    ) -> None:
        self._cohort, self._people, self._held, self._kept = cohort, people, held, kept
        self._around = self._opened(None)
        self.placed, self.value = self._around.placed, self._around.value

    def of(self, member: PersonId) -> MemberPrices | None:
        """Return what each coach would cost this member; None for who is no member, or cannot be let go yet."""
        if member not in self.placed or (member in self._held and member not in self._kept):
            return None
        return self._let_go(member) if member in self._held else self._around.of(member)

    def _opened(self, freed: PersonId | None) -> PairPrices:
        holds = {member: coach for member, coach in self._held.items() if member != freed}
        rules = holding(holds, cohort=self._cohort, people=self._people)
        return PairPrices.restored(self._kept[freed], cohort=rules, people=self._people)

    def _let_go(self, member: PersonId) -> MemberPrices:
        freed = self._opened(member)
        more = less(freed.value, self.value)

        def told(price: CoachPrice) -> CoachPrice:
            if price.change is None:
                return price
            placed = after(freed.placed, (*price.moves, Move(member=member, origin=None, to=price.coach)))
            moves = tuple(move for move in between(self.placed, placed) if move.member != member)
            return replace(price, change=plus(price.change, more), moves=moves)

        row = freed.of(member)
        return replace(row, coach=self.placed[member], coaches=tuple(map(told, row.coaches)))


def holding(held: Placement, *, cohort: Cohort, people: tuple[Person, ...]) -> Cohort:
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
