"""Mail as files in a folder, for when there is no mail server."""

import errno
import os
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from scheduler.commands.mailing import FILED
from workers.handing_over import SEVEN_BIT, MailDeferredError


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """Files for somebody else to send or read: one a message, whole or not there, its owner's alone."""

    path: Path

    @property
    def repeatable(self) -> bool:
        """A file of that name is there or not."""
        return True

    @property
    def answer(self) -> str:
        """It became a file, which nobody has read."""
        return FILED

    @contextmanager
    def handing_over(self, message: EmailMessage, *, name: str) -> Generator[Callable[[], None]]:
        """Write the message to a file without a lasting name; the last step gives it the name `<name>.eml`."""
        unfinished, finished = None, self.path / f"{name}.eml"
        try:
            with _deferring():
                self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
                unfinished = self._written(message, name=name)
            yield lambda: self._link(unfinished, finished)
        finally:
            if unfinished is not None:
                unfinished.unlink(missing_ok=True)
            if finished.exists():  # what tries that were killed have left behind
                for part in self.path.glob(f".{name}.*.part"):
                    part.unlink(missing_ok=True)

    def _written(self, message: EmailMessage, *, name: str) -> Path:
        descriptor, path = tempfile.mkstemp(dir=self.path, prefix=f".{name}.", suffix=".part")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.as_bytes(policy=SEVEN_BIT))
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            Path(path).unlink(missing_ok=True)
            raise
        return Path(path)

    def _link(self, unfinished: Path, finished: Path) -> None:
        with _deferring():
            try:
                os.link(unfinished, finished)
            except (FileExistsError, FileNotFoundError):  # another try was first, and tidied up after us
                if not finished.exists():
                    raise
            unfinished.unlink(missing_ok=True)
            folder = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


@contextmanager
def _deferring() -> Generator[None]:
    """Turn what the system says into MailDeferredError, by its number's name: its words hold paths."""
    try:
        yield
    except OSError as error:
        raise MailDeferredError(errno.errorcode.get(error.errno or 0, type(error).__name__)) from None
