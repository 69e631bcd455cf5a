"""The announcer's reaction: what happened goes to the exchange, where other systems bind queues of their own."""

from datetime import timedelta

from scheduler.events import to_cloudevent
from workers.job import Job

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 3600, 6 * 3600))
"""A broker may be away for hours; its events are announced when it is back."""


def announce(job: Job) -> None:
    """Publish the event as a CloudEvent; killed in between, it is published again: consumers know it by its id."""
    claim = job.claim
    job.tools.announce(
        to_cloudevent(event_id=claim.event_id, time=claim.time, event=job.event, trace=claim.trace)
    )
    with job.finish():
        """Nothing follows from it."""
