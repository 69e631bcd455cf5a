"""A plan from files to files: the service's own pipeline on a store that is thrown away afterwards."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from matcher.solution import Progress
from scheduler.access import CohortScope, whole_cohort
from scheduler.clock import FixedClock
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rebalancing import request_rebalancing, take_point
from scheduler.commands.rosters import import_people, require_names
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Followed, Points, Rebalancing, suggested
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan, Reason
from scheduler.errors import BadInputError, RequirementsError, TimeUpError
from scheduler.ids import NamedIds
from scheduler.languages.sentences import Number, sentence
from scheduler.outputs import plan_format
from scheduler.outputs.plan_reading import not_in_the_rules, plan_from
from scheduler.store.engine import IN_MEMORY, open_engine
from scheduler.store.runs import Release
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.job import Draft, Rebalance, Solve, Tools
from workers.matching import UNDECIDED
from workers.rebalancing import rebalance
from workers.routing import routes
from workers.solving import solve

FEED_KEY = b"no feed link is ever made from a throw-away store"


class UnfinishedError(Exception):
    """A delivery failed on the throw-away store: a defect, told in full in the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A published plan and everyone's feed (by person); of those who have `left` since an earlier plan, their keys."""

    cohort: Cohort
    people: tuple[Person, ...]
    plan: Plan
    feeds: dict[PersonId, bytes]
    left: Mapping[PersonId, str] = field(default_factory=dict[PersonId, str])


@dataclass(frozen=True, kw_only=True, slots=True)
class Rebalanced:
    """The plan that was taken of what a rebalancing offers: with how many moves, and how many of seats.

    `keys` are of whoever is named there, who may have left.
    """

    planned: Planned
    offered: Rebalancing
    taken: tuple[int, int]
    keys: Mapping[PersonId, str]


Roster = Callable[[Cohort, Callable[[str], PersonId]], tuple[Person, ...]]
"""Reads the roster, given the cohort with its id and what names a person by key."""


