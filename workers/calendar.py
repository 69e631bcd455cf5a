"""The calendars' reactions: what is published, arranged and imported becomes everyone's entries and feeds."""

from scheduler.access import whole_cohort
from scheduler.commands import following, inviting, reminding
from workers.job import Job


def follow(job: Job) -> None:
    """Bring everyone's entries and feed to the cohort's last release, its people and what was arranged since.

    Whatever else was to be followed up to now in this cohort is done with it.
    """
    with job.finish() as tx:
        scope = whole_cohort(tx, job.event.cohort)
        tx.claims.finish_alike(job.claim, cohort=scope.cohort.id)
        following.follow(scope, feed_key=job.tools.feed_key, own_page=job.tools.own_page)


def drop_expired(job: Job) -> None:
    """Take cancelled entries that were shown for their time out of the feeds."""
    with job.finish() as tx:
        scope = whole_cohort(tx, job.event.cohort)
        following.drop_expired(scope, feed_key=job.tools.feed_key, own_page=job.tools.own_page)


def invite(job: Job) -> None:
    """Begin to bring someone their meetings by invitations, or end it, as they chose."""
    with job.finish() as tx:
        inviting.invite(whole_cohort(tx, job.event.cohort), person=str(job.claim.data["person"]))


def remind(job: Job) -> None:
    """Have the mails go that remind people of a meeting, as they chose."""
    with job.finish() as tx:
        reminding.remind(whole_cohort(tx, job.event.cohort))
