"""Forms workshop groups: a bound, a plan, and both bettered until they meet or a limit is met (DESIGN 6).

Prices on everybody's time bound what any plan can be worth (`bound`) and suggest a first plan, which is
bettered section by section (`search`). Then the integer programme (`programme`) decides all that could
still better it, where that is little enough; else a neighbourhood at a time. It is loaded when it is first asked: with
CP-SAT comes pandas, which takes longer to load than many a plan to find.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from matcher.budget import Budget
from matcher.groups.bound import GRAIN, Relaxed, Table, bounds, restepped, table
from matcher.groups.neighbourhoods import near, opened
from matcher.groups.offers import Offers, offers
from matcher.groups.search import bettered, rounded
from matcher.groups.seating import valued
from matcher.groups.standing import Standing
from matcher.groups.tasks import Task
from matcher.problem import GroupsProblem
from matcher.solution import GroupsSolution, Report, UnkeepablePinsError

STRIDES = 100
"""How often the prices are bettered before a plan is read off them again."""

READINGS = 4
"""How often a plan is read off the prices."""

SMALL = 4_000
"""Seats that could still better a plan which the programme decides all at once."""

EFFORT = 20.0
"""The limit, in CP-SAT's deterministic time (on one slow core a second or two), of deciding all at once."""

ROUND_EFFORT = 1.5
"""The same for one neighbourhood."""

ROUNDS = 30
"""Neighbourhoods decided in turn."""

SERVED_WORTHS = (250, 500, 1000, 2000, 4000, 1000, 500)
"""What serving one more is taken to be worth, one after another, to bound the total of those that serve the most."""

KEEPING = 60.0
"""Seconds for finding any plan that has a seat for every pin, or the pins in the way, whatever the caller gives."""

LAST_RESORT = 120.0
"""Seconds, where the caller gives none: the clock behind the limits; what it stops is not called proven."""


def solve(
    problem: GroupsProblem,
    *,
    seed: int = 0,
    report: Report | None = None,
    seconds: float | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = monotonic,
) -> GroupsSolution:
    """Hold the sections that serve the most members, then the most worth (worth alone without `served_first`).

    `proven` when the bound meets the value; a search that meets its limit, the end of its `seconds`, or its caller's
    leave (`cancelled`), gives the best plan it found, the bound it proved and the gap between them. Unless the clock
    or the caller stopped it, the same problem and seed give the same sections. `report` is told of every better
    plan and bound. Raises UnkeepablePinsError where not everybody can have the seat they must, and UndecidedError where
    that was not known in time. A first plan that keeps all pins, or the pins in the way, may take `KEEPING` seconds
    whatever the caller gives or wants: without it there is none.
    """
    until = clock() + (LAST_RESORT if seconds is None else seconds)
    budget = Budget(clock=clock, until=until, cancelled=cancelled)
    offered = offers(problem)
    standing = Standing(offered, report=report)
    worths = table(offered, step=standing.step)
    work = _Work(offers=offered, worths=worths, standing=standing, budget=budget, seed=seed)
    prices = next(bounds(worths, target=0, strides=0))
    _keep(work, prices)
    for stage in STAGES:
        prices = stage(work, prices)
        if not work.goes_on:
            break
    return work.standing.solution()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Work:
    """What the stages of a solve share."""

    offers: Offers
    worths: Table
    standing: Standing
    budget: Budget
    seed: int

    def now(self) -> float:
        """Read the clock."""
        return self.budget.clock() if self.budget.clock else 0.0

    @property
    def goes_on(self) -> bool:
        """Whether there is something to look for, and somebody who waits for it."""
        return self.standing.open and not self.budget.spent()

    def tried(self, relaxation: Relaxed) -> None:
        """Read a plan off the prices."""
        self.standing.found(rounded(self.offers, relaxation, step=self.standing.step))


Stage = Callable[[_Work, Relaxed], Relaxed]


def _keep(work: _Work, prices: Relaxed) -> None:
    """Begin with a plan that has a seat for every pin; raise UnkeepablePinsError where there is none."""
    problem, standing = work.offers.problem, work.standing
    if not problem.must:
        return
    work.tried(prices)
    if standing.kept:
        return
    from matcher.groups.pins import conflicts  # noqa: PLC0415 - see above
    from matcher.groups.programme import kept  # noqa: PLC0415 - see above

    pinned = {w for _, w in problem.must}
    leads = [lead for lead in range(len(work.offers.lead_place)) if work.offers.workshop_of(lead) in pinned]
    task = Task(offers=work.offers, held=(), open=tuple(leads), known=standing.plan, order=standing.order)
    budget = Budget(clock=work.budget.clock, until=work.now() + KEEPING)
    plan = kept(task, seed=work.seed, budget=budget)
    if plan is None:
        raise UnkeepablePinsError(conflicts(problem, seed=work.seed, budget=budget))
    standing.found(plan)


