"""How a solve of workshop groups stands: the best plan so far and the least bound, told whenever either improves."""

from dataclasses import replace

import numpy as np

from matcher.check import check_groups
from matcher.groups.offers import Offers
from matcher.groups.order import order_of
from matcher.groups.seating import Seating, sections, valued
from matcher.objective import groups_objective
from matcher.problem import MatcherError
from matcher.solution import GroupsObjective, GroupsSolution, Progress, Report, UndecidedError


class Standing:
    """The incumbent, at first the plan given, or nothing held, and the bound, at first everybody's dearest wishes."""

    def __init__(self, offers: Offers, *, report: Report | None, plan: Seating | None = None) -> None:
        self.problem = offers.problem
        self._offers, self._report = offers, report
        self.order = order_of(offers.problem)
        self.step = self.order.step
        nothing = valued(offers, (), np.zeros(0, dtype=np.int64), step=self.step)
        self.plan = nothing if plan is None else plan
        self.value = self.order.of(offers, self.plan)
        self.bound = self.order.lifted(self.step * self.order.wishing + self.order.dearest)

    @property
    def kept(self) -> bool:
        """Whether the plan has a seat for every pin; one that has not is none to show."""
        return self.value >= 0

    @property
    def open(self) -> bool:
        """Whether a better plan is still conceivable."""
        return self.value < self.bound

    def found(self, plan: Seating) -> None:
        """Keep a plan that is better; MatcherError if it is worth more than was proven possible."""
        value = self.order.of(self._offers, plan)
        if value > self.value:
            self.plan, self.value = plan, value
            self._agree()
            self._tell()

    def bounded(self, bound: int) -> None:
        """Keep a bound on the value that is less; MatcherError if it is less than the plan's value."""
        if bound < self.bound:
            self.bound = bound
            self._agree()
            self._tell()

    def bounded_plainly(self, bound: int) -> None:
        """Keep a bound on step * served + total, which says nothing of who sits with whom."""
        self.bounded(self.order.lifted(bound))

    @property
    def served(self) -> int | None:
        """How many are served who were not before, once it is proven that no more can be."""
        if not self.step or not self.kept:
            return None
        now, most = self.order.objective(self.value).served, self.order.objective(self.bound).served
        return now - self.order.had.served if now == most else None

    def solution(self) -> GroupsSolution:
        """State the plan, its worth, and what the bound proves of it.

        UndecidedError where no plan has a seat for every pin yet; MatcherError if the plan is not worth its value.
        """
        if not self.kept:
            raise UndecidedError("the time was up before everybody who must have a seat had one")
        stated = self.stated()
        objective = stated.objective
        if self.order.value(objective) != self.value:
            raise self._fault(f"its sections are worth {self.order.value(objective)}, {objective}")
        if not self.open:
            return stated
        bound = self._split(objective)
        return replace(stated, bound=bound, gap=self._gap(objective, bound), proven=False)

    def stated(self) -> GroupsSolution:
        """State the plan as if nothing better were conceivable."""
        held = tuple(sections(self._offers, self.plan))
        objective = groups_objective(problem=self.problem, sections=held)
        return GroupsSolution(sections=held, objective=objective, bound=objective, gap=0.0, proven=True)

    def _agree(self) -> None:
        """Refuse to go on where plan and bound deny each other: one of the models that made them is wrong."""
        if self.open or self.value == self.bound:
            return
        broken = check_groups(problem=self.problem, solution=self.stated())
        raise self._fault(
            f"that plan breaks a rule, {broken[0].code}" if broken else "that plan keeps every rule"
        )

    def _fault(self, finding: str) -> MatcherError:
        return MatcherError(
            f"workshop groups: a plan of value {self.value} was found, and {self.bound} proven to be the most "
            f"({self.order.served} for each member served among it), but {finding}. "
            "A model of the matcher is wrong, not the cohort: please report it with the cohort's size"
        )

    def _split(self, now: GroupsObjective) -> GroupsObjective:
        """Read the bound: of what comes after the first component that is not proven, any amount."""
        most, order = self.order.objective(self.bound), self.order
        if order.served and most.served > now.served:
            return replace(order.most, served=most.served)
        if order.served and most.alone != now.alone:
            return replace(most, total=order.most.total)
        if not order.served and most.total > now.total:
            return replace(most, alone=order.most.alone)
        return most

    def _gap(self, now: GroupsObjective, bound: GroupsObjective) -> float:
        served = 1 - now.served / bound.served if bound.served else 0.0
        total = 1 - now.total / bound.total if bound.total else 0.0
        alone = 1 - (bound.alone or 0) / now.alone if now.alone else 0.0
        in_turn = (served, alone, total) if self.order.served else (total, alone)
        return next(gap for gap in in_turn if gap)

    def _tell(self) -> None:
        """Tell of each component in their order, as far as those before it are settled."""
        if self._report is None or not self.kept:
            return
        now = self.order.objective(self.value)
        bound = self._split(now)
        served = ("served", now.served, bound.served)
        alone = ("alone", now.alone or 0, bound.alone or 0)
        total = ("total", now.total, bound.total)
        for of, incumbent, limit in (served, alone, total) if self.step else (total, alone):
            if of == "alone" and now.alone is None:
                continue
            self._report(Progress(phase="groups", of=of, incumbent=incumbent, bound=limit))
            if incumbent != limit:
                break
