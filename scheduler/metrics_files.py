"""The files in which the processes of the web count together: in memory if they can be, and never with holes."""

import atexit
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the files lie there in a folder of ours alone, with a random name
FIRST_BYTES = 1 << 16
"""How large prometheus_client makes a file at first (0.26, mmap_dict.py)."""
ROOM_BYTES = 1 << 14
"""More than one count adds to a file: a histogram's first, 15 lines of some 200 bytes."""


class Files:
    """The files in which the processes count, two for each: prometheus_client writes to them through memory.

    It makes them with holes in them, and where the disk is full a hole that is written to kills the process (SIGBUS).
    So they are filled here before it comes to them, always as large as it would make them next: FIRST_BYTES, twice as
    much, and so on. They begin with the number of bytes in use, in the machine's order, 4 bytes long.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        self._pid = self._forked_from = os.getpid()
        self._counted: set[tuple[str, ...]] = set()
        self._said = False

    def look_for_room(self, labels: tuple[str, ...]) -> OSError | None:
        """Make room for what this process has not counted yet; return why there is none."""
        if self._pid != os.getpid():
            self._forked_from, self._pid, self._counted = self._pid, os.getpid(), set()
        if labels in self._counted:
            return None
        try:
            self.make_room()
        except OSError as error:
            return error
        self._counted.add(labels)
        return None

    def make_room(self) -> None:
        """Fill this process's files for at least ROOM_BYTES more than are in use, or will be at once after a fork."""
        for kind in ("counter", "histogram"):
            file, before = (self.folder / f"{kind}_{pid}.db" for pid in (self._pid, self._forked_from))
            used = _in_use(file if file.exists() else before)
            size = FIRST_BYTES << ((used + ROOM_BYTES - 1) // FIRST_BYTES).bit_length()
            if file.exists():
                _fill(file, size)
            else:
                new = file.with_suffix(".new")  # nobody reads one that is half there
                _fill(new, size)
                new.rename(file)

    def is_news(self) -> bool:
        """Say whether that there is no room has not been said before."""
        news, self._said = not self._said, True
        return news


def new_folder() -> Path:
    """Make a folder for the files, which goes when this process ends: in memory, or else with what is temporary."""
    place = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK | os.X_OK) else None
    folder = Path(tempfile.mkdtemp(prefix=f"commonhour-metrics-{os.getpid()}-", dir=place))
    atexit.register(_forget, folder, of=os.getpid())
    return folder


def _in_use(file: Path) -> int:
    if not file.exists():
        return 0
    with file.open("rb") as opened:
        return int.from_bytes(opened.read(4), sys.byteorder)


def _fill(file: Path, size: int) -> None:
    """Write noughts behind what is in the file until it is of this size, so that it has no holes; raise OSError."""
    with file.open("ab", buffering=0) as opened:
        while (missing := size - opened.tell()) > 0:
            opened.write(bytes(missing))


def _forget(folder: Path, *, of: int) -> None:
    """Take the files away, unless this is one of those that were forked."""
    if os.getpid() == of:
        shutil.rmtree(folder, ignore_errors=True)
