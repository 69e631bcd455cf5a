"""Which pins stand in each other's way, where not all can be kept: minimal sets, found by leaving one out at a time.

Whether some pins can be kept is asked of the programme, with the workshops they are of and no others: what else is
held can only take people away. What the clock leaves undecided counts as possible, so nothing is called a conflict
that is none; one that may for this be larger than it need be says so.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.budget import Budget
from matcher.groups.offers import offers
from matcher.groups.order import order_of
from matcher.groups.programme import kept
from matcher.groups.seating import valued
from matcher.groups.tasks import Task
from matcher.problem import GroupsProblem
from matcher.solution import PinConflict, Reason, UndecidedError
from matcher.starts import holdable, leaders, meets_while, pinned, wishers

Pin = tuple[int, int]


def conflicts(problem: GroupsProblem, *, seed: int, budget: Budget) -> tuple[PinConflict, ...]:
    """Name conflicts among pins that are known not to be kept all, until those that are in none can be."""
    found: list[PinConflict] = []
    must = sorted(set(problem.must))
    impossible = True
    while impossible:
        found.append(_minimal(problem, must, seed=seed, budget=budget))
        must = [pin for pin in must if pin not in found[-1].must]
        rest = _only(problem, must=must, never=problem.never)
        impossible = _possible(rest, seed=seed, budget=budget) is False
    return tuple(found)


def _minimal(problem: GroupsProblem, must: list[Pin], *, seed: int, budget: Budget) -> PinConflict:
    """Leave out one after another whatever is not needed for the rest to be impossible."""
    never, decided = sorted(set(problem.never)), True

    def impossible(*, must: Sequence[Pin], never: Sequence[Pin]) -> bool:
        nonlocal decided
        possible = _possible(_only(problem, must=must, never=never), seed=seed, budget=budget)
        decided = decided and possible is not None
        return possible is False

    if impossible(must=must, never=()):
        never = []
    before: list[Pin] = []
    while must != before:  # a pin can also help: it brings somebody whom the workshop of another needs
        before = must
        for pin in before:
            rest = [other for other in must if other != pin]
            if impossible(must=rest, never=never):
                must = rest
    workshops = {w for _, w in must}
    never = [ban for ban in never if ban[1] in workshops]
    for ban in tuple(never):
        rest = [other for other in never if other != ban]
        if impossible(must=must, never=rest):
            never = rest
    why = _why(_only(problem, must=must, never=never))
    return PinConflict(must=tuple(must), never=tuple(never), why=why, minimal=decided)


def _only(problem: GroupsProblem, *, must: Sequence[Pin], never: Sequence[Pin]) -> GroupsProblem:
    """Leave nothing in the problem but these pins and bans, and the workshops of the pins."""
    needed = {w for _, w in must}
    workshops = tuple(
        offer if w in needed else replace(offer, starts=()) for w, offer in enumerate(problem.workshops)
    )
    return replace(problem, workshops=workshops, must=tuple(must), never=tuple(never), languages=None)


def _possible(problem: GroupsProblem, *, seed: int, budget: Budget) -> bool | None:
    """Whether the pins can be kept; None where the time was up before that was known."""
    offered, order = offers(problem), order_of(problem)
    nothing = valued(offered, (), np.zeros(0, dtype=np.int64), step=order.step)
    leads = tuple(range(len(offered.lead_place)))
    task = Task(offers=offered, held=(), open=leads, known=nothing, order=order)
    try:
        return kept(task, seed=seed, budget=budget) is not None
    except UndecidedError:
        return None


def _why(problem: GroupsProblem) -> Reason:
    """Say in short what stands against pins and bans that cannot all be kept, though any fewer could."""
    members, workshops = {member for member, _ in problem.must}, {w for _, w in problem.must}
    if set(problem.must) & set(problem.never):
        return Reason(code="must_never")
    had = len(problem.had_by(min(members)))
    if len(members) == 1 and len(problem.must) > problem.room(min(members)):
        more = {"had": had} if had else {}
        return Reason(code="must_per_member", params={"allowed": problem.per_member, **more})
    if len(workshops) == 1:
        offer = problem.workshops[min(workshops)]
        places = offer.sections * offer.maximum
        if len(problem.must) > places:
            return Reason(code="must_places", params={"places": places})
    if len(problem.must) == 1:
        return _why_not_held(problem)
    if len(members) == 1 and len(workshops) == 2 and _only_at_once(problem, *sorted(workshops)):  # noqa: PLR2004
        return Reason(code="must_at_once")
    return Reason(code="must_together")


def _why_not_held(problem: GroupsProblem) -> Reason:
    """Say why the workshop of the only pin can hold no section in which its member sits."""
    ((member, w),) = problem.must
    offer = problem.workshops[w]
    free = [start for start in offer.starts if not meets_while(start.meetings, problem.busy)]
    if not free:
        return Reason(code="must_no_start")
    come = wishers(problem, workshop=w)
    must = pinned(problem, workshop=w)
    groups = [
        ((come & start.available | must) & ~(1 << leader)).bit_count()
        for start in free
        for leader in leaders(offer, start=start)
        if leader != member
    ]
    if not groups:
        return Reason(code="must_no_facilitator")
    return Reason(code="must_too_few", params={"can_come": max(groups), "minimum": offer.minimum})


def _only_at_once(problem: GroupsProblem, one: int, other: int) -> bool:
    """Whether all starts at which the two workshops could be held overlap."""
    starts = [
        [problem.workshops[w].starts[s].meetings for s in holdable(problem, workshop=w)] for w in (one, other)
    ]
    return all(meets_while(mine, theirs) for mine in starts[0] for theirs in starts[1])
