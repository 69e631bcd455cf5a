"""benchmarks/RESULTS.md: what each benchmark said when it was last run, on which machine, with which versions."""

import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parent / "RESULTS.md"
PACKAGES = ("ortools", "numpy", "scipy", "networkx", "kombu", "icalendar")
HEAD = """# Results

Medians of five, ours and the peer's in turn, in the same run; machines are noisy, so the ratio counts.
`make bench` runs all of it, `python -m benchmarks NAME --write` one part and writes it here.
"""


def write(name: str, lines: list[str]) -> None:
    """Put a benchmark's lines under its name, in place of what stood there."""
    page = PAGE.read_text() if PAGE.exists() else HEAD
    picture = "\n![Time and memory against size](scaling.svg)\n" if name == "scaling" else ""
    section = f"\n## {name}\n\n{_where()}\n\n```text\n{chr(10).join(lines)}\n```\n{picture}"
    there = re.compile(rf"\n## {re.escape(name)}\n.*?(?=\n## |\Z)", re.DOTALL)
    page = there.sub(lambda _: section, page) if there.search(page) else page + section
    PAGE.write_text(page)


def _where() -> str:
    """Name the day, the machine and the versions."""
    cores = sum(line.startswith("processor") for line in Path("/proc/cpuinfo").read_text().splitlines())
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {cores} cores of {model[1] if model else platform.machine()}, "
        f"Python {platform.python_version()}, {packages}."
    )
