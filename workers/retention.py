"""The housekeeper's reaction to a cohort's time that is over: its people are told, and erased one by one."""

from datetime import timedelta

import structlog

from scheduler.access import whole_cohort
from scheduler.commands.expiring import end_erasing, erase_next
from workers.job import Job, StoppingError

BREATH_SECONDS = 0.02
"""Between two people, so that whoever waits for the cohort, or the embedded database, gets there."""
ONE_GO = timedelta(minutes=1)
"""Who is left after so long waits for the next go, which is then owed at once."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 6 * 60, 24 * 60))
"""Between tries: nothing of anybody is to stay because a database was away over a night."""

log = structlog.get_logger()


def keep_no_longer(job: Job) -> None:
    """Erase whose time is over, and tell who is to be told, each once: broken off anywhere, it goes on from there."""
    cohort = job.event.cohort
    with job.store.read() as tx:
        until = tx.now + ONE_GO
    erased, goes_on = 0, True
    while goes_on:
        if job.tools.stopping.is_set():
            raise StoppingError
        with job.write("erasing") as tx:
            did = erase_next(tx, cohort=cohort)
            goes_on = did and tx.now < until
        erased += did
        if goes_on:
            job.tools.stopping.wait(BREATH_SECONDS)
    if erased:
        log.info("retention.erased", cohort=cohort, people=erased)
    with job.finish() as tx:
        scope = whole_cohort(tx, cohort)
        tx.claims.finish_alike(job.claim, cohort=scope.cohort.id)
        end_erasing(scope)
