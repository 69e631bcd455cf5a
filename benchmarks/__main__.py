"""Run every benchmark, or those named; with --write, put what came of it into benchmarks/RESULTS.md."""

import sys

from benchmarks import (
    board,
    certificate,
    coaching,
    enumeration,
    events,
    feeds,
    following,
    groups,
    plans,
    real,
    rebalancing,
    scaling,
    serving,
    sessions,
    stable,
    year,
)
from benchmarks.measuring import Measured
from benchmarks.results_page import write

ALL = {
    "board": board,
    "certificate": certificate,
    "coaching": coaching,
    "enumeration": enumeration,
    "events": events,
    "feeds": feeds,
    "following": following,
    "groups": groups,
    "plans": plans,
    "real": real,
    "rebalancing": rebalancing,
    "scaling": scaling,
    "serving": serving,
    "sessions": sessions,
    "stable": stable,
    "year": year,
}

names = [name for name in sys.argv[1:] if name != "--write"]
for name in names or ALL:
    said: list[Measured] = []
    for result in ALL[name].results():
        print(result, flush=True)
        said.append(result)
    if "--write" in sys.argv:
        write(name, said)
