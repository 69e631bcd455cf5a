"""A plan from files to files: the service's own pipeline on a store that is thrown away afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from matcher.solution import Progress
from scheduler.access import CohortScope, whole_cohort
from scheduler.clock import FixedClock
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.publishing import publish_plan
from scheduler.commands.rosters import import_people, require_names
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Plan
from scheduler.errors import RequirementsError, TimeUpError
from scheduler.ids import NamedIds
from scheduler.store.engine import IN_MEMORY, open_engine
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.job import Draft, Solve, Tools
from workers.matching import UNDECIDED
from workers.routing import routes
from workers.solving import solve

FEED_KEY = b"no feed link is ever made from a throw-away store"


class UnfinishedError(Exception):
    """A delivery failed on the throw-away store: a defect, told in full in the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A published plan and everyone's feed (by person)."""

    cohort: Cohort
    people: tuple[Person, ...]
    plan: Plan
    feeds: dict[PersonId, bytes]


def make_plan(
    *,
    cohort: Cohort,
    people: Callable[[Cohort, Callable[[str], PersonId]], tuple[Person, ...]],
    as_of: datetime,
    seed: int = 0,
    seconds: int | None = None,
    report: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Planned:
    """Import, match and publish on a throw-away store whose clock stands at `as_of`.

    `people` reads the roster, given the cohort with its id and what names a person by key. Once `cancelled` says so,
    the best plan so far is it. Raises BadInputError, RequirementsError and TimeUpError.
    """
    ids = NamedIds()
    cohort = replace(cohort, id=ids.cohort(cohort.name))
    roster = people(cohort, lambda key: ids.person(cohort.id, key))
    engine = open_engine(IN_MEMORY)
    metadata.create_all(engine)
    store = Store(engine, clock=FixedClock(at=as_of), ids=ids, routes=routes())
    tools = Tools(solve=_telling(report, cancelled), feed_key=FEED_KEY)
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        import_people(scope, people=roster)
        require_names(scope)
        run = request_run(scope, seed=seed, seconds=seconds)
    drain(store=store, tools=tools)
    with store.write() as tx:
        scope = whole_cohort(tx, cohort.id)
        publish_plan(scope, plan=_drafted(scope, run))
    drain(store=store, tools=tools)
    with store.read() as tx:
        published = tx.runs.published(cohort.id)
        feeds = tx.calendars.feeds(cohort.id)
    if published is None or len(feeds) != len(roster):
        raise UnfinishedError
    engine.dispose()
    return Planned(
        cohort=cohort,
        people=roster,
        plan=published.plan,
        feeds={person: feed.body for person, feed in feeds.items()},
    )


def _telling(tell: Callable[[Progress], None] | None, left: Callable[[], bool] | None) -> Solve:
    """Return the solver of this process, which tells whoever started it as well as the run's row.

    It ends when they have `left`: nobody else can ask a run of this store to. Nobody reads prices in a store that is
    thrown away: it works none out.
    """

    def told(
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        seed: int = 0,
        seconds: float | None = None,
        report: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,  # noqa: ARG001 - see above
    ) -> Draft:
        def both(progress: Progress) -> None:
            for listener in (tell, report):
                if listener is not None:
                    listener(progress)

        plan = solve(cohort=cohort, people=people, seed=seed, seconds=seconds, report=both, cancelled=left)
        return Draft(plan=plan)

    return told


def _drafted(scope: CohortScope, run: str) -> str:
    """Return the plan the run ended in, or raise why there is none."""
    ended = scope.run(run)
    if ended.state == "failed":
        if ended.reasons == (UNDECIDED,):
            raise TimeUpError
        raise RequirementsError(ended.reasons)
    plan = scope.tx.runs.plan_of_run(scope.cohort.id, run)
    if plan is None:
        raise UnfinishedError
    return plan.id
