"""Facts, frozen and versioned, and their CloudEvents 1.0 JSON; they carry ids, never personal data."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import ClassVar, cast

SOURCE = "/commonhour"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened in a cohort."""

    type: ClassVar[str]
    cohort: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortCreated(Event):
    """A cohort was set up."""

    type: ClassVar[str] = "cohort.created"


@dataclass(frozen=True, kw_only=True, slots=True)
class RosterImported(Event):
    """A roster took the place of the one before; `people` counts them."""

    type: ClassVar[str] = "roster.imported"
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRequested(Event):
    """A coordinator asked for a plan."""

    type: ClassVar[str] = "run.requested"
    run: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDrafted(Event):
    """A run ended with a plan, which waits for a coordinator."""

    type: ClassVar[str] = "plan.drafted"
    run: str
    plan: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFailed(Event):
    """A run ended without a plan; `code` says why."""

    type: ClassVar[str] = "run.failed"
    run: str
    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanPublished(Event):
    """A plan became release `release` of its cohort."""

    type: ClassVar[str] = "plan.published"
    plan: str
    release: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EntriesRevised(Event):
    """Calendars follow a release; `changed` counts the entries whose content moved."""

    type: ClassVar[str] = "entries.revised"
    release: int
    changed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EntriesExpire(Event):
    """Cancelled entries that were shown for their time leave the feeds."""

    type: ClassVar[str] = "entries.expire"


EVENTS: dict[str, type[Event]] = {
    kind.type: kind
    for kind in (
        CohortCreated,
        RosterImported,
        RunRequested,
        PlanDrafted,
        RunFailed,
        PlanPublished,
        EntriesRevised,
        EntriesExpire,
    )
}
"""Every event by its CloudEvents type."""


def to_cloudevent(*, event_id: str, time: datetime, event: Event) -> dict[str, object]:
    """Return the event in CloudEvents 1.0 structured JSON form (CloudEvents spec 1.0.2, JSON format 1.0.2)."""
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": SOURCE,
        "type": event.type,
        "subject": event.cohort,
        "time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data_of(event),
    }


def data_of(event: Event) -> dict[str, str | int]:
    """Return the event's own fields."""
    return {field.name: cast("str | int", getattr(event, field.name)) for field in fields(event)}


def from_data(*, kind: str, data: dict[str, str | int]) -> Event:
    """Return the event of this CloudEvents type; raise KeyError for a type that this version does not know."""
    return cast("Callable[..., Event]", EVENTS[kind])(**data)
