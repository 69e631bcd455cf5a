"""Run every benchmark, or those named."""

import sys

from benchmarks import certificate, coaching, events, feeds, plans, real, year

ALL = {
    "certificate": certificate,
    "coaching": coaching,
    "events": events,
    "feeds": feeds,
    "plans": plans,
    "real": real,
    "year": year,
}

for name in sys.argv[1:] or ALL:
    for result in ALL[name].results():
        print(result)
