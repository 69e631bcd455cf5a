"""The frontier of rebalancing workshop groups: how good a plan can be with so many moves and retimes (DESIGN 6).

First the fewest moves that there is any plan with; from there on the best plan with at most one more, each time decided
by the whole integer programme, beginning near the best plan with one fewer. It ends with a plan as good as any could be
if moves did not count.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from matcher.budget import Budget
from matcher.groups.moves import GroupsFrontier, SectionBefore, begun_starts, require_sound
from matcher.groups.offers import Offers, offers
from matcher.groups.order import Order, order_of
from matcher.groups.points import Points
from matcher.groups.programme import decided, kept
from matcher.groups.seating import Seating, valued
from matcher.groups.solver import KEEPING, LAST_RESORT, solve
from matcher.groups.standing import Standing
from matcher.groups.tasks import Aim, Staying, Task
from matcher.problem import GroupsProblem
from matcher.solution import PinConflict, Progress, Reason, Report, Section, UnkeepablePinsError

EFFORT = 20.0
"""The limit, in CP-SAT's deterministic time, of one decision."""


def frontier(
    problem: GroupsProblem,
    before: Sequence[SectionBefore],
    *,
    moved_before: Collection[int] = (),
    seed: int = 0,
    report: Report | None = None,
    seconds: float | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = monotonic,
    most: int | None = None,
) -> GroupsFrontier:
    """Find the best plans by moves, from the fewest possible to `most`, or until more moves better nothing.

    Each point is better than the one before it and needs all its moves, as far as it is proven; of plans equal in both
    it moves the fewest of those moved before, then takes the fewest from sections that cannot stay, then hands the
    fewest sections to another facilitator (`moves.upset`). A point has its bound, where a search met its limit, the end
    of its `seconds`, or its caller's leave (`cancelled`). Unless the clock or the caller stopped it, the same input and
    seed give the same points. The first point is there even if it has more moves than `most`. Raises what
    `solver.solve` does, and ValueError where a section before is none of the problem's.
    """
    held = tuple(before)
    require_sound(problem, before=held)
    until = clock() + (LAST_RESORT if seconds is None else seconds)
    budget = Budget(clock=clock, until=until, cancelled=cancelled)
    free = solve(
        problem, seed=seed, report=report, seconds=budget.left() / 2, cancelled=cancelled, clock=clock
    )
    offered, order = offers(problem, before=held), order_of(problem)
    staying = Staying(before=held, moved_before=frozenset(moved_before))
    points = Points(offered, order, staying, limit=order.value(free.bound))
    work = _Work(
        offers=offered,
        order=order,
        staying=staying,
        points=points,
        budget=budget,
        seed=seed,
        report=report,
    )
    _begin(work, free.sections)
    _advance(work, most=most)
    return points.stated() if most is None else points.stated(most=most)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Work:
    """What the steps of the search share."""

    offers: Offers
    order: Order
    staying: Staying
    points: Points
    budget: Budget
    seed: int
    report: Report | None

    def task(self, staying: Staying, *, known: Seating, hint: Seating | None = None) -> Task:
        """Ask for a plan within these bounds."""
        leads = tuple(range(len(self.offers.lead_place)))
        return Task(
            offers=self.offers, held=(), open=leads, known=known, order=self.order, staying=staying, hint=hint
        )


def _begin(work: _Work, sections: Sequence[Section]) -> None:
    """Take a plan made as if nothing had been held before, less what may not be held where others have begun."""
    before = work.staying.before
    left = Counter((one.workshop, one.start) for one in before if one.begun)
    begun, held = begun_starts(before), list[Section]()
    for section in sections:
        at = (section.workshop, section.start)
        if at not in begun or left[at] > 0:
            held.append(section)
            left[at] -= 1
    plan = _seating(work, held)
    if work.points.value(plan) < 0:
        plan = _kept(work, plan)
    work.points.found(plan)
    if len(held) < len(sections):
        _better(work, most=None)


