"""`commonhour webhooks`: addresses of other systems that events are posted to."""

from urllib.parse import urlsplit

import click

from scheduler.commands import webhooks as commands
from scheduler.errors import NotNowError
from scheduler.events import WebhookTested, to_cloudevent
from scheduler.operator.cohorts import cohort_of
from scheduler.operator.instance import Instance
from scheduler.posting import NotPostedError
from scheduler.signing import body_of, headers_of
from scheduler.store.webhooks import Webhook
from scheduler.terminal import console, say_table


@click.group()
def webhooks() -> None:
    """Post events to other systems, signed as Standard Webhooks says (docs/webhooks.md)."""


@webhooks.command()
@click.argument("url")
@click.option("--cohort", metavar="ID", help="Only what happens in this cohort.")
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(commands.PUBLIC_TYPES),
    help="Only this; give it again for more.",
)
@click.pass_obj
def add(instance: Instance, url: str, cohort: str | None, types: tuple[str, ...]) -> None:
    """Post events to URL from now on; prints the webhook's id, and its secret this once."""
    settings = instance.look_at_settings()
    with instance.open_store(settings).write() as tx:
        webhook = commands.add_webhook(
            tx,
            url=url,
            private=settings.webhooks_private,
            cohort=None if cohort is None else cohort_of(tx, cohort).cohort.id,
            types=tuple(dict.fromkeys(types)),
        )
    click.echo(f"{webhook.id}\n{webhook.secret}")
    console.print("The first line is the webhook's id, the second its secret, which is not shown again.")


@webhooks.command(name="list")
@click.pass_obj
def list_(instance: Instance) -> None:
    """List every webhook; of its URL only where it begins, for the rest may be secret."""
    with instance.store().read() as tx:
        say_table(
            header=("webhook", "host", "cohort", "types", "state"),
            rows=(
                (
                    each.id,
                    urlsplit(each.url).netloc.rpartition("@")[2],
                    each.cohort or "all",
                    ", ".join(each.types) or "all",
                    _state(each),
                )
                for each in tx.webhooks.all()
            ),
        )


@webhooks.command()
@click.argument("webhook", metavar="ID")
@click.pass_obj
def disable(instance: Instance, webhook: str) -> None:
    """Post to it no more; what waits for it is parked."""
    with instance.store().write() as tx:
        parked = commands.disable_webhook(tx, webhook=webhook)
    console.print(f"It is disabled; {parked} deliveries to it are parked.")


@webhooks.command()
@click.argument("webhook", metavar="ID")
@click.option("--replay", is_flag=True, help="Post what was parked meanwhile, too.")
@click.pass_obj
def enable(instance: Instance, webhook: str, *, replay: bool) -> None:
    """Post to it again."""
    with instance.store().write() as tx:
        parked = commands.enable_webhook(tx, webhook=webhook, replay=replay)
    told = "are posted now" if replay else "stay parked: --replay posts them"
    console.print(f"It is enabled; {parked} parked deliveries to it {told}.")


@webhooks.command()
@click.argument("webhook", metavar="ID")
@click.pass_obj
def rotate(instance: Instance, webhook: str) -> None:
    """Give it a new secret, printed this once; the one before signs along with it for a day."""
    with instance.store().write() as tx:
        secret = commands.rotate_secret(tx, webhook=webhook)
    click.echo(secret)


@webhooks.command()
@click.argument("webhook", metavar="ID")
@click.pass_obj
def remove(instance: Instance, webhook: str) -> None:
    """Forget it; nothing more is posted there."""
    with instance.store().write() as tx:
        ended = commands.remove_webhook(tx, webhook=webhook)
    console.print(f"It is forgotten; {ended} deliveries to it come to nothing.")


@webhooks.command()
@click.argument("webhook", metavar="ID")
@click.pass_obj
def test(instance: Instance, webhook: str) -> None:
    """Post one event that says nothing, and say what was answered."""
    settings = instance.look_at_settings()
    with instance.open_store(settings).write() as tx:
        found = commands.find_webhook(tx, webhook)
        secrets, now, event_id = commands.secrets_of(tx, found), tx.now, tx.ids.new("event")
    body = body_of(
        to_cloudevent(
            event_id=event_id, time=now, event=WebhookTested(cohort=found.cohort or "", webhook=webhook)
        )
    )
    headers = headers_of(event_id=event_id, body=body, at=now, secrets=secrets)
    try:
        status = instance.open_post(settings)(url=found.url, headers=headers, body=body).status
    except NotPostedError as error:
        raise NotNowError(
            f"Nothing was answered: {error.why} (docs/webhooks.md says what that means)."
        ) from error
    console.print(f"It answered {status}.")
    if not commands.is_taken(status):
        raise click.exceptions.Exit(1)


def _state(webhook: Webhook) -> str:
    if webhook.disabled_at is not None:
        return f"disabled: {webhook.disabled_why}"
    if webhook.failing_since is not None:
        return f"failing since {webhook.failing_since:%Y-%m-%dT%H:%M:%SZ}"
    return "well"
