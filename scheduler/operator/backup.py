"""`commonhour backup`: the embedded database into a file, while the service runs."""

from pathlib import Path

import click

from scheduler.operator.instance import Instance
from scheduler.store.backup import back_up
from scheduler.terminal import console


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(instance: Instance, file: Path) -> None:
    """Write the embedded database into the new FILE, also while the service runs (see docs/operation.md)."""
    back_up(instance.store().engine, to=file)
    console.print(f"{file} holds everything but the keys beside the database: keep those too, elsewhere.")