def _kept(work: _Work, plan: Seating) -> Seating:
    """Find a plan that has a seat for every pin; raise UnkeepablePinsError where what has begun leaves none."""
    now = work.budget.clock() if work.budget.clock else 0.0
    found = kept(
        work.task(work.staying, known=plan),
        seed=work.seed,
        budget=Budget(clock=work.budget.clock, until=now + KEEPING),
    )
    if found is None:
        problem = work.offers.problem
        why = Reason(code="must_together")
        raise UnkeepablePinsError(
            (PinConflict(must=problem.must, never=problem.never, why=why, minimal=False),)
        )
    return found


def _advance(work: _Work, *, most: int | None) -> None:
    """Find the fewest moves that there is any plan with, then better the plan one move at a time."""
    points = work.points
    free = points.moves(points.best())
    moves, calm = _least(work), None
    while not work.budget.spent():
        _better(work, most=moves)
        calm = _calmed(work, most=moves, calm=calm)
        value = points.value(points.best(most=moves))
        if value >= points.limit or moves >= free or (most is not None and moves >= most):
            break
        moves += 1


def _least(work: _Work) -> int:
    """Find a plan with the fewest moves, near what was held before, and return how many those are."""
    points = work.points
    known = points.best()
    staying = replace(work.staying, aim=Aim.FEWEST)
    task = work.task(staying, known=known, hint=_seating(work, work.staying.before))
    answer = decided(task, seed=work.seed, effort=EFFORT, budget=work.budget)
    points.found(answer.plan)
    if answer.bound is not None:
        points.fewest = -answer.bound
    return points.moves(answer.plan)


def _better(work: _Work, *, most: int | None) -> None:
    """Find the best plan with at most so many moves, or with any."""
    points = work.points
    known = points.best() if most is None else points.best(most=most)
    standing = Standing(work.offers, report=work.report, plan=known)
    if work.report is not None:
        work.report(Progress(phase="groups", of="moves", incumbent=most))
    answer = decided(
        work.task(replace(work.staying, most=most), known=known),
        seed=work.seed,
        effort=EFFORT,
        budget=work.budget,
        told=standing.found,
        bounded=standing.bounded,
    )
    points.found(answer.plan)
    if answer.bound is not None:
        points.bounded(answer.bound, most=most)


def _calmed(work: _Work, *, most: int, calm: Seating | None) -> Seating:
    """Find a plan as good that upsets less, and return it; `calm` is the last that was found so."""
    points = work.points
    known = points.best(most=most)
    if known is calm or points.upset(known) == points.calmest:
        return known
    staying = replace(work.staying, most=points.moves(known), floor=points.value(known), aim=Aim.UPSET)
    answer = decided(work.task(staying, known=known), seed=work.seed, effort=EFFORT, budget=work.budget)
    points.found(answer.plan)
    return points.best(most=most)


def _seating(work: _Work, sections: Sequence[Section | SectionBefore]) -> Seating:
    """Hold such sections, and seat such members there, as are offered, under whoever can lead."""
    offered = work.offers
    places: dict[tuple[int, int], list[int]] = {}
    for lead, place in enumerate(offered.lead_place.tolist()):
        at = (int(offered.place_workshop[place]), int(offered.place_start[place]))
        places.setdefault(at, []).append(lead)
    leads, seats = list[int](), list[int]()
    for section in sections:
        could = [] if section.start is None else places.get((section.workshop, section.start), [])
        mine = [lead for lead in could if offered.lead_person[lead] == section.facilitator] or could
        free = [lead for lead in mine if lead not in leads]
        if free:
            leads.append(free[0])
            there = offered.seats_of(int(offered.lead_place[free[0]]))
            whose = offered.seat_person[there]
            seats += (there.start + np.flatnonzero(np.isin(whose, section.members))).tolist()
    taken = np.unique(np.array(seats, dtype=np.int64))
    return valued(offered, sorted(leads), taken, step=work.order.step)
