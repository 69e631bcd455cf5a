"""How a judge written in Python is asked: a file a line in base64, what it tells of it a line of JSON."""

import base64
import json
import sys
from collections.abc import Callable

Event = tuple[str, float, float, str, str]
"""UID, start and end in seconds since 1970, summary, description."""
Told = dict[str, object]
"""`events`, and of some judges `people`."""


def answer_all(read: Callable[[bytes], Told]) -> None:
    """Answer until there is no more: with what is told, or why the judge has `refused` the file."""
    answers, sys.stdout = sys.stdout, sys.stderr  # a judge may print
    for line in sys.stdin.buffer:
        try:
            told = read(base64.b64decode(line))
        except Exception as error:  # noqa: BLE001 - however a judge stumbles, it does not take the file
            told = {"refused": f"{type(error).__name__}: {error}"}
        print(json.dumps(told), file=answers, flush=True)
