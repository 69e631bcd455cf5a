"""Whose calendar follows: who has subscribed and when it last asked, never the link itself (DESIGN 7)."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.domain.people import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """One person's feed as a coordinator may see it; `left` is whether they have left the cohort."""

    feed: str
    person: PersonId
    name: str
    fetched_at: datetime | None
    revoked: bool
    left: bool


def subscriptions(scope: CohortScope) -> tuple[Subscription, ...]:
    """Return everyone's feed, in the roster's order, then those of who has left."""
    feeds = scope.tx.calendars.feeds(scope.cohort.id)
    return tuple(
        Subscription(
            feed=feeds[person.id].id,
            person=person.id,
            name=person.name,
            fetched_at=feeds[person.id].fetched_at,
            revoked=feeds[person.id].revoked,
            left=left,
        )
        for left, people in ((False, scope.people_to_read()), (True, scope.to_read(scope.leavers())))
        for person in people
        if person.id in feeds
    )
