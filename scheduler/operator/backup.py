"""`commonhour backup`: the embedded database into a file, while the service runs."""

from pathlib import Path

import click

from scheduler.errors import RefusedError
from scheduler.operator.instance import Instance
from scheduler.store.backup import back_up
from scheduler.store.engine import missing_file, open_engine
from scheduler.terminal import console


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(instance: Instance, file: Path) -> None:
    """Write the embedded database into the new FILE, also while the service runs (see docs/operation.md).

    It is copied as it is, at whatever schema: so a backup can be the way back from a new version.
    """
    url = instance.look_at_settings().database_url
    missing = missing_file(url)
    if missing is not None:
        raise RefusedError(
            f"There is no database at {missing}: check COMMONHOUR_DATA_DIR. Nothing was written."
        )
    back_up(open_engine(url), to=file)
    console.print(f"{file} holds everything but the keys beside the database: keep those too, elsewhere.")
