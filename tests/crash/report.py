"""The tables of docs/reliability.md, written by the runs themselves between marks in that page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.crash.enumeration import NOT_REACHED, Verdict

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


def table(verdicts: Sequence[Verdict]) -> str:
    """Return a row for each point of each process on each way: at how many passings it was aimed, what came of it."""
    of: defaultdict[tuple[str, str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        passing = verdict.passing
        of[passing.way.name, passing.process, passing.name].append(verdict)
    rows = [f"| {' | '.join(where)} | {len(found)} | {_said(found)} |" for where, found in of.items()]
    return "\n".join(("| way | killed | at | passings | result |", "| --- | --- | --- | --- | --- |", *rows))


def count(verdicts: Sequence[Verdict]) -> str:
    """Return the sum of a table, as a sentence."""
    points = {(verdict.passing.process, verdict.passing.name) for verdict in verdicts}
    return f"{len(points)} points, {len(verdicts)} passings: {_said(verdicts)}."


def put(name: str, text: str) -> None:
    """Put the text between the marks of this name in the page."""
    page = PAGE.read_text(encoding="utf-8")
    mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    assert mark.search(page), f"docs/reliability.md has no place for {name}"
    PAGE.write_text(mark.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page), encoding="utf-8")


def _said(verdicts: Sequence[Verdict]) -> str:
    well = sum(verdict.well for verdict in verdicts)
    missed = sum(verdict.said == NOT_REACHED for verdict in verdicts)
    parts = ((well, "well"), (missed, "not reached"), (len(verdicts) - well - missed, "WRONG"))
    return ", ".join(f"{number} {word}" for number, word in parts if number)
