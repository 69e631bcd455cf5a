"""What a person at a terminal sees: problems, tables, and progress; plain when piped."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

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