def make_plan(
    *,
    cohort: Cohort,
    people: Roster,
    as_of: datetime,
    seed: int = 0,
    seconds: int | None = None,
    report: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Planned:
    """Import, match and publish on a throw-away store whose clock stands at `as_of`.

    Once `cancelled` says so, the best plan so far is it. Raises BadInputError, RequirementsError and TimeUpError.
    """
    with _opened(cohort, people, as_of=as_of, report=report, cancelled=cancelled) as here:
        with here.store.write() as tx:
            run = request_run(whole_cohort(tx, here.cohort.id), seed=seed, seconds=seconds)
        here.drain()
        with here.store.write() as tx:
            scope = whole_cohort(tx, here.cohort.id)
            publish_plan(scope, plan=_drafted(scope, run))
        return here.published()


def make_rebalanced(
    *,
    cohort: Cohort,
    people: Roster,
    previous: plan_format.Plan,
    as_of: datetime,
    moves: int | None = None,
    seat_moves: int | None = None,
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rebalanced:
    """Import who is there now, find what could follow the `previous` plan, and publish one of it, as `make_plan` does.

    With at most so many `moves` and `seat_moves`; without a number with the fewest among those that place, or serve,
    the most. Raises RequirementsError where it takes more, and BadInputError where the rules lack what the plan holds.
    """
    lacking = not_in_the_rules(previous, cohort=cohort)
    if lacking:
        raise BadInputError(lacking)
    with _opened(cohort, people, as_of=as_of, report=report, cancelled=cancelled) as here:
        named = _Named(here)
        with here.store.write() as tx:
            scope = whole_cohort(tx, here.cohort.id)
            _keep_release(scope, plan_from(previous, person=named))
            run = request_rebalancing(scope, seed=seed)
        here.drain()
        with here.store.write() as tx:
            scope = whole_cohort(tx, here.cohort.id)
            offered = scope.tx.runs.rebalancing(here.cohort.id, run)
            if offered is None:
                raise _why_not(scope, run)
            pairs, groups = offered.coaching.points, offered.workshops.points
            taken = (
                _chosen(pairs, most=moves, of="moves"),
                _chosen(groups, most=seat_moves, of="seat moves"),
            )
            publish_plan(
                scope, plan=take_point(scope, run=run, moves=taken[0], seat_moves=taken[1], priced=False)
            )
        planned = replace(here.published(), left=named.keys)
        return Rebalanced(planned=planned, offered=offered, taken=taken, keys=named.keys)


class _Named:
    """Names people by key, and remembers the keys."""

    def __init__(self, here: "_Here") -> None:
        self._here = here
        self.keys: dict[PersonId, str] = {person.id: person.key for person in here.people}

    def __call__(self, key: str) -> PersonId:
        person = self._here.ids.person(self._here.cohort.id, key)
        self.keys[person] = key
        return person


def _chosen(points: Points, *, most: int | None, of: str) -> int:
    """Return the moves of the point to take: the last with at most so many, or the suggested one."""
    if most is None:
        return suggested(points)
    least = points[0].moves
    if most < least:
        raise RequirementsError((_too_few(most, least=least, of=of),))
    return max(point.moves for point in points if point.moves <= most)


def _too_few(most: int, *, least: int, of: str) -> Reason:
    numbers = {"least": Number(number=least), "most": Number(number=most)}
    return Reason(
        code="too_few_moves",
        params={"least": least, "most": most},
        text=sentence("It takes {least} {of} at least, and {most} are allowed.", **numbers, of=of),
    )


def _keep_release(scope: CohortScope, plan: Plan) -> None:
    """Keep a plan as the release that the cohort has; nothing follows it here."""
    run, plan_id, now = scope.tx.ids.new("run"), scope.tx.ids.new("plan"), scope.tx.now
    scope.tx.runs.add_run(
        scope.cohort.id, run=run, seed=plan.solver.seed, seconds=None, input_hash="", now=now
    )
    scope.tx.runs.change_run(run, state="done", ended_at=now)
    scope.tx.runs.add_plan(scope.cohort.id, plan_id=plan_id, run=run, input_hash="", plan=plan, now=now)
    scope.tx.runs.add_release(scope.cohort.id, Release(number=1, plan=plan_id, published_at=now, note=""))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Here:
    """The throw-away store with the cohort and its people in it."""

    store: Store
    tools: Tools
    ids: NamedIds
    cohort: Cohort
    people: tuple[Person, ...]

    def drain(self) -> None:
        """Have all done that is due."""
        drain(store=self.store, tools=self.tools)

    def published(self) -> Planned:
        """Have calendars follow, and return what was published."""
        self.drain()
        with self.store.read() as tx:
            published = tx.runs.published(self.cohort.id)
            feeds = tx.calendars.feeds(self.cohort.id)
        if published is None or len(feeds) != len(self.people):
            raise UnfinishedError
        return Planned(
            cohort=self.cohort,
            people=self.people,
            plan=published.plan,
            feeds={person: feed.body for person, feed in feeds.items()},
        )


@contextmanager
def _opened(
    cohort: Cohort,
    people: Roster,
    *,
    as_of: datetime,
    report: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Generator[_Here]:
    ids = NamedIds()
    cohort = replace(cohort, id=ids.cohort(cohort.name), erase_after_days=None)  # all of it goes anyway
    roster = people(cohort, lambda key: ids.person(cohort.id, key))
    engine = open_engine(IN_MEMORY)
    metadata.create_all(engine)
    store = Store(engine, clock=FixedClock(at=as_of), ids=ids, routes=routes())
    solve, rebalance = _telling(report, cancelled)
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        import_people(scope, people=roster)
        require_names(scope)
    yield _Here(
        store=store,
        tools=Tools(solve=solve, rebalance=rebalance, feed_key=FEED_KEY),
        ids=ids,
        cohort=cohort,
        people=roster,
    )
    engine.dispose()


def _telling(
    tell: Callable[[Progress], None] | None, left: Callable[[], bool] | None
) -> tuple[Solve, Rebalance]:
    """Return the solvers of this process, which tell whoever started them as well as the run's row.

    They end when they have `left`: nobody else can ask a run of this store to. Nobody reads prices in a store that is
    thrown away: it works none out.
    """

    def both(report: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
        def told(progress: Progress) -> None:
            for listener in (tell, report):
                if listener is not None:
                    listener(progress)

        return told

    def solved(
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        seed: int = 0,
        seconds: float | None = None,
        report: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,  # noqa: ARG001 - see above
    ) -> Draft:
        plan = solve(
            cohort=cohort, people=people, seed=seed, seconds=seconds, report=both(report), cancelled=left
        )
        return Draft(plan=plan)

    def rebalanced(
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        followed: Followed,
        seed: int = 0,
        seconds: float | None = None,
        report: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,  # noqa: ARG001 - see above
    ) -> Rebalancing:
        return rebalance(
            cohort=cohort,
            people=people,
            followed=followed,
            seed=seed,
            seconds=seconds,
            report=both(report),
            cancelled=left,
        )

    return solved, rebalanced


def _drafted(scope: CohortScope, run: str) -> str:
    """Return the plan the run ended in, or raise why there is none."""
    plan = scope.tx.runs.plan_of_run(scope.cohort.id, run)
    if plan is None:
        raise _why_not(scope, run)
    return plan.id


def _why_not(scope: CohortScope, run: str) -> Exception:
    """Return what to raise for a run that ended in nothing."""
    ended = scope.run(run)
    if ended.state != "failed":
        return UnfinishedError()
    return TimeUpError() if ended.reasons == (UNDECIDED,) else RequirementsError(ended.reasons)
