"""What is known of a frontier while it is searched: the best plans by their moves, and bounds; no solver in it."""

from math import inf

from matcher.groups.continuing import identity
from matcher.groups.moves import (
    Changes,
    GroupsFrontier,
    GroupsPoint,
    begun_starts,
    changes,
    may_continue,
    may_keep,
    may_stay,
    upset,
    upset_weights,
)
from matcher.groups.offers import Offers
from matcher.groups.order import Order
from matcher.groups.seating import Seating, sections
from matcher.groups.standing import Standing
from matcher.groups.tasks import Staying


class Points:
    """The best plan found with exactly so many moves, the most that any plan with so many can be worth.

    `limit` is the most that any plan can be worth, `fewest` the fewest moves that there is any with, `calmest` no more
    than the least that any upsets besides.
    """

    def __init__(self, offers: Offers, order: Order, staying: Staying, *, limit: int) -> None:
        self.limit, self.fewest = limit, 0
        self._offers, self._order, self._staying = offers, order, staying
        self._plans: dict[int, Seating] = {}
        self._bounds: dict[int, int] = {}
        self.calmest = self._hopeless() * upset_weights(staying.before)[1]

    def found(self, plan: Seating) -> None:
        """Keep a plan that is the best with its moves."""
        moves = self.moves(plan)
        known = self._plans.get(moves)
        if known is None or self._rank(plan) > self._rank(known):
            self._plans[moves] = plan

    def bounded(self, bound: int, *, most: int | None) -> None:
        """Keep a bound on the value of all plans with at most so many moves, or with any."""
        if most is None:
            self.limit = min(self.limit, bound)
        else:
            self._bounds[most] = min(self.bound(most), bound)

    def best(self, *, most: float = inf) -> Seating:
        """Return the best plan found with at most so many moves, of equals the one with the fewest."""
        within = [moves for moves in self._plans if moves <= most]
        return self._plans[max(within, key=lambda moves: (self.value(self._plans[moves]), -moves))]

    def bound(self, most: float) -> int:
        """Return the most that a plan with at most so many moves can be worth."""
        return min([self.limit, *(bound for moves, bound in self._bounds.items() if moves >= most)])

    def value(self, plan: Seating) -> int:
        """Return what a plan is worth."""
        return self._order.of(self._offers, plan)

    def moves(self, plan: Seating) -> int:
        """Count the moves and retimes of a plan."""
        changed, _ = self._changes(plan)
        return changed.count

    def upset(self, plan: Seating) -> int:
        """Say what else it upsets, by which plans equal in value and moves are told apart."""
        changed, _ = self._changes(plan)
        problem, staying = self._offers.problem, self._staying
        return upset(problem, before=staying.before, changed=changed, moved_before=staying.moved_before)

    def stated(self, *, most: float = inf) -> GroupsFrontier:
        """State the points, each better than all with fewer moves: the first, and others with at most so many."""
        problem, before = self._offers.problem, self._staying.before
        keeps, stays = may_keep(problem, before=before), may_stay(problem, before=before)
        points: list[GroupsPoint] = []
        highest = -inf
        for moves, plan in sorted(self._plans.items()):
            if self.value(plan) > highest and (not points or moves <= most):
                highest = self.value(plan)
                points.append(self._point(plan, moves=moves))
        seats = {(person, index) for index, section in enumerate(before) for person in section.members}
        return GroupsFrontier(
            forced=tuple(sorted(seats - keeps)),
            forced_sections=tuple(index for index, could in enumerate(stays) if not could),
            points=tuple(points),
            complete=highest == self.limit,
        )

    def _point(self, plan: Seating, *, moves: int) -> GroupsPoint:
        standing = Standing(self._offers, report=None, plan=plan)
        standing.bounded(self.bound(moves))
        changed, continued = self._changes(plan)
        return GroupsPoint(
            moves=moves,
            solution=standing.solution(),
            continued=continued,
            moved=changed.moved,
            retimed=changed.retimed,
            forced_moved=changed.forced_moved,
            forced_retimed=changed.forced_retimed,
            handed=changed.handed,
            forced_handed=changed.forced_handed,
            fewest=moves <= self.fewest or self.bound(moves - 1) < self.value(plan),
        )

    def _rank(self, plan: Seating) -> tuple[int, int]:
        return (self.value(plan), -self.upset(plan))

    def _hopeless(self) -> int:
        """Count the seats of sections that cannot stay whose members have no seat wherever those may go on."""
        offers, before = self._offers, self._staying.before
        stays, begun = may_stay(offers.problem, before=before), begun_starts(before)
        workshops, starts = offers.place_workshop.tolist(), offers.place_start.tolist()
        at = list(zip(workshops, starts, strict=True))
        there: set[tuple[int, int, int]] = {
            (person, workshops[place], starts[place])
            for person, place in zip(offers.seat_person.tolist(), offers.seat_place.tolist(), strict=True)
        }
        return sum(
            not any(
                (person, w, s) in there and may_continue(section, workshop=w, start=s, begun=begun)
                for w, s in at
            )
            for index, section in enumerate(before)
            if not stays[index]
            for person in section.members
        )

    def _changes(self, plan: Seating) -> tuple[Changes, tuple[int | None, ...]]:
        problem, before = self._offers.problem, self._staying.before
        held = tuple(sections(self._offers, plan))
        continued = identity(problem, before=before, sections=held, moved_before=self._staying.moved_before)
        return changes(problem, before=before, sections=held, continued=continued), continued
