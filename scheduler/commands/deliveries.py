"""Deliveries as people handle them: one that was parked is owed again, one that does harm is parked."""

from scheduler.commands.notices import current
from scheduler.commands.runs import ENDED
from scheduler.domain.cohorts import CohortId
from scheduler.errors import NotFoundError, NotNowError
from scheduler.languages.sentences import message, sentence
from scheduler.store.deliveries import Delivery
from scheduler.store.unit_of_work import Transaction

RUN = ("run.requested", "matcher")
MAIL = ("notice.approved", "mailer")
"""What is owed to whom that has an end of its own; the same event is owed to others as well."""

_DONE = message("Delivery {delivery} is not parked: it is done.")
_NOT_PARKED = {
    "waiting": message("Delivery {delivery} is not parked: it is waiting."),
    "claimed": message("Delivery {delivery} is not parked: it is claimed."),
}


def find_delivery(tx: Transaction, *, delivery: str) -> Delivery:
    """Return this delivery, done or not; raise NotFoundError where there is none."""
    found = tx.deliveries.find(delivery)
    if found is None:
        raise NotFoundError(
            f"There is no delivery {delivery}: `commonhour deliveries list` lists what is owed."
        )
    return found


def replay_delivery(tx: Transaction, *, delivery: str) -> str:
    """Owe a parked delivery again with all its tries, and return in a sentence what comes of it.

    A run and a mail that were given up are open again. What had an end of its own is not undone: a run that was
    stopped, and a mail that was handed over or has a later one in its place, need a new decision. Raise NotFoundError,
    or NotNowError if it is not parked.
    """
    found = find_delivery(tx, delivery=delivery)
    tx.people.cohort(
        CohortId(found.cohort)
    )  # the cohort first, then the delivery: as everyone does who takes both
    if not tx.steering.replay(delivery):
        raise NotNowError(sentence(_NOT_PARKED.get(found.state, _DONE), delivery=delivery))
    if (found.event_type, found.consumer) == RUN:
        return _reopen_run(tx, found)
    if (found.event_type, found.consumer) == MAIL:
        return _reopen_notice(tx, found)
    if found.target:
        webhook = tx.webhooks.webhook(found.target)
        if webhook is not None and webhook.disabled_at is not None:
            return "Its webhook is disabled, so it is parked again: `commonhour webhooks enable` first."
    return "It is tried again now."


def park_delivery(tx: Transaction, *, delivery: str) -> None:
    """Stop trying a delivery, also one being worked on; raise NotFoundError, or NotNowError if it has ended.

    A run that was being solved waits again: for a replay, or for a coordinator who stops it.
    """
    found = find_delivery(tx, delivery=delivery)
    if not tx.steering.park(delivery):
        raise NotNowError(f"Delivery {delivery} cannot be parked: it is {found.state}.")
    if (found.event_type, found.consumer) == RUN:
        tx.runs.change_run(str(found.data["run"]), unless=ENDED, state="waiting", phase="")


def _reopen_run(tx: Transaction, found: Delivery) -> str:
    """Let a run that failed because its tries ran out be solved after all."""
    run = tx.runs.run(CohortId(found.cohort), str(found.data["run"]))
    if run is None:
        return "Its run is gone, so there is nothing left to do."
    if run.state == "failed":
        tx.runs.change_run(run.id, state="waiting", phase="", reasons=[], ended_at=None)
        return "Its run had been given up; it is open again, and is solved now."
    if run.state not in ENDED:
        return "It is tried again now."
    return f"Its run is {run.state}, so nothing is solved."


def _reopen_notice(tx: Transaction, found: Delivery) -> str:
    """Let a mail that was never taken, and is not tried any more, be sent after all."""
    notice = tx.notices.notice(str(found.data["notice"]))
    if notice is None:
        return "Its mail is gone, so there is nothing left to do."
    if notice.state in ("approved", "submitting"):
        return "It is tried again now."
    if notice.state == "refused" and notice.id in current(tx.notices.of_cohort(notice.cohort)):
        tx.notices.change([notice.id], only=("refused",), state="approved", error=None, ended_at=None)
        return "Its mail had been given up; it is on its way again."
    return f"Its mail has ended as {notice.state}, so nothing is sent: a coordinator can have it sent again."
