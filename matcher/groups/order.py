"""What counts before what in a plan of workshop groups, as the digits of one whole number (DESIGN 6).

    served first:   served, fewest alone, total
    else:           total, fewest alone

One more in a digit outweighs all digits after it. Where nobody minds being alone that digit is not there.
"""

from collections import defaultdict
from dataclasses import dataclass

from matcher.groups.offers import Numbers, Offers
from matcher.groups.seating import UNKEPT, Seating, served, unkept
from matcher.objective import alone, groups_had, wish_worth
from matcher.problem import GroupsProblem
from matcher.solution import GroupsObjective


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What one more served, one fewer alone and one of total worth weigh; and the most there can be of each to come.

    Every plan has what `had` counts besides, which weighs nothing. `step` is what one served weighs against the total
    where nobody minds being alone.
    """

    served: int
    alone: int
    total: int
    wishing: int
    most_alone: int
    dearest: int
    had: GroupsObjective

    @property
    def most(self) -> GroupsObjective:
        """More of everything than any plan can have."""
        return self._with_had(served=self.wishing, fewer=self.most_alone, total=self.dearest)

    @property
    def step(self) -> int:
        """What serving one more is worth in bounds and flows, which leave aside who sits with whom; or 0."""
        return 1 + self.dearest if self.served else 0

    def value(self, objective: GroupsObjective) -> int:
        """Write what a plan is worth as one number."""
        return self._weighed(
            served=objective.served - self.had.served,
            fewer=self.most_alone - (objective.alone or 0) + (self.had.alone or 0),
            total=objective.total - self.had.total,
        )

    def of(self, offers: Offers, plan: Seating) -> int:
        """Value a plan; one that lacks a pin's seat is worth less than any that has them all."""
        if not self.alone:
            return plan.value  # the same weights, and already counted
        value = self._weighed(
            served=served(offers, plan.seats),
            fewer=self.most_alone - _alone(offers, plan.seats),
            total=int(offers.seat_worth[plan.seats].sum()),
        )
        return value - UNKEPT * unkept(offers, plan.seats)

    def lifted(self, bound: int) -> int:
        """Turn a bound on step * served + total into one on the value: at best nobody is alone."""
        if not self.alone:
            return bound
        count = min(bound // self.step, self.wishing) if self.step else 0
        total = min(bound - self.step * count, self.dearest)
        return self._weighed(served=count, fewer=self.most_alone, total=total)

    def objective(self, value: int) -> GroupsObjective:
        """Read a value, or a bound on one, digit by digit; no digit is more than there can be."""
        if self.served:
            count = min(value // self.served, self.wishing)
            rest = value - self.served * count
            fewer = min(rest // self.alone, self.most_alone) if self.alone else 0
            total = min(rest - self.alone * fewer, self.dearest)
        else:
            count = self.wishing
            total = min(value // self.total, self.dearest)
            fewer = min(value - self.total * total, self.most_alone) if self.alone else 0
        return self._with_had(served=count, fewer=fewer, total=total)

    def _weighed(self, *, served: int, fewer: int, total: int) -> int:
        return self.served * served + self.alone * fewer + self.total * total

    def _with_had(self, *, served: int, fewer: int, total: int) -> GroupsObjective:
        """Add what is over to so many to come, `fewer` of whom are alone than could be."""
        left = self.most_alone - fewer + (self.had.alone or 0) if self.alone else None
        return GroupsObjective(served=self.had.served + served, total=self.had.total + total, alone=left)


def order_of(problem: GroupsProblem) -> Order:
    """Weigh a problem's digits."""
    dearest, most = all_worth(problem), _most_alone(problem)
    minds = problem.languages is not None
    if problem.served_first:
        weights = ((most + 1) * (dearest + 1) if minds else dearest + 1, dearest + 1 if minds else 0, 1)
    else:
        weights = (0, 1 if minds else 0, most + 1 if minds else 1)
    one_served, one_alone, one_worth = weights
    return Order(
        served=one_served,
        alone=one_alone,
        total=one_worth,
        wishing=_wishing(problem),
        most_alone=most,
        dearest=dearest,
        had=groups_had(problem),
    )


def all_worth(problem: GroupsProblem) -> int:
    """Sum the worth if everybody had the dearest wishes that are left: no total is larger."""
    return sum(
        wish_worth(rank=rank)
        for person in range(problem.people)
        for rank in problem.ranks(person)[: problem.room(person)]
    )


def _wishing(problem: GroupsProblem) -> int:
    """Count those who wish and have had no seat, but for whom nothing is left to wish for."""
    pinned, barred = {person for person, _ in problem.must}, set(problem.never)
    return sum(
        1
        for person, wished in enumerate(problem.wishes)
        if wished
        and not problem.had_by(person)
        and (person in pinned or any((person, w) not in barred for w in wished))
    )


def _most_alone(problem: GroupsProblem) -> int:
    """Count the seats of whoever has a language, if they had as many as they may."""
    return sum(
        min(
            problem.room(person), len({*problem.wishes[person], *(w for p, w in problem.must if p == person)})
        )
        for person, languages in enumerate(problem.languages or ())
        if languages
    )


def _alone(offers: Offers, seats: Numbers) -> int:
    """Count who is alone where they sit; every place holds one section."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for place, person in zip(
        offers.seat_place[seats].tolist(), offers.seat_person[seats].tolist(), strict=True
    ):
        members[place].append(person)
    languages = offers.problem.languages or ()
    return sum(len(alone(languages, members=who)) for who in members.values())
