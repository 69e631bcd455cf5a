"""Mail as files in a folder, for when there is no mail server."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from scheduler.commands.mailing import FILED
from workers.handing_over import SEVEN_BIT, MailDeferredError

_MESSAGE = "message"
_BEGUN = "begun"


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """Files for somebody else to send or read, and to take away: one a message, whole or not there, its owner's alone.

    A message is made ready in `.<name>`, a folder of our own that appears whole: with the message, and with a sign that
    it was begun. The last step moves the message out of there, which can be done once. From then on the sign alone says
    to every later try, whoever has taken the file away, that it was written.
    """

    path: Path

    @property
    def repeatable(self) -> bool:
        """A message was moved out or not."""
        return True

    @property
    def answer(self) -> str:
        """It became a file, which nobody has read."""
        return FILED

    @contextmanager
    def handing_over(self, message: EmailMessage, *, name: str) -> Generator[Callable[[], None]]:
        """Make the message ready; the last step gives it the name `<name>.eml`, unless an earlier try did.

        Left without an error, what came of it must be known elsewhere: the sign that it was written goes then.
        """
        with _deferring():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_ready(message, name=name)
        try:
            yield lambda: self._move_out(name)
        finally:
            with suppress(OSError):  # then the next try tidies up
                self._take_back(name)
        shutil.rmtree(self._own(name), ignore_errors=True)
        for part in self.path.glob(f".{name}.*.part"):  # what tries that were killed have left behind
            if part.is_dir():
                shutil.rmtree(part, ignore_errors=True)
            else:  # of the version before
                part.unlink(missing_ok=True)

    def forget(self, name: str) -> None:
        """Delete the message's file, unless it was taken away, and whatever tries have left behind."""
        if not self.path.is_dir():
            return
        with _deferring():
            (self.path / f"{name}.eml").unlink(missing_ok=True)
            for left in (self._own(name), *self.path.glob(f".{name}.*.part")):
                if left.is_dir():
                    shutil.rmtree(left)
            _sync(self.path)

    def _own(self, name: str) -> Path:
        return self.path / f".{name}"

    def _part(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(dir=self.path, prefix=f".{name}.", suffix=".part"))  # mode 0700

    def _make_ready(self, message: EmailMessage, *, name: str) -> None:
        part, own = self._part(name), self._own(name)
        try:
            with os.fdopen(
                os.open(part / _MESSAGE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(message.as_bytes(policy=SEVEN_BIT))
                file.flush()
                os.fsync(file.fileno())
            (part / _BEGUN).touch()
            _sync(part)
            self._take_back(name)  # a try that was killed may have left it, with what has changed since
            try:
                part.rename(own)
            except OSError:
                if not (own / _BEGUN).exists():
                    raise
            _sync(self.path)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _move_out(self, name: str) -> None:
        own = self._own(name)
        with _deferring():
            try:
                (own / _MESSAGE).rename(self.path / f"{name}.eml")
            except FileNotFoundError:
                if not (
                    own / _BEGUN
                ).exists():  # another try has ended, and tidied up: let it be looked at again
                    raise
            _sync(self.path)
            _sync(own)

    def _take_back(self, name: str) -> None:
        """Throw away the message if it was not moved out."""
        own = self._own(name)
        if (own / _MESSAGE).exists():
            aside = self._part(name)
            own.rename(aside)
            if not (aside / _MESSAGE).exists():  # another try has moved it out at this very moment
                aside.rename(own)
                return
            shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _deferring() -> Generator[None]:
    """Turn what the system says into MailDeferredError, by its number's name: its words hold paths."""
    try:
        yield
    except OSError as error:
        raise MailDeferredError(errno.errorcode.get(error.errno or 0, type(error).__name__)) from None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
