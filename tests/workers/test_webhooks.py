"""Webhooks: each event to each that wants it, signed, tried as the standard recommends, and given up in the open."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
import structlog

from scheduler.commands.cohorts import create_cohort
from scheduler.commands.webhooks import (
    add_webhook,
    disable_webhook,
    enable_webhook,
    remove_webhook,
    rotate_secret,
)
from scheduler.domain.cohorts import Cohort
from scheduler.events import CohortCreated, EntriesExpire
from scheduler.posting import Answer, NotPostedError
from scheduler.store.unit_of_work import Store
from scheduler.store.webhooks import Webhook
from workers.consumer import drain, react
from workers.job import Tools
from workers.webhooks import PAUSES

URL = "https://hooks.example.org/in?token=secret"
OK = Answer(status=204)


@dataclass(kw_only=True)
class There:
    """Another system, and what it was posted; it answers `says`, or what stands for the event's id in `instead`."""

    says: Answer | str = OK
    posted: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def __call__(self, *, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.posted.append((url, headers, body))
        if isinstance(self.says, str):
            raise NotPostedError(self.says)
        return self.says


@pytest.fixture
def there() -> There:
    return There()


@pytest.fixture
def hooked(tools: Tools, there: There) -> Tools:
    return replace(tools, post=there)


@pytest.fixture
def webhook(store: Store) -> Webhook:
    return add(store)


def add(store: Store, **wanted: object) -> Webhook:
    with store.write() as tx:
        return add_webhook(tx, url=URL, private=False, **wanted)


def happen(store: Store, *, times: int = 1, cohort: str = "c") -> None:
    with store.write() as tx:
        tx.outbox.emit(*(CohortCreated(cohort=f"{cohort}{number or ''}") for number in range(times)))


def deliveries(store: Store) -> list[tuple[str, int, str | None]]:
    with store.read() as tx:
        return [(each.state, each.tries, each.error) for each in tx.deliveries.owed()]


def now(store: Store, webhook: Webhook) -> Webhook:
    with store.read() as tx:
        found = tx.webhooks.webhook(webhook.id)
    assert found is not None
    return found


def signature(secret: str, event_id: str, timestamp: str, body: bytes) -> str:
    """Sign as the specification words it, with nothing but a hash."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def test_an_event_is_posted_once_signed_as_the_standard_says(
    store: Store, hooked: Tools, there: There, webhook: Webhook, clock
) -> None:
    happen(store)
    assert drain(store=store, tools=hooked) == 1
    [(url, headers, body)] = there.posted
    event = json.loads(body)
    timestamp = str(int(clock.now().timestamp()))
    assert (url, event["type"], event["data"], event["subject"]) == (
        URL,
        "cohort.created",
        {"cohort": "c"},
        "c",
    )
    assert headers == {
        "Content-Type": "application/cloudevents+json",
        "User-Agent": "Commonhour",
        "webhook-id": event["id"],
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(webhook.secret, event["id"], timestamp, body),
    }
    assert deliveries(store) == []


def test_only_what_a_webhook_wants_is_posted_to_it(
    store: Store, hooked: Tools, there: There, cohort: Cohort
) -> None:
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
    add(store, cohort=cohort.id)
    add(store, types=("plan.published",))
    happen(store)
    assert (drain(store=store, tools=hooked), there.posted) == (0, [])
    happen(store, cohort=cohort.id)
    with store.write() as tx:
        tx.outbox.emit(EntriesExpire(cohort=cohort.id))  # nobody else's business
    drain(store=store, tools=hooked)
    assert [json.loads(body)["type"] for _, _, body in there.posted] == ["cohort.created"]


def test_an_address_that_stays_dead_is_tried_as_the_standard_recommends_and_then_disabled(
    store: Store, hooked: Tools, there: There, webhook: Webhook, clock
) -> None:
    there.says = "NotReached"
    happen(store)
    tried: list[datetime] = []
    while not tried or deliveries(store)[0][0] == "waiting":
        drain(store=store, tools=hooked)
        tried.append(clock.now())
        with store.read() as tx:
            clock.at = max(clock.now(), tx.deliveries.owed()[0].due_at)
    assert [later - earlier for earlier, later in pairwise(tried)] == list(PAUSES)
    assert deliveries(store) == [("parked", 10, "NotReached")]
    assert now(store, webhook).disabled_why == "TriesUsedUp"
    assert len({body for _, _, body in there.posted}) == 1
    assert len({headers["webhook-id"] for _, headers, _ in there.posted}) == 1
    assert len({headers["webhook-timestamp"] for _, headers, _ in there.posted}) == 10


def test_one_event_that_is_always_refused_does_not_disable_a_webhook_that_takes_the_others(
    store: Store, hooked: Tools, there: There, webhook: Webhook, clock
) -> None:
    happen(store, cohort="poison")

    def picky(*, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return Answer(status=422 if b"poison" in body else 204)

    for _ in range(1 + len(PAUSES)):
        drain(store=store, tools=replace(hooked, post=picky))
        happen(store)
        clock.pass_time(minutes=1)
        drain(store=store, tools=replace(hooked, post=picky))
        clock.pass_time(hours=24)
    assert deliveries(store) == [("parked", 10, "Answered422")]
    assert now(store, webhook).disabled_at is None


def test_while_a_webhook_fails_the_rest_waits_untried_and_it_is_asked_ever_more_rarely(
    store: Store, hooked: Tools, there: There, webhook: Webhook, clock
) -> None:
    there.says = Answer(status=500)
    happen(store, times=10)
    drain(store=store, tools=hooked)
    assert sorted(tries for _, tries, _ in deliveries(store)) == [0] * 9 + [1]
    began, asked = clock.now(), [clock.now()]
    while clock.now() < began + timedelta(days=1):
        with store.read() as tx:
            clock.at = min(each.due_at for each in tx.deliveries.owed())
        before = len(there.posted)
        drain(store=store, tools=hooked)
        asked += [clock.now()] * (len(there.posted) - before)
    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert pauses[0] == timedelta(seconds=5)
    assert pauses == sorted(pauses)
    assert max(pauses) == timedelta(hours=1)
    there.says = OK
    clock.pass_time(days=1)
    drain(store=store, tools=hooked)
    assert deliveries(store) == []
    assert now(store, webhook).failing_since is None


def test_what_fails_for_five_days_is_disabled_and_what_waits_for_it_is_parked_until_it_is_replayed(
    store: Store, hooked: Tools, there: There, webhook: Webhook, clock
) -> None:
    there.says = "TimedOut"
    happen(store, times=3)
    drain(store=store, tools=hooked)
    with store.write() as tx:
        tx.webhooks.change(webhook.id, failing_since=clock.now() - timedelta(days=5))
    clock.pass_time(minutes=10)
    drain(store=store, tools=hooked)
    assert now(store, webhook).disabled_why == "FailingForFiveDays"
    assert sorted(deliveries(store), key=str) == [
        ("parked", 1, "WebhookDisabled"),
        ("parked", 1, "WebhookDisabled"),
        ("parked", 2, "TimedOut"),
    ]
    happen(store)  # it is not even owed
    there.says, there.posted[:] = OK, []
    with store.write() as tx:
        assert enable_webhook(tx, webhook=webhook.id, replay=True) == 3
    drain(store=store, tools=hooked)
    assert (len(there.posted), deliveries(store)) == (3, [])


def test_a_webhook_that_says_that_it_is_gone_is_disabled_at_once(
    store: Store, hooked: Tools, there: There, webhook: Webhook
) -> None:
    there.says = Answer(status=410)
    happen(store, times=2)
    drain(store=store, tools=hooked)
    assert now(store, webhook).disabled_why == "Gone"
    assert sorted(deliveries(store), key=str) == [
        ("parked", 1, "Answered410"),
        ("parked", 1, "WebhookDisabled"),
    ]


def test_what_was_claimed_before_its_webhook_was_disabled_is_parked_unposted(
    store: Store, hooked: Tools, there: There, webhook: Webhook
) -> None:
    happen(store)
    with store.write() as tx:
        tx.webhooks.change(webhook.id, disabled_at=tx.now, disabled_why="ByHand")
    drain(store=store, tools=hooked)
    assert (there.posted, deliveries(store)) == ([], [("parked", 1, "WebhookDisabled")])


@pytest.mark.parametrize("status", [301, 307, 400, 404, 500])
def test_any_answer_but_a_success_is_a_failure(
    store: Store, hooked: Tools, there: There, webhook: Webhook, status: int
) -> None:
    there.says = Answer(status=status, retry_after="3600")
    happen(store)
    drain(store=store, tools=hooked)
    assert deliveries(store) == [("waiting", 1, f"Answered{status}")]
    assert due_in(store) == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("1", timedelta(seconds=5)),
        ("999999999999", timedelta(days=1)),
        (format_datetime(datetime(2026, 9, 1, 13, 0, tzinfo=UTC), usegmt=True), timedelta(hours=1)),
        (format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True), timedelta(seconds=5)),
        (format_datetime(datetime(9999, 1, 1, tzinfo=UTC), usegmt=True), timedelta(days=1)),
        ("Mon, 01 Jan 2027 00:00:00 +99999999999999999999", timedelta(seconds=5)),
        ("soon", timedelta(seconds=5)),
        ("-5", timedelta(seconds=5)),
        ("²", timedelta(seconds=5)),
        (None, timedelta(seconds=5)),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_who_is_busy_is_left_alone_for_as_long_as_they_ask_within_reason(
    store: Store,
    hooked: Tools,
    there: There,
    webhook: Webhook,
    status: int,
    asked: str | None,
    wait: timedelta,
) -> None:
    there.says = Answer(status=status, retry_after=asked)
    happen(store)
    drain(store=store, tools=hooked)
    assert due_in(store) == wait


def due_in(store: Store) -> timedelta:
    with store.read() as tx:
        return tx.deliveries.owed()[0].due_at - tx.now


def test_for_a_day_after_rotation_both_secrets_sign_and_then_the_new_one_alone(
    store: Store, hooked: Tools, there: There, webhook: Webhook, clock
) -> None:
    with store.write() as tx:
        new = rotate_secret(tx, webhook=webhook.id)
    happen(store)
    drain(store=store, tools=hooked)
    clock.pass_time(days=1)
    happen(store)
    drain(store=store, tools=hooked)
    signed = [
        [
            signature(secret, headers["webhook-id"], headers["webhook-timestamp"], body)
            for secret in (new, webhook.secret)
        ]
        for _, headers, body in there.posted
    ]
    assert [headers["webhook-signature"] for _, headers, _ in there.posted] == [
        " ".join(signed[0]),
        signed[1][0],
    ]


def test_what_waits_for_a_webhook_that_was_removed_or_was_given_up_comes_to_nothing(
    store: Store, hooked: Tools, there: There, webhook: Webhook
) -> None:
    happen(store)
    with store.write() as tx:
        disable_webhook(tx, webhook=webhook.id)
        enable_webhook(tx, webhook=webhook.id)
    happen(store)
    assert sorted(state for state, *_ in deliveries(store)) == ["parked", "waiting"]
    with store.write() as tx:
        remove_webhook(tx, webhook=webhook.id)
    assert (drain(store=store, tools=hooked), there.posted, deliveries(store)) == (0, [], [])


def test_what_is_on_its_way_to_a_webhook_that_is_removed_meanwhile_comes_to_nothing(
    store: Store, hooked: Tools, there: There, webhook: Webhook
) -> None:
    happen(store)
    with store.write() as tx:
        claims = tx.claims.take(*(owed.id for owed in tx.deliveries.owed()))
    with store.write() as tx:
        remove_webhook(tx, webhook=webhook.id)
    for claim in claims:
        react(store=store, tools=hooked, claim=claim)
    assert (there.posted, deliveries(store)) == ([], [])


def test_a_disabled_webhook_parks_what_waits(store: Store, webhook: Webhook) -> None:
    happen(store, times=2)
    with store.write() as tx:
        assert disable_webhook(tx, webhook=webhook.id) == 2
    assert deliveries(store) == [("parked", 0, "WebhookDisabled")] * 2


def test_neither_address_nor_secret_of_a_webhook_is_ever_logged(
    store: Store, hooked: Tools, there: There, webhook: Webhook
) -> None:
    there.says = Answer(status=410)
    happen(store)
    with structlog.testing.capture_logs() as lines:
        drain(store=store, tools=hooked)
    logged = json.dumps(lines, default=str)
    assert webhook.id in logged
    assert "hooks.example.org" not in logged
    assert "token" not in logged
    assert webhook.secret not in logged
