"""The housekeeper's reaction: what has been kept for long enough is deleted, in short transactions."""

from collections import Counter
from datetime import timedelta

import structlog

from scheduler.commands.housekeeping import BATCH, EVERY, KINDS, owe_tidying, tidy_some
from scheduler.store.claims import Claim
from scheduler.store.erasure import overwrite
from scheduler.store.unit_of_work import Transaction
from workers.job import Job, StoppingError

BREATH_SECONDS = 0.02
"""Between batches, so that whoever waits to write into the embedded database gets there."""
ONE_GO = timedelta(minutes=1)
"""What is left after so long waits for the next go, which is then owed at once."""

log = structlog.get_logger()


def tidy(job: Job) -> None:
    """Delete batch after batch, each in a transaction of its own, and owe the next look.

    Broken off anywhere it does no harm: what is gone is not found again.
    """
    keep = timedelta(days=job.tools.keep_days)
    with job.store.read() as tx:
        until = tx.now + ONE_GO
    gone, left = Counter[str](), list(KINDS)
    in_time = True
    while left and in_time:
        if job.tools.stopping.is_set():
            raise StoppingError
        with job.write("tidying") as tx:
            taken = tidy_some(tx, kind=left[0], keep=keep)
            in_time = tx.now < until
        gone[left[0]] += taken
        if taken < BATCH:
            left.pop(0)
        else:
            job.tools.stopping.wait(BREATH_SECONDS)
    log.info("tidied", **gone)
    with job.finish() as tx:
        owe_tidying(tx, again_in=timedelta(0) if left else EVERY)


def overwrite_erased(job: Job) -> None:
    """Have what was deleted of someone stand nowhere in the embedded database's files.

    Once is enough for everyone who was erased before it began.
    """
    with job.store.read() as tx:
        alike = tx.claims.alike(job.claim)
    overwrite(job.store.engine)
    with job.finish() as tx:
        tx.claims.finish_these(alike)


def give_up_tidying(tx: Transaction, _claim: Claim) -> None:
    """Owe the next look though this one is parked: the tables grow on."""
    owe_tidying(tx)