def _price(work: _Work, prices: Relaxed) -> Relaxed:
    """Bound what any plan can be worth, and read plans off the prices now and then."""
    standing = work.standing
    work.tried(prices)
    standing.bounded_plainly(prices.floor())
    target = max(0, standing.plan.value) * GRAIN
    strides = bounds(work.worths, target=target, strides=STRIDES * READINGS, price=prices.price)
    for nth, better in enumerate(strides, start=1):
        prices = better
        standing.bounded_plainly(prices.floor())
        if not work.goes_on:
            break
        if nth % STRIDES == 0:
            work.tried(prices)
            if _seats_open(work, prices) <= SMALL:
                break
    return prices


def _better(work: _Work, prices: Relaxed) -> Relaxed:
    """Better the plan section by section."""
    for plan in bettered(work.offers, work.standing.plan, step=work.standing.step):
        work.standing.found(plan)
        if not work.goes_on:
            break
    return prices


def _price_the_served(work: _Work, prices: Relaxed) -> Relaxed:
    """Where no more can be served than are, bound what so many can be worth: a price on serving one fewer."""
    standing = work.standing
    served = standing.served
    if served is None or _seats_open(work, prices) <= SMALL:
        return prices
    worths, price = work.worths, prices.price
    total = standing.plan.value - standing.step * served
    for worth in SERVED_WORTHS:
        worths, price = restepped(worths, price, step=worth)
        target = (total + worth * served) * GRAIN
        for one in bounds(worths, target=target, strides=STRIDES, price=price):
            price = one.price
            standing.bounded_plainly(standing.step * served + one.floor() - worth * served)
            if not work.goes_on:
                return prices
    return prices


def _decide(work: _Work, prices: Relaxed) -> Relaxed:
    """Decide all that could still better the plan at once, if it is little: nothing else could, so its bound holds."""
    if _seats_open(work, prices) <= SMALL:
        from matcher.groups.programme import decided  # noqa: PLC0415 - see above

        standing = work.standing
        leads = np.flatnonzero(_places_open(work, prices)[work.offers.lead_place]).tolist()
        task = Task(offers=work.offers, held=(), open=tuple(leads), known=standing.plan, order=standing.order)
        answer = decided(
            task,
            seed=work.seed,
            effort=EFFORT,
            budget=work.budget,
            told=standing.found,
            bounded=standing.bounded,
        )
        standing.found(answer.plan)
        if answer.bound is not None:
            standing.bounded(answer.bound)
    return prices


def _reseat(work: _Work, prices: Relaxed) -> Relaxed:
    """Where it matters who sits with whom, which the search above leaves aside, decide all seats of what is held."""
    standing = work.standing
    if standing.order.alone:
        from matcher.groups.programme import decided  # noqa: PLC0415 - see above

        task = Task(
            offers=work.offers, held=standing.plan.leads, open=(), known=standing.plan, order=standing.order
        )
        standing.found(decided(task, seed=work.seed, effort=ROUND_EFFORT, budget=work.budget).plan)
    return prices


def _explore(work: _Work, prices: Relaxed) -> Relaxed:
    """Decide one neighbourhood after another.

    While more might be served, most plans of a neighbourhood serve as many; then wishes are worth what the dice say, so
    that the search wanders among those plans, and starts are opened at random.
    """
    from matcher.groups.programme import decided  # noqa: PLC0415 - see above

    dice = Random(work.seed)  # noqa: S311 - to be repeated, not to be secret
    rng = np.random.default_rng(work.seed)
    standing, offered = work.standing, work.offers
    here = standing.plan
    for _ in range(ROUNDS):
        if not work.goes_on:
            break
        wanders = standing.step > 0 and standing.served is None
        drawn = near(offered, dice=dice)
        worthwhile = _places_open(work, prices)
        gains = rng.integers(0, 1000, offered.places) if wanders else prices.gains
        seen = (
            replace(offered, seat_worth=rng.integers(0, 1000, len(offered.seat_worth)))
            if wanders
            else offered
        )
        task = Task(
            offers=seen,
            held=tuple(lead for lead in here.leads if offered.workshop_of(lead) not in drawn),
            open=tuple(opened(offered, here.leads, workshops=drawn, gains=gains, worthwhile=worthwhile)),
            known=valued(seen, here.leads, here.seats, step=standing.step),
            order=standing.order,
        )
        answer = decided(task, seed=work.seed, effort=ROUND_EFFORT, budget=work.budget).plan
        here = valued(offered, answer.leads, answer.seats, step=standing.step)
        standing.found(here)
    return prices


STAGES: tuple[Stage, ...] = (_price, _better, _reseat, _price_the_served, _decide, _explore, _reseat)


def _places_open(work: _Work, prices: Relaxed) -> NDArray[np.bool_]:
    """Which places [places] a better plan than the best so far could hold, and those that it holds itself."""
    standing = work.standing
    most = prices.forced // GRAIN
    if standing.order.alone:
        lifted = [standing.order.lifted(one) > standing.value for one in most.tolist()]
        worthwhile = np.array(lifted, dtype=np.bool_)
    else:
        worthwhile = most > standing.value
    worthwhile[work.offers.lead_place[list(standing.plan.leads)]] = True
    return worthwhile


def _seats_open(work: _Work, prices: Relaxed) -> int:
    """How many seats those places have."""
    return int(_places_open(work, prices)[work.offers.seat_place].sum())
