"""The calendars' reactions: what is published and arranged becomes everyone's entries and feeds."""

from scheduler.access import whole_cohort
from scheduler.commands import calendars
from workers.job import Job


def follow_release(job: Job) -> None:
    """Bring everyone's entries and feed to the cohort's last release, its people and what was arranged since."""
    with job.finish() as tx:
        calendars.follow(whole_cohort(tx, job.event.cohort), feed_key=job.tools.feed_key)


def drop_expired(job: Job) -> None:
    """Take cancelled entries that were shown for their time out of the feeds."""
    with job.finish() as tx:
        calendars.drop_expired(whole_cohort(tx, job.event.cohort), feed_key=job.tools.feed_key)
