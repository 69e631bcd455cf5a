"""Everything that can be set, in one frozen value; the only reader of the environment."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scheduler.errors import RefusedError

PREFIX = "COMMONHOUR_"
SECRET_BYTES = 32
PORTS = 65_536


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How this instance runs (docs/settings.md lists every setting).

    `database_url` and `broker_url` are the switch between embedded and production; `session_key` signs forms and
    `feed_key` derives feed links: both are secrets, at least 32 bytes.
    """

    data_dir: Path
    database_url: str
    broker_url: str
    base_url: str
    host: str
    port: int
    session_key: bytes
    feed_key: bytes
    demo: bool

    @property
    def embedded(self) -> bool:
        """Whether one process does everything."""
        return self.broker_url == "memory://"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this environment (default: the process's own), making what secrets are not set.

    A secret that is not set is made once and kept in the data folder, readable by its owner only. Raises RefusedError
    for a setting that cannot be.
    """
    given = os.environ if environment is None else environment

    def setting(name: str, default: str) -> str:
        return given.get(PREFIX + name) or default

    data_dir = Path(setting("DATA_DIR", str(Path.home() / ".local/share/commonhour"))).expanduser()
    host, port = setting("HOST", "127.0.0.1"), _port(setting("PORT", "8000"))
    _make_folder(data_dir)
    return Settings(
        data_dir=data_dir,
        database_url=setting("DATABASE_URL", f"sqlite:///{data_dir / 'commonhour.db'}"),
        broker_url=setting("BROKER_URL", "memory://"),
        base_url=setting("BASE_URL", f"http://{host}:{port}").rstrip("/"),
        host=host,
        port=port,
        session_key=_secret(setting("SESSION_KEY", ""), data_dir / "session.key"),
        feed_key=_secret(setting("FEED_KEY", ""), data_dir / "feed.key"),
        demo=setting("DEMO", "") == "1",
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < PORTS):
        raise RefusedError(f"COMMONHOUR_PORT is {text!r}: set it to a whole number from 1 to {PORTS - 1}.")
    return int(text)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RefusedError(
            f"The data folder {folder} cannot be made ({error.strerror}): set COMMONHOUR_DATA_DIR to another."
        ) from error


def _secret(given: str, kept_in: Path) -> bytes:
    secret = given.encode() or _kept_secret(kept_in)
    if len(secret) < SECRET_BYTES:
        where = "COMMONHOUR_SESSION_KEY or COMMONHOUR_FEED_KEY" if given else str(kept_in)
        raise RefusedError(
            f"The secret in {where} has {len(secret)} bytes; it needs at least {SECRET_BYTES}. Set a longer one."
        )
    return secret


def _kept_secret(kept_in: Path) -> bytes:
    """Return the secret in this file, making it first if need be: whole or not at all, whoever else makes it too."""
    if not kept_in.exists():
        with tempfile.NamedTemporaryFile(dir=kept_in.parent) as file:  # readable by its owner only
            file.write(secrets.token_urlsafe(48).encode())
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first: its secret is ours
                os.link(file.name, kept_in)
    return kept_in.read_bytes()
