"""The reaction to whatever frees a seat, or changes who can take one: it is offered to whoever waits first."""

from scheduler.access import whole_cohort
from scheduler.commands import offering
from workers.job import Job


def pass_seats_on(job: Job) -> None:
    """Offer what is free in the cohort, and end what was offered in vain.

    Whatever else asks for a look at its seats by now is done with it.
    """
    with job.finish() as tx:
        scope = whole_cohort(tx, job.event.cohort)
        tx.claims.finish_alike(job.claim, cohort=scope.cohort.id)
        offering.pass_seats_on(scope)
