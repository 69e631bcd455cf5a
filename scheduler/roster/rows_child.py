"""The process that reads one spreadsheet of anybody's: its bytes on standard input, rows or a reason as JSON out.

It knows nothing of the service: no settings, no database, no environment. Before a byte is read it is bounded in
memory and processor time, may write no file and leaves no picture of its memory behind.

Started as `python -m scheduler.roster.rows_child MEGABYTES SECONDS`.
"""

import json
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from scheduler.roster.unreadable import UnreadableError, Why
from scheduler.roster.untrusted import rows_of

MEGABYTE = 1 << 20
NOT_NEEDED = ("numpy", "PIL")
"""openpyxl loads them where they are installed, for numbers and pictures that we do not write."""


def main() -> None:
    """Answer once, within the bounds."""
    megabytes, seconds = map(int, sys.argv[1:])
    _bound(
        {
            resource.RLIMIT_AS: megabytes * MEGABYTE,
            resource.RLIMIT_DATA: megabytes * MEGABYTE,
            resource.RLIMIT_CPU: seconds,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
        }
    )
    sys.modules.update(dict.fromkeys(NOT_NEEDED))  # type: ignore[arg-type]  # None: importing it fails
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))


def _answer(data: bytes) -> bytes:
    try:
        said: dict[str, Any] = {"rows": rows_of(data)}
    except UnreadableError as error:
        said = {"why": error.why, "number": error.number}
    except (MemoryError, RecursionError):
        said = {"why": Why.TOO_COSTLY, "number": 0}
    return json.dumps(said, ensure_ascii=False).encode(errors="replace")  # half a surrogate pair is no text


def _bound(limits: Mapping[int, int]) -> None:
    """Set the limits; macOS has no bound on address space, and refuses it."""
    for kind, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
