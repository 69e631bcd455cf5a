"""What each coach would cost a member, out of a plan that is proven the best: no solver is asked.

Of a draft that was changed by hand, what was moved stays where it was put, and the best plan around it is priced. A
draft made midway is changed by an order of its own: after the most placed, the fewest who leave the coach that the
draft, as it was `taken`, has for them.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import numpy as np

from calendars.availability import weeks_between
from matcher.coaching import prices as found_prices
from matcher.coaching.alternatives import Alternative, Alternatives
from matcher.coaching.candidates import Candidates
from matcher.coaching.drawing import Kept, order, order_of_staying
from matcher.coaching.moves import keepable
from matcher.coaching.networks import Cost
from matcher.coaching.proofs import Proof, restored
from matcher.objective import coaching_change
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores
from matcher.solution import Reason as Finding
from scheduler.domain.boards import Placement
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import CoachingValue
from scheduler.domain.prices import Bar, Certificate, CoachPrice, MemberPrices, Move
from scheduler.problems import coached, coaches, coaching_problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question of who coaches whom, ready to be solved or its prices opened; `kept` are those who had better stay."""

    problem: CoachingProblem
    scores: PairScores
    candidates: Candidates
    kept: Kept | None

    @classmethod
    def of(cls, *, cohort: Cohort, people: tuple[Person, ...], taken: Placement | None) -> "Asked":
        """Put the question by the cohort's rules, and heed where a draft had them as it was `taken`, if it was."""
        problem = coaching_problem(cohort=cohort, people=people)
        scores = PairScores(problem)
        if taken is None:
            return cls(problem=problem, scores=scores, candidates=Candidates(problem, scores), kept=None)
        staying = keepable(problem, scores, before=numbered(taken, cohort=cohort, people=people))
        return cls(
            problem=problem,
            scores=scores,
            candidates=Candidates(problem, scores, kept=staying),
            kept=Kept(coach=staying, spared=np.zeros(len(staying), dtype=bool)),
        )

    @property
    def costs(self) -> tuple[Cost, ...]:
        """The order by which it is answered."""
        return order(self.problem) if self.kept is None else order_of_staying(self.problem)


def numbered(placed: Placement, *, cohort: Cohort, people: tuple[Person, ...]) -> tuple[int | None, ...]:
    """Return each member's coach by number, in the roster's order."""
    number = {coach.id: index for index, coach in enumerate(coaches(cohort=cohort, people=people))}
    now = (placed[member.id] for member in coached(cohort=cohort, people=people))
    return tuple(None if coach is None else number[coach] for coach in now)


class PairPrices:
    """The prices of the best plan of a cohort that has coaching, a member at a time."""

    def __init__(self, *, cohort: Cohort, people: tuple[Person, ...], asked: Asked, proof: Proof) -> None:
        self.members = tuple(person.id for person in coached(cohort=cohort, people=people))
        self.coaches = tuple(person.id for person in coaches(cohort=cohort, people=people))
        solution = proof.solution
        self.value = CoachingValue(**asdict(solution.objective))
        self.placed: Placement = dict(zip(self.members, map(self._coach, solution.coach_of), strict=True))
        self._people, self._asked, self._proof = people, asked, proof
        self._criteria = cohort.criteria
        self._monday = weeks_between(starts=cohort.starts, ends=cohort.ends).first_monday
        self._alternatives = Alternatives(
            problem=asked.problem,
            scores=asked.scores,
            candidates=asked.candidates,
            proof=proof,
            staying=asked.kept is not None,
        )

    @classmethod
    def restored(
        cls,
        certificate: Certificate,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        taken: Placement | None,
    ) -> "PairPrices":
        """Open the prices again, for the very cohort, people and draft `taken` that the plan was proven for."""
        asked = Asked.of(cohort=cohort, people=people, taken=taken)
        number = {coach.id: index for index, coach in enumerate(coaches(cohort=cohort, people=people))}
        proof = restored(
            problem=asked.problem,
            scores=asked.scores,
            candidates=asked.candidates,
            coach_of=[None if coach is None else number[coach] for coach in certificate.coach_of],
            prices=certificate.prices,
            kept=asked.kept,
            costs=asked.costs,
        )
        return PairPrices(cohort=cohort, people=people, asked=asked, proof=proof)

    def by_rules(self, cohort: Cohort) -> "PairPrices":
        """Return the prices by other pins and bans, of members whose own alone are others than the plan's."""
        problem = coaching_problem(cohort=cohort, people=self._people)
        asked = replace(self._asked, problem=problem, scores=PairScores(problem))
        return PairPrices(cohort=cohort, people=self._people, asked=asked, proof=self._proof)

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
    """The prices of the best plan that leaves some where they were put; `placed` is that plan, `value` its worth.

    The price of another coach for one of those lets that one alone go. Nothing else is to be proven for it: whoever is
    held takes a place and has no part in what the others' flow may still do (`matcher.coaching.prices`).
    """

    def __init__(
        self,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        held: Placement,
        taken: Placement | None = None,
        kept: Certificate,
    ) -> None:
        """Open what was `kept` of the plan around who is `held`; of a draft made midway, with where it was `taken`."""
        self._cohort, self._people, self._held = cohort, people, held
        rules = holding(held, cohort=cohort, people=people)
        self._around = PairPrices.restored(kept, cohort=rules, people=people, taken=taken)
        self.placed, self.value = self._around.placed, self._around.value

    def of(self, member: PersonId) -> MemberPrices | None:
        """Return what each coach would cost this member; None for who is no member."""
        if member not in self.placed:
            return None
        if member not in self._held:
            return self._around.of(member)
        others = {each: coach for each, coach in self._held.items() if each != member}
        return self._around.by_rules(holding(others, cohort=self._cohort, people=self._people)).of(member)


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
