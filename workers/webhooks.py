"""The webhooks' reaction: an event is posted to one address of another system, as Standard Webhooks says."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NoReturn

import structlog

from scheduler import crash_points, metrics
from scheduler.commands.webhooks import (
    PARKED,
    disable_webhook,
    is_taken,
    note_failure,
    note_success,
    secrets_of,
    why_to_end,
)
from scheduler.events import to_cloudevent
from scheduler.posting import TOTAL_SECONDS, NotPostedError
from scheduler.signing import body_of, headers_of
from workers.job import Job, SettledError
from workers.lanes import Lanes

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""Between the tries: what Standard Webhooks recommends."""
LONGEST_ASKED = timedelta(days=1)
"""What a Retry-After may ask for."""
PROBE = timedelta(seconds=TOTAL_SECONDS)
"""How long it may take to learn whether a webhook that failed is well again."""

log = structlog.get_logger()


_lanes = Lanes()


def post_webhook(job: Job) -> None:
    """Post the event to the webhook that the delivery goes to.

    Raises SettledError where it is not done.

    1. Leave it, if the webhook is gone, disabled or to be left alone for now, or if enough hands are at it: one, to see
       whether it is well again, if it failed last.
    2. Post the same bytes at each try, signed anew.
    3. Answered with 2xx it is done; else note the failure, and try again later or not at all.
    """
    claim = job.claim
    with job.store.read() as tx:
        webhook, now = tx.webhooks.webhook(claim.target), tx.now
        secrets = () if webhook is None else secrets_of(tx, webhook)
    if webhook is None:
        with job.finish():
            return
    if webhook.disabled_at is not None:
        _end(job, error=PARKED)
    elif webhook.quiet_until is not None and now < webhook.quiet_until:
        _put_off(job, until=webhook.quiet_until, all_of_it=True)
    else:
        failing = webhook.failing_since is not None
        with _lanes.turn(webhook.id, alone=failing) as wait:
            if wait is not None:
                _put_off(job, until=now + (PROBE if failing else wait), all_of_it=failing)
            body = body_of(
                to_cloudevent(event_id=claim.event_id, time=claim.time, event=job.event, trace=claim.trace)
            )
            headers = headers_of(event_id=claim.event_id, body=body, at=now, secrets=secrets)
            _settle(job, *_post(job, url=webhook.url, headers=headers, body=body))


def _post(job: Job, *, url: str, headers: dict[str, str], body: bytes) -> tuple[str | None, bool, timedelta]:
    """Return what went wrong (None: nothing), whether the webhook says that it is gone, and how long it asks for."""
    crash_points.before("submit", "webhook")
    try:
        answer = job.tools.post(url=url, headers=headers, body=body)
    except NotPostedError as error:
        return error.why, False, timedelta(0)
    crash_points.after("submit", "webhook")
    status = answer.status
    if is_taken(status):
        return None, False, timedelta(0)
    busy = status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
    with job.store.read() as tx:
        asked = _asked(answer.retry_after, now=tx.now) if busy else timedelta(0)
    return f"Answered{status}", status == HTTPStatus.GONE, asked


def _settle(job: Job, wrong: str | None, gone: bool, asked: timedelta) -> None:  # noqa: FBT001 - of one tuple
    claim = job.claim
    if wrong is None:
        with job.finish() as tx:
            note_success(tx, webhook=claim.target)
        metrics.count("webhooks", outcome="taken")
        return
    used_up = claim.tries > len(PAUSES)
    with job.store.write("post_webhook") as tx:
        quiet = note_failure(tx, webhook=claim.target, asked=asked)
        end = why_to_end(tx, webhook=claim.target, gone=gone, used_up_after=PAUSES[-1] if used_up else None)
        again_in = None if end or used_up else max(PAUSES[claim.tries - 1], quiet)
        tx.claims.fail(claim, error=wrong, again_in=again_in)
        parked = disable_webhook(tx, webhook=claim.target, why=end) if end else 0
    metrics.count("webhooks", outcome="failed")
    log.warning("webhook.failed", webhook=claim.target, error=wrong, tries=claim.tries)
    if end:
        log.error("webhook.disabled", webhook=claim.target, why=end, parked=parked)
    raise SettledError


def _end(job: Job, *, error: str) -> NoReturn:
    with job.store.write("park") as tx:
        tx.claims.fail(job.claim, error=error, again_in=None)
    raise SettledError


def _put_off(job: Job, *, until: datetime, all_of_it: bool) -> NoReturn:
    """Return the delivery untried, and with `all_of_it` everything else that waits for its webhook."""
    with job.store.write("give_back") as tx:
        tx.claims.give_back(job.claim, until=until)
        if all_of_it:
            tx.steering.put_off_all_to(job.claim.target, until=until)
    raise SettledError


def _asked(retry_after: str | None, *, now: datetime) -> timedelta:
    """Return how long a Retry-After (RFC 9110, 10.2.3) asks to wait, within reason; no time if it makes no sense."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        asked = timedelta(seconds=min(int(text[:9]), LONGEST_ASKED.total_seconds()))
    else:
        try:
            at = parsedate_to_datetime(text)
            asked = at.replace(tzinfo=at.tzinfo or UTC) - now
        except (ValueError, OverflowError):  # the latter for an offset from UTC of centuries
            return timedelta(0)
    return min(max(asked, timedelta(0)), LONGEST_ASKED)
