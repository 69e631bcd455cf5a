"""The matcher's reactions: a requested run becomes a draft plan, or what could follow the last release."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypedDict

from matcher.solution import Progress
from scheduler import metrics
from scheduler.access import whole_cohort
from scheduler.commands.naming import call_as_now
from scheduler.commands.rebalancing import finish_rebalancing, followed
from scheduler.commands.runs import ENDED, fail_run, finish_run, source_of
from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Rebalancing
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.errors import NotFoundError, RequirementsError, TimeUpError
from scheduler.events import RunRequested
from scheduler.languages.sentences import sentence
from scheduler.store.claims import Claim
from scheduler.store.unit_of_work import Transaction
from workers.job import Job
from workers.run_progress import RunCancelledError, RunProgress
from workers.solver_process import SolverOutOfMemoryError, SolverTimedOutError

OTHERWISE = Reason(
    code="solver_failed",
    text=sentence(
        "The matcher stopped unexpectedly on every try. The operator sees why under deliveries; your roster is safe, "
        "and you can match again."
    ),
)
UNDECIDED = Reason(code="pins_undecided", text=TimeUpError().message)
SAID = {
    SolverTimedOutError.__name__: Reason(
        code="solver_timed_out",
        text=sentence(
            "Matching took longer than it may on this machine, and was ended. Your roster is safe. Fewer starts to "
            "choose from, in workshops and sessions, make it quicker; or the operator can allow it more time."
        ),
    ),
    SolverOutOfMemoryError.__name__: Reason(
        code="solver_out_of_memory",
        text=sentence(
            "Matching needed more memory than it may use on this machine, and was ended. Your roster is safe. Fewer "
            "starts to choose from, in workshops and sessions, make it smaller; or the operator can allow it more "
            "memory."
        ),
    ),
}
"""What a run's page says, by the class of the error that its solve ended in."""


class _Asked(TypedDict):
    """What every solver is asked with."""

    cohort: Cohort
    people: tuple[Person, ...]
    seed: int
    seconds: float | None
    report: Callable[[Progress], None]
    cancelled: Callable[[], bool]


def draft_plan(job: Job) -> None:
    """Solve the run on the cohort as it is now, outside any transaction, and keep its plan as a draft, or its offers.

    1. Read the cohort; a run that has ended, or went with its cohort, needs nothing.
    2. Solve, telling the run's page how far it is; end early with the best plan so far where that is asked for, and
       without one where the run is cancelled.
    3. Keep the plan with its prices, or what a rebalancing offers, or why there can be none.
    """
    event = job.event
    assert isinstance(event, RunRequested)  # noqa: S101 - the routing table pairs them
    try:
        with job.store.read() as tx:
            scope = whole_cohort(tx, event.cohort)
            run, people, source = scope.run(event.run), scope.people(), source_of(scope)
            rules = scope.to_match()
            follows = followed(scope, parts=run.parts) if run.kind == "rebalance" else None
    except NotFoundError:
        with job.finish():
            return
    if run.state in ENDED:
        with job.finish():
            return

    progress = RunProgress(job, cohort=scope.cohort.id, run=run.id, source=source)
    asked = _Asked(
        cohort=rules,
        people=people,
        seed=run.seed,
        seconds=run.seconds,
        report=progress.report,
        cancelled=progress.stop_asked,
    )
    try:
        found = (
            job.tools.solve(**asked) if follows is None else job.tools.rebalance(**asked, followed=follows)
        )
    except RunCancelledError:
        with job.finish():
            return
    except (RequirementsError, TimeUpError) as error:
        # To try again would take as long, and most likely find as little.
        reasons = error.reasons if isinstance(error, RequirementsError) else (UNDECIDED,)
        with job.finish() as tx:
            fail_run(whole_cohort(tx, event.cohort), run=event.run, reasons=reasons)
        return
    if isinstance(found, Rebalancing):
        metrics.took("solve", found.seconds)
        with job.finish() as tx:
            scope = whole_cohort(tx, event.cohort)
            finish_rebalancing(scope, run=event.run, rebalancing=found, counts=progress.counts)
            call_as_now(scope, read=people)
        return
    metrics.took("solve", found.plan.solver.seconds)
    metrics.took("gap", found.plan.workshops.gap)
    with job.finish() as tx:
        scope = whole_cohort(tx, event.cohort)
        finish_run(
            scope,
            run=event.run,
            plan=found.plan,
            prices=found.prices,
            counts=progress.counts,
            made_from=source.input_hash,
        )
        call_as_now(scope, read=people)


def give_up_run(tx: Transaction, claim: Claim) -> None:
    """End a run whose solve failed on its last try, so that its page says what happened."""
    event = claim.event
    assert isinstance(event, RunRequested)  # noqa: S101 - the routing table pairs them
    delivery = tx.deliveries.find(claim.delivery)
    reason = SAID.get((delivery and delivery.error) or "", OTHERWISE)
    with suppress(NotFoundError):  # its cohort has gone, and the run with it
        fail_run(whole_cohort(tx, event.cohort), run=event.run, reasons=(reason,))
