"""Run every benchmark, or those named; with --write, put what came of it into benchmarks/RESULTS.md."""

import sys
from pathlib import Path

from benchmarks import certificate, coaching, events, feeds, groups, plans, real, scaling, sessions, year
from benchmarks.results_page import write

ALL = {
    "certificate": certificate,
    "coaching": coaching,
    "events": events,
    "feeds": feeds,
    "groups": groups,
    "plans": plans,
    "real": real,
    "scaling": scaling,
    "sessions": sessions,
    "year": year,
}

names = [name for name in sys.argv[1:] if name != "--write"]
for name in names or ALL:
    said = []
    for result in ALL[name].results():
        print(result, flush=True)
        said.append(result)
    if "--write" in sys.argv:
        write(name, [str(result) for result in said])
        if name == "scaling":
            scaling.draw(said, target=Path(__file__).parent / "scaling.svg")
