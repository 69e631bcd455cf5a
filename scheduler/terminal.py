"""What a person at a terminal sees: problems, what a plan achieves, tables, and progress; plain when piped."""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from scheduler.domain.plans import STOPPED, Plan
from scheduler.domain.problems import Problem

console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


def say_problems(problems: Iterable[Problem]) -> None:
    """Say every problem: where, what stands there, what is wrong, what would be right."""
    for problem in problems:
        place = [problem.file or ""]
        place += [f"row {problem.row}"] if problem.row is not None else []
        place += [problem.column] if problem.column else []
        console.print(f"{', '.join(filter(None, place))}: {problem.message}")
        if problem.value is not None:
            console.print(f"    found: {problem.value[:200]}")
        console.print(f"    to do: {problem.suggestion}")


def say_plan(plan: Plan, *, standing: Mapping[str, str], report: Path) -> None:
    """Say what the plan achieves, after what it warns of, and where its `report` is.

    `standing` says of each part that is not proven how good it is beside the best there could be.
    """
    kept = [reason for pair in plan.coaching.pairs for reason in pair.reasons]
    kept += [reason for section in plan.workshops.sections for reason in (*section.seats, *section.remarks)]
    for warning in (reason for reason in kept if reason.is_warning):
        console.print(f"warning: {warning.text}")
    if plan.solver.stopped is not None:
        console.print(STOPPED[plan.solver.stopped])
    for part, words in standing.items():
        console.print(f"{part}, not proven to be the best: {words}")
    console.print(
        f"{plan.coaching.objective.placed} members have a coach, {plan.workshops.objective.served} have a "
        f"workshop they wished for, {len(plan.sessions.meetings)} sessions are placed: {report}"
    )


def say_table(*, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table on standard output: aligned for a person, tab-separated where it is piped."""
    out = Console(highlight=False, markup=False, emoji=False)
    if not out.is_terminal:
        for row in (header, *rows):
            out.file.write("\t".join(row) + "\n")
        return
    table = Table(box=None)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    out.print(table)


@contextmanager
def progress() -> Generator[Callable[[str], None]]:
    """Show what is being done and for how long, on a terminal only."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading")
        yield lambda phase: bar.update(task, description=phase)
