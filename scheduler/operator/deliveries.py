"""`commonhour deliveries`: what is owed to whom, why it failed, and what to do about it."""

import json

import click

from scheduler.commands.deliveries import find_delivery, park_delivery, replay_delivery
from scheduler.documents import to_json
from scheduler.events import from_data, to_cloudevent
from scheduler.operator.cohorts import cohort_of
from scheduler.operator.instance import Instance
from scheduler.store.deliveries import Delivery
from scheduler.terminal import console, say_table

STATES = ("waiting", "claimed", "parked")
HEADER = ("delivery", "event", "reaction", "state", "tries", "since", "due", "webhook", "error")


@click.group(invoke_without_command=True)
@click.pass_context
def deliveries(context: click.Context) -> None:
    """Look after what is owed: each event, to each that reacts to it. Alone it lists all that is not done."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@deliveries.command(name="list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--cohort", metavar="ID", help="Only those of this cohort.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with all there is to say.")
@click.pass_obj
def list_(
    instance: Instance, state: str | None = None, cohort: str | None = None, *, as_json: bool = False
) -> None:
    """List every delivery that is not done, oldest first; one that is worked on is due when its lease ends."""
    with instance.store().read() as tx:
        of = None if cohort is None else cohort_of(tx, cohort).cohort.id
        owed = tx.deliveries.owed(cohort=of, state=state)
    if as_json:
        for each in owed:
            click.echo(json.dumps(to_json(each)))
        return
    say_table(header=HEADER, rows=map(_row, owed))


@deliveries.command()
@click.argument("delivery", metavar="ID")
@click.pass_obj
def show(instance: Instance, delivery: str) -> None:
    """Show one delivery, done or not, as JSON: how often it was tried, its error, and its event as a CloudEvent."""
    with instance.store().read() as tx:
        found = find_delivery(tx, delivery=delivery)
    shown = to_json(found) | {"event": _cloudevent(found)}
    for within in ("event_id", "event_type", "since", "data"):
        del shown[within]
    click.echo(json.dumps(shown, indent=2))


@deliveries.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--all-parked", is_flag=True, help="Every delivery that is parked.")
@click.pass_obj
def replay(instance: Instance, ids: tuple[str, ...], *, all_parked: bool) -> None:
    """Owe parked deliveries again, with all their tries: all of them, or, if one cannot be, none."""
    if not ids and not all_parked:
        raise click.UsageError("Name the deliveries, or say --all-parked.")
    with instance.store().write("replay") as tx:
        parked = [each.id for each in tx.deliveries.owed(state="parked")] if all_parked else []
        said = {each: replay_delivery(tx, delivery=each) for each in dict.fromkeys((*ids, *parked))}
    for each, sentence in said.items():
        click.echo(f"{each}\t{sentence}")
    console.print(f"{len(said)} owed again.")


@deliveries.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.pass_obj
def park(instance: Instance, ids: tuple[str, ...]) -> None:
    """Stop trying deliveries: all of them, or, if one cannot be, none. What is worked on has no effect any more."""
    with instance.store().write("park") as tx:
        for each in dict.fromkeys(ids):
            park_delivery(tx, delivery=each)
    console.print(
        f"{len(dict.fromkeys(ids))} parked; `commonhour deliveries replay ID...` has them tried again."
    )


def _row(owed: Delivery) -> tuple[str, ...]:
    since, due = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (owed.since, owed.due_at))
    return (
        owed.id,
        owed.event_type,
        owed.reaction,
        owed.state,
        str(owed.tries),
        since,
        "" if owed.state == "parked" else due,
        owed.target,
        owed.error or "",
    )


def _cloudevent(owed: Delivery) -> dict[str, object]:
    """Return the event as other systems see it; one that only another version knows, as it is kept."""
    try:
        event = from_data(kind=owed.event_type, data=owed.data)
    except KeyError:
        return {"id": owed.event_id, "type": owed.event_type, "data": owed.data}
    return to_cloudevent(event_id=owed.event_id, time=owed.since, event=event, trace=owed.trace)
