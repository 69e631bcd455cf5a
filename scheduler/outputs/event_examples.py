"""One invented event of each kind, for the documents that show what they look like."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from scheduler.events import Event, meanings, to_cloudevent

EVENT_ID = "5d4a2a7e-3f60-4a43-9a55-8e1f0c6b7d21"
TIME = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def example_of(kind: type[Event]) -> dict[str, object]:
    """Return the CloudEvent of such an event."""
    values = {name: meaning.example for name, (_, meaning) in meanings(kind).items()}
    return to_cloudevent(
        event_id=EVENT_ID, time=TIME, event=cast("Callable[..., Event]", kind)(**values), trace=TRACE
    )
