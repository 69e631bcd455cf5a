"""Proof that a loop still goes round: a file that it touches, whose age a health check looks at from outside."""

import time
from pathlib import Path
from typing import Self

AT_LEAST_SECONDS = 1.0
"""The loops go round more often than a health check needs to know."""


class Pulse:
    """A loop's file, `FOLDER/NAME`; gone once the loop has ended. Without a folder it does nothing."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self._file = None if folder is None else folder / name
        self._next = 0.0

    def __enter__(self) -> Self:
        if self._file is not None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.unlink(missing_ok=True)

    def beat(self) -> None:
        """Say that the loop has gone round."""
        now = time.monotonic()
        if self._file is not None and now >= self._next:
            self._file.touch()
            self._next = now + AT_LEAST_SECONDS


UNSEEN = Pulse(None, "")
"""For a loop that nobody looks at from outside."""
