"""What is owed for a cohort, in plain words: what waits or is late, and what was given up."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.languages.sentences import sentence
from scheduler.store.deliveries import Delivery
from scheduler.store.health import LATE

CALENDARS = sentence("Calendars are to follow what was published, arranged or imported")
MAIL = sentence("A mail is to be sent")
WORDS = {
    "draft_plan": sentence("A plan is to be made"),
    "follow": CALENDARS,
    "follow_release": CALENDARS,  # as a version before called it
    "drop_expired": sentence("Cancelled meetings are to leave the calendars"),
    "invite": sentence("Someone is to have their meetings by mail, or no more"),
    "send_mail": MAIL,
    "send_sign_in": MAIL,
    "send_notice": MAIL,  # as a version before called it
    "price_draft": sentence("What a change by hand costs is to be worked out"),
    "announce": sentence("Another system is to hear of it"),
    "post_webhook": sentence("Another system is to hear of it"),
}
OTHERWISE = sentence("Something is to be done")


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One thing that is owed: `what` in words, since when, how often it was tried, and when it is tried again."""

    id: str
    what: str
    since: datetime
    tries: int
    again_at: datetime | None
    late: bool
    error: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortDeliveries:
    """What is owed for a cohort now; what is planned for later, and went well so far, is not."""

    parked: tuple[Owed, ...]
    open: tuple[Owed, ...]

    @property
    def late(self) -> bool:
        """Whether something has waited for longer than it should."""
        return any(owed.late for owed in self.open)


def cohort_deliveries(scope: CohortScope) -> CohortDeliveries:
    """Return what is owed for the cohort, oldest first."""
    now = scope.tx.now
    every = scope.tx.deliveries.owed(cohort=scope.cohort.id)
    return CohortDeliveries(
        parked=tuple(_owed(each, now) for each in every if each.state == "parked"),
        open=tuple(
            _owed(each, now)
            for each in every
            if each.state == "claimed" or (each.state == "waiting" and (each.due_at <= now or each.tries > 0))
        ),
    )


def _owed(delivery: Delivery, now: datetime) -> Owed:
    return Owed(
        id=delivery.id,
        what=WORDS.get(delivery.reaction, OTHERWISE),
        since=delivery.since,
        tries=delivery.tries,
        again_at=delivery.due_at if delivery.state == "waiting" and delivery.due_at > now else None,
        late=delivery.state != "parked" and now - delivery.due_at >= LATE,
        error=delivery.error,
    )
