"""How a solve of workshop groups stands: the best plan so far and the least bound, told whenever either improves.

Plans are compared by one whole number, step * served + total, in which one more served outweighs any total.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matcher.check import check_groups
from matcher.groups.offers import Offers
from matcher.groups.seating import Seating
from matcher.objective import groups_objective, wish_worth
from matcher.problem import GroupsProblem, MatcherError
from matcher.solution import GroupsObjective, GroupsSolution, Progress, Report, Section


def all_worth(problem: GroupsProblem) -> int:
    """Sum the worth if everybody had their dearest wishes: no total is larger."""
    return sum(
        wish_worth(rank=rank)
        for wished in problem.wishes
        for rank in range(1, 1 + min(len(wished), problem.per_member))
    )


class Standing:
    """The incumbent, at first the plan that holds nothing, and the bound, at first everybody's dearest wishes."""

    def __init__(self, offers: Offers, *, report: Report | None) -> None:
        self.problem = problem = offers.problem
        self._offers, self._report = offers, report
        self._dearest, self._wishing = all_worth(problem), sum(1 for wished in problem.wishes if wished)
        self.step = 1 + self._dearest if problem.served_first else 0
        self.plan = Seating(leads=(), seats=np.zeros(0, dtype=np.int64), value=0)
        self.bound = self.step * self._wishing + self._dearest

    @property
    def open(self) -> bool:
        """Whether a better plan is still conceivable."""
        return self.plan.value < self.bound

    def found(self, plan: Seating) -> None:
        """Keep a plan that is better; MatcherError if it is worth more than was proven possible."""
        if plan.value > self.plan.value:
            self.plan = plan
            self._agree()
            self._tell()

    def bounded(self, bound: int) -> None:
        """Keep a bound that is less; MatcherError if it is less than the plan's value."""
        if bound < self.bound:
            self.bound = bound
            self._agree()
            self._tell()

    @property
    def served(self) -> int | None:
        """How many are served, once it is proven that no more can be."""
        if not self.step:
            return None
        now, most = self.plan.value // self.step, min(self.bound // self.step, self._wishing)
        return now if now == most else None

    def solution(self) -> GroupsSolution:
        """State the plan, its worth, and what the bound proves of it; MatcherError if it is not worth its value."""
        stated = self.stated()
        objective = stated.objective
        if self.step * objective.served + objective.total != self.plan.value:
            raise self._fault(f"its sections serve {objective.served} and are worth {objective.total}")
        if not self.open:
            return stated
        bound = self._split()
        more_served = self.step > 0 and bound.served > objective.served
        return replace(
            stated,
            bound=bound,
            gap=1 - objective.served / bound.served if more_served else 1 - objective.total / bound.total,
            proven=False,
        )

    def stated(self) -> GroupsSolution:
        """State the plan as if nothing better were conceivable."""
        sections = tuple(_sections(self._offers, self.plan))
        objective = groups_objective(problem=self.problem, sections=sections)
        return GroupsSolution(sections=sections, objective=objective, bound=objective, gap=0.0, proven=True)

    def _agree(self) -> None:
        """Refuse to go on where plan and bound deny each other: one of the models that made them is wrong."""
        if self.open or self.plan.value == self.bound:
            return
        broken = check_groups(problem=self.problem, solution=self.stated())
        raise self._fault(
            f"that plan breaks a rule, {broken[0].code}" if broken else "that plan keeps every rule"
        )

    def _fault(self, finding: str) -> MatcherError:
        return MatcherError(
            f"workshop groups: a plan of value {self.plan.value} was found, and {self.bound} proven to be the most "
            f"({self.step} for each member served among it), but {finding}. "
            "A model of the matcher is wrong, not the cohort: please report it with the cohort's size"
        )

    def _split(self) -> GroupsObjective:
        """Read the bound: the most served, and the most worth if so many are; any worth if more are than now."""
        if not self.step:
            return GroupsObjective(served=self._wishing, total=min(self.bound, self._dearest))
        served = min(self.bound // self.step, self._wishing)
        more_served = served > self.plan.value // self.step
        total = self._dearest if more_served else min(self.bound - self.step * served, self._dearest)
        return GroupsObjective(served=served, total=total)

    def _tell(self) -> None:
        """Tell of how many are served, and once no more can be, of the total of those plans."""
        if self._report is None:
            return
        bound, served, total = self._split(), 0, self.plan.value
        if self.step:
            served, total = divmod(self.plan.value, self.step)
            self._report(Progress(phase="groups", of="served", incumbent=served, bound=bound.served))
        if not self.step or served == bound.served:
            self._report(Progress(phase="groups", of="total", incumbent=total, bound=bound.total))


def _sections(offers: Offers, plan: Seating) -> Iterator[Section]:
    """Read the sections held; those of a workshop that start together share their members out evenly."""
    for place in np.unique(offers.lead_place[list(plan.leads)]).tolist():
        leading = [int(offers.lead_person[lead]) for lead in plan.leads if offers.lead_place[lead] == place]
        seats = plan.seats[offers.seat_place[plan.seats] == place]
        members = sorted(offers.seat_person[seats].tolist())
        for nth, person in enumerate(sorted(leading)):
            begin, end = (len(members) * cut // len(leading) for cut in (nth, nth + 1))
            yield Section(
                workshop=int(offers.place_workshop[place]),
                start=int(offers.place_start[place]),
                facilitator=person,
                members=tuple(members[begin:end]),
            )
