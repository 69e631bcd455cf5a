"""Webhooks of a cohort: where its events are posted to."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, Access
from scheduler.commands.cohort_webhooks import add_to_cohort, change_in_cohort, change_secret
from scheduler.commands.webhooks import remove_webhook
from scheduler.domain.scopes import Scope
from scheduler.store.webhooks import Webhook
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Instant, Line, Listed, Made, Paging, Taken, Url
from scheduler.web.api.urls import url_of
from scheduler.web.visit import house

room = Room(
    tag="Webhooks",
    about="Other systems that events of a cohort are posted to, signed as Standard Webhooks says. The events carry "
    "ids and no names. The secret comes from you: make it of random bytes.",
)
_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the standard's own example
MOST_TYPES = 100


class WebhookGiven(Given):
    """A webhook; of its URL only the host is told, for the rest may be secret."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "9c0d1e2f-3a4b-4c5d-8e6f-708192a3b4c5",
                    "host": "hooks.example.org",
                    "types": ["plan.published"],
                    "created_at": "2026-09-01T12:00:00Z",
                    "failing_since": None,
                    "disabled_at": None,
                    "disabled_why": None,
                }
            ]
        }
    )

    id: str
    host: str
    types: tuple[str, ...] = Field(description="What is posted; empty: everything.")
    created_at: Instant
    failing_since: Instant | None = Field(description="Since then nothing has got through.")
    disabled_at: Instant | None
    disabled_why: str | None = Field(description="Gone, FailingForFiveDays, TriesUsedUp or ByHand.")


class WebhookAdded(Taken):
    """A webhook to be set up."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": "https://hooks.example.org/commonhour",
                    "types": ["plan.published"],
                    "secret": _SECRET,
                }
            ]
        }
    )

    url: Url = Field(description="Over https, at a public address.")
    types: tuple[Line, ...] = Field(
        default=(), max_length=MOST_TYPES, description="What to post; empty: everything."
    )
    secret: Annotated[
        Line, Field(max_length=100, description="`whsec_` and the base64 of 24 to 64 random bytes.")
    ]


class WebhookChanged(Taken):
    """What is to be otherwise; what is left out or null stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"enabled": False}]})

    url: Url | None = None
    types: tuple[Line, ...] | None = Field(default=None, max_length=MOST_TYPES)
    enabled: bool | None = Field(
        default=None,
        description="While it is not, what waits for it is parked, and what happens is not kept for it.",
    )


class SecretChanged(Taken):
    """A secret that is to sign from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"secret": _SECRET}]})

    secret: Annotated[
        Line, Field(max_length=100, description="`whsec_` and the base64 of 24 to 64 random bytes.")
    ]


@room.get("/cohorts/<cohort>/webhooks", scope=Scope.DELIVERIES_READ)
def list_webhooks(access: Access, *, cohort: str, query: Paging) -> Listed[WebhookGiven]:
    """List where only this cohort's events are posted to, oldest first."""
    every = access.cohort(cohort, need=COORDINATE).webhooks()
    return page_of(every, query, key=lambda webhook: webhook.id, shown=_given)


@room.post("/cohorts/<cohort>/webhooks", scope=Scope.DELIVERIES_WRITE)
def add_webhook(access: Access, *, cohort: str, body: WebhookAdded) -> Made:
    """Have events of this cohort posted from now on."""
    webhook = add_to_cohort(
        access.cohort(cohort, need=COORDINATE),
        url=body.url,
        types=tuple(dict.fromkeys(body.types)),
        secret=body.secret,
        private=house().settings.webhooks_private,
    )
    return Made(id=webhook, url=url_of("get_webhook", cohort=cohort, webhook=webhook))


@room.get("/cohorts/<cohort>/webhooks/<webhook>", scope=Scope.DELIVERIES_READ)
def get_webhook(access: Access, *, cohort: str, webhook: str) -> WebhookGiven:
    """Read how a webhook is."""
    return _given(access.cohort(cohort, need=COORDINATE).webhook(webhook))


@room.patch("/cohorts/<cohort>/webhooks/<webhook>", scope=Scope.DELIVERIES_WRITE, guards=get_webhook)
def change_webhook(access: Access, *, cohort: str, webhook: str, body: WebhookChanged) -> WebhookGiven:
    """Have it go elsewhere, hear of other things, be disabled or enabled."""
    change_in_cohort(
        access.cohort(cohort, need=COORDINATE),
        webhook=webhook,
        url=body.url,
        types=None if body.types is None else tuple(dict.fromkeys(body.types)),
        enabled=body.enabled,
        private=house().settings.webhooks_private,
    )
    return get_webhook(access, cohort=cohort, webhook=webhook)


@room.delete("/cohorts/<cohort>/webhooks/<webhook>", scope=Scope.DELIVERIES_WRITE, guards=get_webhook)
def drop_webhook(access: Access, *, cohort: str, webhook: str) -> None:
    """Forget a webhook: what waits for it comes to nothing."""
    scope = access.cohort(cohort, need=COORDINATE)
    remove_webhook(scope.tx, webhook=scope.webhook(webhook).id)


@room.post(
    "/cohorts/<cohort>/webhooks/<webhook>/secret",
    scope=Scope.DELIVERIES_WRITE,
    status=HTTPStatus.NO_CONTENT,
)
def change_webhook_secret(access: Access, *, cohort: str, webhook: str, body: SecretChanged) -> None:
    """Have another secret sign; for a day the one before signs too, while the receiver changes over."""
    change_secret(access.cohort(cohort, need=COORDINATE), webhook=webhook, secret=body.secret)


def _given(webhook: Webhook) -> WebhookGiven:
    return WebhookGiven(
        id=webhook.id,
        host=urlsplit(webhook.url).netloc.rpartition("@")[2],
        types=webhook.types,
        created_at=webhook.created_at,
        failing_since=webhook.failing_since,
        disabled_at=webhook.disabled_at,
        disabled_why=webhook.disabled_why,
    )
