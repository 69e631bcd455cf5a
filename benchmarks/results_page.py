"""benchmarks/RESULTS.md, out of benchmarks/results.json: DESIGN 10 row by row, and what each benchmark said last."""

import json
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from benchmarks import scaling
from benchmarks.measuring import SHARE, Measured, Measures
from benchmarks.reach import ROWS

HERE = Path(__file__).parent
PINNED = HERE.parent / "requirements" / "peer-matching.txt"
PACKAGES = (
    "ortools",
    "numpy",
    "scipy",
    "networkx",
    "kombu",
    "celery",
    "flask",
    "icalendar",
    "ics",
    "vobject",
)
HEAD = """# Results

Medians of five, ours and the peer's in turn, in the same run; machines are noisy, so the ratio counts.
`make bench` runs all of it, `python -m benchmarks NAME --write` one part and writes it here.
"""
PICTURE = "\n![Time and memory against the number of members, on logarithmic axes](scaling.svg)\n"


class Kept(TypedDict):
    """What one benchmark said: the day, the machine and the versions; its lines; its figures by work and name."""

    where: str
    lines: list[str]
    measures: dict[str, Measures]


def write(name: str, said: Sequence[Measured], *, folder: Path = HERE) -> None:
    """Put what a benchmark said in place of what it said before, and draw the page anew."""
    if SHARE != 1 and folder == HERE:
        raise SystemExit(
            "COMMONHOUR_BENCH_SHARE is not 1: figures of a share of the work are not written down."
        )
    file = folder / "results.json"
    kept: dict[str, Kept] = json.loads(file.read_text()) if file.exists() else {}
    kept[name] = Kept(
        where=_where(), lines=[str(one) for one in said], measures={one.work: one.measures for one in said}
    )
    file.write_text(json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    (folder / "RESULTS.md").write_text(page(kept))
    if name == "scaling":
        scaling.draw([one for one in said if isinstance(one, scaling.Point)], target=folder / "scaling.svg")


def page(kept: dict[str, Kept]) -> str:
    """Write the page: DESIGN 10 row by row, then every benchmark's own lines."""
    known = {work: measures for one in kept.values() for work, measures in one["measures"].items()}
    table = _table(("work", "to reach", "measured", "met"), (row.said(known) for row in ROWS))
    sections = [
        f"\n## {name}\n\n{one['where']}\n\n```text\n{chr(10).join(one['lines'])}\n```\n"
        + (PICTURE if name == "scaling" else "")
        for name, one in sorted(kept.items())
    ]
    return HEAD + "\n" + table + "".join(sections)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _where() -> str:
    """Name the day, the machine and the versions of ours and of every peer."""
    cpus = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", cpus)
    memory = re.search(r"MemTotal:\s*(\d+) kB", Path("/proc/meminfo").read_text())
    pinned = re.search(r"^matching==(\S+)", PINNED.read_text(), re.MULTILINE)
    assert memory
    assert pinned
    packages = [f"{package} {version(package)}" for package in PACKAGES] + [f"matching {pinned[1]}"]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {len(re.findall(r'^processor', cpus, re.MULTILINE))} cores of "
        f"{model[1] if model else platform.machine()}, {int(memory[1]) / 2**20:.1f} GB of memory, "
        f"Linux {platform.release()}, Python {platform.python_version()}, {', '.join(packages)}."
    )
