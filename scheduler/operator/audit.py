"""`commonhour audit`: who looked at people's data, or changed them."""

from datetime import datetime

import click

from scheduler.domain.audit import BY_RULES
from scheduler.operator.command_line import Instant
from scheduler.operator.instance import Instance
from scheduler.terminal import say_table

HEADER = ("at", "account", "token", "did", "writes", "cohort", "person")


@click.command()
@click.option("--cohort", metavar="ID", help="Only what concerned this cohort.")
@click.option("--person", metavar="ID", help="Only what was asked of this person alone.")
@click.option("--since", type=Instant(), help="Only since then.")
@click.pass_obj
def audit(instance: Instance, cohort: str | None, person: str | None, since: datetime | None) -> None:
    """Show who looked at people's data, or changed them, oldest first: ids alone."""
    with instance.store().read() as tx:
        records = tx.audit.records(cohort=cohort, person=person, since=since)
    say_table(
        header=HEADER,
        rows=(
            (
                f"{record.at:%Y-%m-%dT%H:%M:%SZ}",
                record.account or ("rules" if record.did == BY_RULES else "operator"),
                record.token or "",
                record.did,
                "yes" if record.writes else "no",
                record.cohort or "",
                record.person or "",
            )
            for record in records
        ),
    )
