"""Events are CloudEvents 1.0 with ids only, and come back from the store as they were."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest

from scheduler.events import (
    EVENTS,
    EntriesRevised,
    PlanPublished,
    WebhookTested,
    data_of,
    from_data,
    to_cloudevent,
)


def test_a_published_plan_is_a_cloudevent_of_the_specification() -> None:
    nairobi = timezone(timedelta(hours=3))
    event = PlanPublished(cohort="c1", plan="p1", release=2)
    assert to_cloudevent(event_id="e1", time=datetime(2026, 10, 1, 15, tzinfo=nairobi), event=event) == {
        "specversion": "1.0",
        "id": "e1",
        "source": "/commonhour",
        "type": "plan.published",
        "subject": "c1",
        "time": "2026-10-01T12:00:00Z",
        "datacontenttype": "application/json",
        "data": {"cohort": "c1", "plan": "p1", "release": 2},
    }


def test_an_event_of_no_cohort_has_no_subject() -> None:
    """CloudEvents 1.0.2: if there is one, it must not be empty."""
    at = datetime(2026, 10, 1, tzinfo=UTC)
    assert "subject" not in to_cloudevent(event_id="e1", time=at, event=WebhookTested(cohort="", webhook="w"))


def test_an_event_comes_back_from_its_data_as_it_was() -> None:
    event = EntriesRevised(cohort="c", release=3, changed=4)
    assert from_data(kind=event.type, data=data_of(event)) == event


def test_every_event_carries_ids_and_counts_only() -> None:
    names = {field.name for kind in EVENTS.values() for field in fields(kind)}
    assert names == {
        "cohort",
        "person",
        "coach",
        "member",
        "meeting",
        "mail",
        "people",
        "run",
        "plan",
        "code",
        "release",
        "request",
        "proposal",
        "revision",
        "changed",
        "fields",
        "answer",
        "notice",
        "offer",
        "state",
    }


def test_an_event_type_of_another_version_is_refused() -> None:
    with pytest.raises(KeyError):
        from_data(kind="plan.eaten", data={})


def test_times_are_told_in_utc() -> None:
    event = PlanPublished(cohort="c", plan="p", release=1)
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert to_cloudevent(event_id="e", time=at, event=event)["time"] == "2026-03-29T01:30:00Z"
