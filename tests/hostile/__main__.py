"""All hostile inputs, at full length; with `--write` the figures go into docs/hostile-input.md."""

import re
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.shares import WHOLE, trial_of
from tests.hostile.trial import READERS, Report

PAGE = Path(__file__).parents[2] / "docs" / "hostile-input.md"
MARKED = re.compile(r"(<!-- trial -->\n).*?(<!-- end of trial -->)", re.DOTALL)
AT_ONCE = 2


def table(reports: Iterable[Report]) -> str:
    """Return a row for each kind of input, and their sum."""
    every = list(reports)
    rows = [
        f"| {each.kind} | {each.inputs:,} | {each.refused:,} | {each.seconds:.1f} | {each.megabytes} |"
        for each in every
    ]
    sums = f"| all | {sum(each.inputs for each in every):,} | {sum(each.refused for each in every):,} "
    most = f"| {max(each.seconds for each in every):.1f} | {max(each.megabytes for each in every)} |"
    head = "| what | inputs | refused in words | dearest, s of processor time | most memory, MB |"
    return "\n".join((head, "| --- | --: | --: | --: | --: |", *rows, sums + most))


def main() -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reports = list(pool.map(lambda kind: trial_of(kind, inputs=WHOLE, seed=1), READERS))
    made = table(reports)
    sys.stdout.write(f"{made}\n")
    slow = [name for each in reports for name in each.too_slow]
    if slow:
        sys.exit("Too slow: " + "; ".join(slow))
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARKED.sub(lambda found: f"{found[1]}{made}\n{found[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
