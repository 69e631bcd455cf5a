"""Everything that can be set, in one frozen value; the only reader of the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "COMMONHOUR_"


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

    A secret that is not set is made once and kept in the data folder, readable by its owner only.
    """
    given = os.environ if environment is None else environment

    def setting(name: str, default: str) -> str:
        return given.get(PREFIX + name) or default

    data_dir = Path(setting("DATA_DIR", str(Path.home() / ".local/share/commonhour"))).expanduser()
    host, port = setting("HOST", "127.0.0.1"), int(setting("PORT", "8000"))
    return Settings(
        data_dir=data_dir,
        database_url=setting("DATABASE_URL", f"sqlite:///{data_dir / 'commonhour.db'}"),
        broker_url=setting("BROKER_URL", "memory://"),
        base_url=setting("BASE_URL", f"http://{host}:{port}").rstrip("/"),
        host=host,
        port=port,
        session_key=_secret(given.get(PREFIX + "SESSION_KEY"), data_dir / "session.key"),
        feed_key=_secret(given.get(PREFIX + "FEED_KEY"), data_dir / "feed.key"),
        demo=setting("DEMO", "") == "1",
    )


def _secret(given: str | None, kept_in: Path) -> bytes:
    if given:
        return given.encode()
    try:
        return kept_in.read_bytes()
    except FileNotFoundError:
        kept_in.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = secrets.token_urlsafe(48).encode()
        descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made)
        return made
