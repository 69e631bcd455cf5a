"""A rebalancing as it is looked at: both frontiers, one point of each, and what taking them would change."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.commands.rebalancing import is_outdated, plan_of_points
from scheduler.domain.frontiers import CoachingPoint, Rebalancing, WorkshopsPoint, suggested
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, Reason
from scheduler.errors import NotFoundError
from scheduler.problems.so_far import from_then_on
from scheduler.queries.calendar_changes import CalendarChange, calendar_changes
from scheduler.queries.rebalancing.changes import Given, NamedChange, Names
from scheduler.queries.rebalancing.rows import Table, table_of


@dataclass(frozen=True, kw_only=True, slots=True)
class RebalancingView:
    """What could follow release `release`, as of an instant: what must change, both tables, and what is chosen.

    `given` names who had no coach or seat that could stay and gets one, `handed` says which groups somebody else would
    lead. `outdated`: the people, the rules or what stands are others now, so that nothing of it can be taken, and what
    is `given`, and whose `calendars` would change, is not said. `may_take` for whom all that it changes is theirs to
    change; `whole_cohort` where it may change everything.
    """

    run: str
    release: int
    as_of: datetime
    forced: tuple[NamedChange, ...]
    coaching: Table | None
    workshops: Table | None
    pair_moves: tuple[NamedChange, ...]
    seat_moves: tuple[NamedChange, ...]
    given: tuple[Given, ...]
    handed: tuple[Reason, ...]
    calendars: tuple[CalendarChange, ...]
    outdated: bool
    may_take: bool
    whole_cohort: bool
    moves: int
    seats: int

    @property
    def moved(self) -> tuple[NamedChange, ...]:
        """Who moves, and which groups meet at another time, with what is chosen."""
        return (*self.pair_moves, *self.seat_moves)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """What a run offers, as it is kept; `outdated` and `may_take` as in `RebalancingView`."""

    rebalancing: Rebalancing
    outdated: bool
    may_take: bool


def offered_by(scope: CohortScope, *, run: str) -> Offered:
    """Return what a run offers; raise NotFoundError where the cohort has no such run, or it offers nothing yet."""
    known = scope.run(run)
    offered = scope.tx.runs.rebalancing(scope.cohort.id, run)
    if offered is None:
        raise NotFoundError
    parts, outdated = offered.midway.parts, is_outdated(scope, run=known, offered=offered)
    return Offered(
        rebalancing=offered,
        outdated=outdated,
        may_take=not outdated and parts.are_any and scope.parts.covers(parts),
    )


def rebalancing_view(
    scope: CohortScope, *, run: str, moves: int | None = None, seats: int | None = None
) -> RebalancingView:
    """Return what a run offers, with these numbers of moves chosen, or those to begin with.

    Raises NotFoundError where the cohort has no such run, it offers nothing yet, or nothing for these numbers.
    """
    found, people = offered_by(scope, run=run), scope.people_to_read()
    offered = found.rebalancing
    pairs, groups = offered.at(
        moves=suggested(offered.coaching.points) if moves is None else moves,
        seat_moves=suggested(offered.workshops.points) if seats is None else seats,
    )
    if pairs is None or groups is None:
        raise NotFoundError
    before = None if found.outdated else scope.standing_plan()
    parts, counted_by = offered.midway.parts, from_then_on(scope.to_match(people), midway=offered.midway)
    names = Names(counted_by, people, now=offered.midway.as_of)
    return RebalancingView(
        run=run,
        release=offered.midway.release,
        as_of=offered.midway.as_of,
        forced=tuple(names.each((*offered.coaching.forced, *offered.workshops.forced))),
        coaching=table_of(offered.coaching.points, chosen=pairs.moves, whole=offered.coaching.whole)
        if scope.cohort.coaching is not None and parts.coaching
        else None,
        workshops=table_of(offered.workshops.points, chosen=groups.moves, whole=offered.workshops.whole)
        if scope.cohort.workshops and (parts.workshops is None or parts.workshops)
        else None,
        pair_moves=tuple(names.each(pairs.moved)),
        seat_moves=tuple(names.each(groups.moved)),
        given=() if before is None else tuple(names.given(before=before, pairs=pairs, groups=groups)),
        handed=tuple(each.why for each in groups.handed),
        calendars=()
        if before is None
        else _calendars(scope, people, offered, before=before, pairs=pairs, groups=groups),
        outdated=before is None,
        may_take=before is not None and found.may_take,
        whole_cohort=parts.coaching and parts.workshops is None,
        moves=pairs.moves,
        seats=groups.moves,
    )


def _calendars(
    scope: CohortScope,
    people: tuple[Person, ...],
    offered: Rebalancing,
    *,
    before: Plan,
    pairs: CoachingPoint,
    groups: WorkshopsPoint,
) -> tuple[CalendarChange, ...]:
    plan = plan_of_points(
        cohort=scope.to_match(people),
        people=people,
        before=before,
        offered=offered,
        pairs=pairs,
        groups=groups,
        seed=0,
    )
    return calendar_changes(scope, people=people, plan=plan)
