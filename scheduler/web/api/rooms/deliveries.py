"""Deliveries: what the service still owes for a cohort, and what it has given up."""

from http import HTTPStatus

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, LOOK, Access
from scheduler.commands.deliveries import replay_delivery
from scheduler.domain.scopes import Scope
from scheduler.queries.deliveries import cohort_deliveries
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Instant, Listed, Paging

room = Room(
    tag="Deliveries",
    about="What is still to come of what happened: plans, calendars, mails. What was given up can be tried again.",
)


class DeliveryGiven(Given):
    """One thing that is owed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "8a9b0c1d-2e3f-4051-8263-74859a6b7c8d",
                    "what": "A mail is to be sent",
                    "parked": True,
                    "late": False,
                    "since": "2026-10-01T11:40:00Z",
                    "tries": 8,
                    "again_at": None,
                    "error": "NotReached",
                }
            ]
        }
    )

    id: str
    what: str
    parked: bool = Field(description="It was given up, or stopped by hand, and waits to be replayed.")
    late: bool
    since: Instant
    tries: int
    again_at: Instant | None = Field(description="When it is tried next; null: as soon as can be.")
    error: str | None = Field(description="What went wrong last, by its kind.")


@room.get("/cohorts/<cohort>/deliveries", scope=Scope.DELIVERIES_READ)
def list_deliveries(access: Access, *, cohort: str, query: Paging) -> Listed[DeliveryGiven]:
    """List what was given up, and what is owed now, each oldest first."""
    owed = cohort_deliveries(access.cohort(cohort, need=LOOK))
    parked = {each.id for each in owed.parked}
    return page_of(
        (*owed.parked, *owed.open),
        query,
        key=lambda each: each.id,
        shown=lambda each: DeliveryGiven(
            id=each.id,
            what=each.what,
            parked=each.id in parked,
            late=each.late,
            since=each.since,
            tries=each.tries,
            again_at=each.again_at,
            error=each.error,
        ),
    )


@room.post(
    "/cohorts/<cohort>/deliveries/<delivery>/replay",
    scope=Scope.DELIVERIES_WRITE,
    status=HTTPStatus.NO_CONTENT,
)
def replay(access: Access, *, cohort: str, delivery: str) -> None:
    """Have what was given up tried again."""
    scope = access.cohort(cohort, need=COORDINATE)
    replay_delivery(scope.tx, delivery=scope.delivery(delivery).id)
