"""A Maildir that a mail server delivers into (cr.yp.to/proto/maildir.html): what is new, and put with the seen."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from calendars.imip import MOST_OCTETS_OF_MAIL

_SEEN = ":2,S"


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """A mail as it lies there, cut off where it is larger than any answer; `at` is when it was put there (UTC)."""

    name: str
    raw: bytes
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Maildir:
    """A folder with `new` and `cur`; who delivers into it writes elsewhere and moves what is whole into `new`."""

    path: Path

    def new(self, *, limit: int) -> Iterator[Delivered]:
        """Give so many of the new mails at most, the oldest names first; raise OSError where there is no Maildir.

        What cannot be read is given as empty. What another process has put with the seen meanwhile is left out.
        """
        for name in islice(self._names(), limit):
            with suppress(FileNotFoundError):
                yield _read(self.path / "new" / name)

    def waiting(self) -> int:
        """Return how many mails are new; raise OSError where there is no Maildir."""
        return len(self._names())

    def put_with_seen(self, mail: Delivered) -> None:
        """Move a mail to `cur`, as seen; whether anybody else has done so already does not matter."""
        with suppress(FileNotFoundError):
            os.rename(  # noqa: PTH104 - a Path's rename is this one
                self.path / "new" / mail.name, self.path / "cur" / f"{mail.name.partition(':')[0]}{_SEEN}"
            )

    def _names(self) -> list[str]:
        (
            self.path / "cur"
        ).stat()  # without it what was read could not be put away, and would be read for ever
        with os.scandir(self.path / "new") as found:
            return sorted(each.name for each in found if not each.name.startswith("."))


def _read(path: Path) -> Delivered:
    """Read one file; of what is none, such as a folder or a pipe, nothing."""
    info = path.lstat()
    raw = b""
    if stat.S_ISREG(info.st_mode):
        with suppress(PermissionError), path.open("rb") as file:
            raw = file.read(MOST_OCTETS_OF_MAIL + 1)
    return Delivered(name=path.name, raw=raw, at=datetime.fromtimestamp(info.st_mtime, UTC))
