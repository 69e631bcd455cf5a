"""How a solve of workshop groups stands: the best plan so far and the least bound, told whenever either improves.

Plans are compared by one whole number, step * served + total, in which one more served outweighs any total.
"""

from collections.abc import Iterator

import numpy as np

from matcher.groups.offers import Offers
from matcher.groups.seating import Seating
from matcher.objective import groups_objective, wish_worth
from matcher.problem import GroupsProblem
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
        problem = offers.problem
        self._offers, self._report = offers, report
        self._dearest, self._wishing = all_worth(problem), sum(1 for wished in problem.wishes if wished)
        self.step = 1 + self._dearest if problem.served_first else 0
        self.plan = Seating(leads=(), seats=np.zeros(0, dtype=np.int64), value=0)
        self.bound = self.step * self._wishing + self._dearest

    @property
    def open(self) -> bool:
        """Whether a better plan is still conceivable."""
        return self.plan.value < self.bound

    def found(self, plan: Seating) -> bool:
        """Keep a plan that is better, and say whether it was."""
        better = plan.value > self.plan.value
        if better:
            self.plan = plan
            self._tell()
        return better

    def bounded(self, bound: int) -> None:
        """Keep a bound that is less; one below the plan's value says no more than that."""
        bound = max(bound, self.plan.value)
        if bound < self.bound:
            self.bound = bound
            self._tell()

    @property
    def served(self) -> int | None:
        """How many are served, once it is proven that no more can be."""
        if not self.step:
            return None
        now, most = self.plan.value // self.step, min(self.bound // self.step, self._wishing)
        return now if now == most else None

    def solution(self) -> GroupsSolution:
        """State the plan, what it is worth, and what the bound proves of it."""
        sections = tuple(_sections(self._offers, self.plan))
        objective = groups_objective(problem=self._offers.problem, sections=sections)
        if not self.open:
            return GroupsSolution(
                sections=sections, objective=objective, bound=objective, gap=0.0, proven=True
            )
        bound = self._split()
        more_served = self.step > 0 and bound.served > objective.served
        return GroupsSolution(
            sections=sections,
            objective=objective,
            bound=bound,
            gap=1 - objective.served / bound.served if more_served else 1 - objective.total / bound.total,
            proven=False,
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
