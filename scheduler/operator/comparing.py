"""`commonhour compare`: what differs between two plans."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import ValidationError

from scheduler.errors import RefusedError
from scheduler.terminal import console, say_table

if TYPE_CHECKING:
    from scheduler.outputs.comparison import Held
    from scheduler.outputs.plan_format import Plan

PLAN_FILE = "plan.json"
A_PLAN = click.Path(exists=True, path_type=Path)


@click.command(name="compare")
@click.argument("before", type=A_PLAN)
@click.argument("after", type=A_PLAN)
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON on standard output.")
def compare_plans(before: Path, after: Path, *, as_json: bool) -> None:
    """Say who has another coach, seat or date in AFTER than in BEFORE, and what each plan is worth.

    Each is a directory that `commonhour plan` wrote, or its plan.json.
    """
    from scheduler.outputs.comparison import compare  # noqa: PLC0415 - no other command waits for it

    one, other = plan_at(before), plan_at(after)
    if one.cohort != other.cohort:
        raise RefusedError(
            f"{before} is a plan of {one.cohort}, {after} one of {other.cohort}: name two plans of one cohort."
        )
    found = compare(one, other)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    differing = [value for value in found.values if value.before != value.after]
    say_table(
        header=("what", "who", "of", "before", "after"),
        rows=(
            *(
                (change.kind, change.who, change.what, _said(change.before), _said(change.after))
                for change in found.changes
            ),
            *((value.part, "", value.name, str(value.before), str(value.after)) for value in differing),
        ),
    )
    if not differing:
        console.print("Both plans are worth the same.")


def _said(held: "Held | None") -> str:
    return "-" if held is None else str(held)


def plan_at(path: Path) -> "Plan":
    """Read a plan from its directory or file; raise RefusedError where it is none."""
    from scheduler.outputs.plan_format import Plan  # noqa: PLC0415 - no other command waits for it

    file = path / PLAN_FILE if path.is_dir() else path
    try:
        return Plan.model_validate_json(file.read_bytes())
    except FileNotFoundError as error:
        raise RefusedError(
            f"{path} has no {PLAN_FILE}: name a directory that `commonhour plan` wrote."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise RefusedError(
            f"{file} is no plan of the format commonhour.plan/1: {where}: {first['msg']}."
        ) from error
