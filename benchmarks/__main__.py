"""Run every benchmark, or those named."""

import sys

from benchmarks import coaching, feeds, plans

ALL = {"coaching": coaching, "feeds": feeds, "plans": plans}

for name in sys.argv[1:] or ALL:
    for result in ALL[name].results():
        print(result)
