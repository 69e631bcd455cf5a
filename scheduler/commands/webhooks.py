"""Webhooks: set up, changed and ended; how posting to them went is noted here too."""

from datetime import timedelta
from http import HTTPStatus

from scheduler.access import whole_cohort
from scheduler.addresses import require_url
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import EVENTS
from scheduler.signing import new_secret
from scheduler.store.unit_of_work import Transaction
from scheduler.store.webhooks import Webhook

PARKED = "WebhookDisabled"
"""Why a delivery is parked that waits for a webhook that is disabled."""
GONE, FAILING, USED_UP, BY_HAND = "Gone", "FailingForFiveDays", "TriesUsedUp", "ByHand"
"""Why a webhook is disabled."""

PUBLIC_TYPES = tuple(sorted(kind.type for kind in EVENTS.values() if kind.public))
"""What can be posted."""
BOTH_SECRETS_FOR = timedelta(days=1)
FAILING_FOR = timedelta(days=5)
LEAST_QUIET, MOST_QUIET = timedelta(seconds=5), timedelta(hours=1)


def add_webhook(
    tx: Transaction,
    *,
    url: str,
    private: bool,
    cohort: str | None = None,
    types: tuple[str, ...] = (),
    secret: str | None = None,
) -> Webhook:
    """Keep a new webhook, with a secret of its own unless one is given.

    Raises RefusedError for a URL that cannot be, NotFoundError for a cohort that is not there.
    """
    require_url(url, private=private)
    webhook = Webhook(
        id=tx.ids.new("webhook"),
        url=url,
        secret=secret or new_secret(),
        created_at=tx.now,
        cohort=None if cohort is None else whole_cohort(tx, cohort).cohort.id,
        types=types,
    )
    tx.webhooks.add(webhook)
    return webhook


def find_webhook(tx: Transaction, webhook: str) -> Webhook:
    """Return this webhook; raise NotFoundError if there is none."""
    found = tx.webhooks.webhook(webhook)
    if found is None:
        raise NotFoundError(
            f"There is no webhook {webhook}: `commonhour webhooks list` says which there are."
        )
    return found


def disable_webhook(tx: Transaction, *, webhook: str, why: str = BY_HAND) -> int:
    """Post to it no more, and park what waits for it; return how many deliveries that were."""
    if find_webhook(tx, webhook).disabled_at is not None:
        raise NotNowError(f"The webhook {webhook} is disabled already.")
    tx.webhooks.change(webhook, disabled_at=tx.now, disabled_why=why)
    return tx.steering.park_all_to(webhook, why=PARKED)


def enable_webhook(tx: Transaction, *, webhook: str, replay: bool = False) -> int:
    """Post to it again, with `replay` what was parked too; return how many deliveries are parked, or replayed."""
    find_webhook(tx, webhook)
    tx.webhooks.change(webhook, disabled_at=None, disabled_why=None, failing_since=None, quiet_until=None)
    parked = [each.id for each in tx.deliveries.owed(state="parked") if each.target == webhook]
    if replay:
        for delivery in parked:
            tx.steering.replay(delivery)
    return len(parked)


def rotate_secret(tx: Transaction, *, webhook: str, secret: str | None = None) -> str:
    """Return a new secret, made here unless one is given; the one before signs along with it for a day."""
    before = find_webhook(tx, webhook)
    secret = secret or new_secret()
    tx.webhooks.change(
        webhook, secret=secret, previous_secret=before.secret, previous_until=tx.now + BOTH_SECRETS_FOR
    )
    return secret


def secrets_of(tx: Transaction, webhook: Webhook) -> tuple[str, ...]:
    """Return the secrets that sign now, the newest first."""
    if webhook.previous_secret and webhook.previous_until and tx.now < webhook.previous_until:
        return webhook.secret, webhook.previous_secret
    return (webhook.secret,)


def is_taken(status: int) -> bool:
    """Say whether an answer of this HTTP status means that the event was taken; a redirect does not."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def remove_webhook(tx: Transaction, *, webhook: str) -> int:
    """Forget it; what waits for it, or was given up, comes to nothing. Return how many deliveries that were."""
    find_webhook(tx, webhook)
    tx.webhooks.remove(webhook)
    return tx.steering.end_all_to(webhook)


def note_success(tx: Transaction, *, webhook: str) -> None:
    """Keep in mind that something got through; what was put off untried while nothing did is due again."""
    found = tx.webhooks.webhook(webhook)
    if found is not None and found.failing_since is not None:
        tx.webhooks.change(webhook, failing_since=None, quiet_until=None)
        tx.steering.call_in_all_to(webhook)


def note_failure(tx: Transaction, *, webhook: str, asked: timedelta = timedelta(0)) -> timedelta:
    """Leave it alone for as long as it has been failing, up to an hour, or as long as it `asked`; return how long.

    So what is dead or hangs is tried ever more rarely, however much waits for it.
    """
    found = tx.webhooks.webhook(webhook)
    since = tx.now if found is None or found.failing_since is None else found.failing_since
    quiet = max(min(tx.now - since, MOST_QUIET), LEAST_QUIET, asked)
    tx.webhooks.change(webhook, failing_since=since, quiet_until=tx.now + quiet)
    return quiet


def why_to_end(tx: Transaction, *, webhook: str, gone: bool, used_up_after: timedelta | None) -> str | None:
    """Return why a webhook that has just failed is to be disabled; None if it is not.

    It is when it says that it is gone, when nothing has got through for five days, or for as long (`used_up_after`) as
    lay before the last try of a delivery that has no more.
    """
    found = tx.webhooks.webhook(webhook)
    if found is None or found.disabled_at is not None or found.failing_since is None:
        return None
    failing_for = tx.now - found.failing_since
    if gone:
        return GONE
    if failing_for >= FAILING_FOR:
        return FAILING
    return USED_UP if used_up_after is not None and failing_for >= used_up_after else None
