"""`commonhour zones`: what newly installed zone data do to meetings to come, and having calendars follow."""

import json
from datetime import UTC, datetime

import click

from calendars.zones import ZONE_DATA_VERSION, zone
from scheduler.access import whole_cohort
from scheduler.events import ZonesRenewed
from scheduler.operator.instance import Instance
from scheduler.queries.zone_data import MovedMeeting, ZoneReading, zone_reading, zone_readings
from scheduler.store.unit_of_work import Store
from scheduler.terminal import console, say_table

HEADER = ("cohort", "read by", "meeting", "was", "is", "on its own clock", "whom")
SHOWN = {
    0: "which skips that reading now: it is held as long after the gap",
    1: "",
    2: "which shows that reading twice now: the first is meant",
}


@click.command()
@click.option("--renew", is_flag=True, help="Have calendars follow; without it nothing is changed.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a cohort and line, with ids for people."
)
@click.pass_obj
def zones(instance: Instance, *, renew: bool, as_json: bool) -> None:
    """Say which meetings to come the installed zone data move, and whom, in cohorts that were read by other data.

    Each keeps the reading of its own clock. With --renew calendars follow; mails about it wait for approval, as always.
    """
    store = instance.store()
    if renew:
        found = _renew(store)
    else:
        with store.read() as tx:
            found = zone_readings(tx)
    if as_json:
        for each in found:
            click.echo(json.dumps(_as_json(each)))
    elif found:
        say_table(header=HEADER, rows=(row for each in found for row in _rows(each)))
    console.print(_summary(found, renewed=renew))


def _renew(store: Store) -> tuple[ZoneReading, ...]:
    """Have each cohort's calendars follow, each in a transaction of its own; return what that does to them."""
    with store.read() as tx:
        others = tx.zone_data.others_than(ZONE_DATA_VERSION)
    found: list[ZoneReading] = []
    for cohort in others:
        with store.write("renew_zones") as tx:
            found.append(zone_reading(whole_cohort(tx, cohort)))
            tx.outbox.emit(ZonesRenewed(cohort=cohort))
    return tuple(found)


def _summary(found: tuple[ZoneReading, ...], *, renewed: bool) -> str:
    installed = f"The zone data installed here are {ZONE_DATA_VERSION}"
    if not found:
        return f"{installed}, and no cohort with a meeting to come was read by others."
    moved = sum(len(each.moved) for each in found)
    what = f"{installed}; {len(found)} cohort(s) to be read by them, {moved} meeting(s) of which move."
    if renewed:
        return f"{what} Their calendars follow now, as soon as a worker has them."
    return f"{what} Nothing was changed: `commonhour zones --renew` has calendars follow."


def _rows(reading: ZoneReading) -> list[tuple[str, ...]]:
    head = (reading.cohort.id, reading.read_by or "not known")
    rows = [
        (
            *head,
            each.meeting.title,
            _utc(each.was),
            _utc(each.meeting.starts),
            _on_its_clock(each),
            ", ".join(person.name for person in each.people),
        )
        for each in reading.moved
    ]
    if reading.reworded:
        names = ", ".join(person.name for person in reading.reworded)
        rows.append((*head, "none of theirs moves", "", "", "another hour on their own clocks", names))
    return rows or [(*head, "none moves", "", "", "", "nobody")]


def _on_its_clock(moved: MovedMeeting) -> str:
    """Say what its own clock reads now at the instant that it was, and what it was and is meant to read."""
    time_zone = moved.meeting.time_zone
    otherwise = moved.was.astimezone(zone(time_zone)).replace(tzinfo=None)
    said = f"{moved.wall:%Y-%m-%d %H:%M} as before, not {otherwise:%H:%M} ({time_zone})"
    return ", ".join(filter(None, (said, SHOWN[moved.shown])))


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _as_json(reading: ZoneReading) -> dict[str, object]:
    return {
        "cohort": reading.cohort.id,
        "read_by": reading.read_by,
        "installed": ZONE_DATA_VERSION,
        "moved": [
            {
                "meeting": each.meeting.uid,
                "time_zone": each.meeting.time_zone,
                "wall": each.wall.isoformat(),
                "shown": each.shown,
                "was": _utc(each.was),
                "now": _utc(each.meeting.starts),
                "people": [person.id for person in each.people],
            }
            for each in reading.moved
        ],
        "reworded": [person.id for person in reading.reworded],
    }
