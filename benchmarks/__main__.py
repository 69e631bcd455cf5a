"""Run every benchmark, or those named."""

import sys

from benchmarks import coaching, events, feeds, groups, plans, year

ALL = {"coaching": coaching, "events": events, "feeds": feeds, "groups": groups, "plans": plans, "year": year}

for name in sys.argv[1:] or ALL:
    for result in ALL[name].results():
        print(result)
