"""The matcher's reactions: a requested run becomes a draft plan."""

from matcher.solution import Progress
from scheduler.access import whole_cohort
from scheduler.commands.runs import ENDED, fail_run, finish_run, input_hash, note_progress
from scheduler.domain.plans import Reason
from scheduler.errors import NotFoundError, RequirementsError
from scheduler.events import Event, RunRequested
from scheduler.store.unit_of_work import Transaction
from workers.job import Job, StoppingError


class RunCancelledError(Exception):
    """The coordinator stopped this run; its solve ends."""


def draft_plan(job: Job) -> None:
    """Solve the run on the cohort as it is now, outside any transaction, and keep the plan as a draft.

    1. Read the cohort; a run that has ended, or went with its cohort, needs nothing.
    2. Solve, telling the run's page how far it is, and stop if it is cancelled.
    3. Keep the plan, or why there can be none.
    """
    event = job.event
    assert isinstance(event, RunRequested)  # noqa: S101 - the routing table pairs them
    try:
        with job.store.read() as tx:
            scope = whole_cohort(tx, event.cohort)
            run, people = scope.run(event.run), scope.people()
    except NotFoundError:
        with job.finish():
            return
    if run.state in ENDED:
        with job.finish():
            return

    def report(progress: Progress) -> None:
        if job.tools.stopping.is_set():
            raise StoppingError
        with job.store.write() as tx:
            if not note_progress(whole_cohort(tx, event.cohort), run=event.run, phase=progress.phase):
                raise RunCancelledError

    try:
        plan = job.tools.solve(cohort=scope.cohort, people=people, seed=run.seed, report=report)
    except RunCancelledError:
        with job.finish():
            return
    except RequirementsError as error:
        with job.finish() as tx:
            fail_run(whole_cohort(tx, event.cohort), run=event.run, reasons=error.reasons)
        return
    with job.finish() as tx:
        finish_run(
            whole_cohort(tx, event.cohort),
            run=event.run,
            plan=plan,
            made_from=input_hash(cohort=scope.cohort, people=people),
        )


def give_up_run(tx: Transaction, event: Event) -> None:
    """End a run whose solve failed on every try, so that its page says so."""
    assert isinstance(event, RunRequested)  # noqa: S101 - the routing table pairs them
    reason = Reason(
        code="solver_failed",
        text="The matcher stopped unexpectedly on every try. The operator sees why under deliveries; "
        "your roster is safe, and you can match again.",
    )
    fail_run(whole_cohort(tx, event.cohort), run=event.run, reasons=(reason,))
