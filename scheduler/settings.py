"""Everything that can be set, in one frozen value; the only reader of the environment."""

import os
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from scheduler.domain.reply_addresses import is_reply_address
from scheduler.errors import RefusedError
from scheduler.weak_secrets import is_guessable

PREFIX = "COMMONHOUR_"
SECRET_BYTES = 32
UNMADE = bytes(SECRET_BYTES)
"""Stands for a secret that nobody has needed yet, for who only looks; it opens nothing."""
PORTS = 65_536
MOST_PROXIES = 9
NO_KEY = "none"
ALIKE = 0.8
"""How much of two names has to be the same for one to be a slip of the other, from 0 to 1 (difflib)."""
IN_MEMORY = "memory://"
"""The broker within one process."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How this instance runs (docs/settings.md lists every setting).

    `database_url` and `broker_url` are the switch between embedded and production; `session_key` signs forms and
    `feed_key` derives feed links: both are secrets, at least 32 bytes. Contact columns are encrypted under
    the first of `contact_keys`, and stay plain where there is none or that is empty. `broker_url` is empty where it has
    to be set.
    `proxies` is how many stand in front and can be believed in what they say of where a request comes from.
    `reply_address` is empty where nobody is asked to answer by mail, `reply_token` where no mail gateway hands them in.
    """

    data_dir: Path
    database_url: str
    broker_url: str
    base_url: str
    host: str
    port: int
    proxies: int
    session_key: bytes
    feed_key: bytes
    contact_keys: tuple[bytes, ...]
    demo: bool
    broker_ca: Path | None
    web_workers: int
    web_threads: int
    metrics_host: str
    metrics_port: int | None
    solve_seconds: int
    solve_megabytes: int
    smtp_url: str
    mail_from: str
    mail_dir: Path
    reply_address: str
    reply_maildir: Path | None
    reply_token: bytes
    webhooks_private: bool
    keep_days: int
    backup_days: int | None
    crash_at: str
    crash_log: Path | None

    @property
    def embedded(self) -> bool:
        """Whether one process does everything."""
        return self.broker_url == IN_MEMORY

    @property
    def is_for_one_machine(self) -> bool:
        """Whether the address that every link leads to is one that no other machine can open."""
        return _is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def own_page(self) -> str:
        """The address at which everyone finds their own page."""
        return f"{self.base_url}/me"


def read_settings(environment: Mapping[str, str] | None = None, *, make: bool = True) -> Settings:
    """Return the settings of this environment (default: the process's own), making what secrets are not set.

    A secret that is not set is made once and kept in the data folder, readable by its owner only; without `make`
    nothing is made, and a secret that is not there yet is UNMADE. Raises RefusedError
    for a setting that cannot be.
    """
    given = os.environ if environment is None else environment

    def setting(name: str, default: str) -> str:
        variable = f"{PREFIX}{name}_FILE"
        kept_in = given.get(variable)
        return given.get(PREFIX + name) or (_from_file(kept_in, variable=variable) if kept_in else default)

    def number(name: str, default: int, *, least: int = 1, most: int = 2**31 - 1) -> int:
        return _number(PREFIX + name, setting(name, str(default)), least=least, most=most)

    def secret(name: str, file: str) -> bytes:
        return _secret(setting(name, ""), data_dir / file, name=PREFIX + name, make=make)

    data_dir = Path(setting("DATA_DIR", str(Path.home() / ".local/share/commonhour"))).expanduser()
    host, port = setting("HOST", "127.0.0.1"), number("PORT", 8000, most=PORTS - 1)
    demo = _switch(PREFIX + "DEMO", setting("DEMO", "0"))
    if demo and not _is_loopback(host):
        raise RefusedError(
            f"COMMONHOUR_HOST is {host!r}, and a demo, whose links anybody may have, is for this machine alone: set it "
            "to 127.0.0.1, or COMMONHOUR_DEMO to 0."
        )
    database_url = setting("DATABASE_URL", f"sqlite:///{data_dir / 'commonhour.db'}")
    if not setting("REPLY_ADDRESS", "") and (setting("REPLY_MAILDIR", "") or setting("REPLY_TOKEN", "")):
        raise RefusedError(
            "COMMONHOUR_REPLY_MAILDIR and COMMONHOUR_REPLY_TOKEN bring in answers to invitations, and nobody is asked "
            "for any: set COMMONHOUR_REPLY_ADDRESS to where they go."
        )
    if make:
        _make_folder(data_dir)
    session_key, feed_key = secret("SESSION_KEY", "session.key"), secret("FEED_KEY", "feed.key")
    reply_token = _long_enough(setting("REPLY_TOKEN", "").encode(), where=f"{PREFIX}REPLY_TOKEN")
    contact_keys = _contact_keys(setting("CONTACT_KEYS", ""))
    if not demo:
        made = {"SESSION_KEY": session_key, "FEED_KEY": feed_key, "REPLY_TOKEN": reply_token}
        _refuse_guessable([*made.items(), *(("CONTACT_KEYS", key) for key in contact_keys)])
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        broker_url=_broker_url(setting("BROKER_URL", IN_MEMORY if database_url.startswith("sqlite") else "")),
        base_url=_base_url(setting("BASE_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}")),
        host=host,
        port=port,
        proxies=number("PROXIES", 0, least=0, most=MOST_PROXIES),
        session_key=session_key,
        feed_key=feed_key,
        contact_keys=contact_keys,
        demo=demo,
        broker_ca=_certificates(setting("BROKER_CA", "")),
        web_workers=number("WEB_WORKERS", 2),
        web_threads=number("WEB_THREADS", 8),
        metrics_host=setting("METRICS_HOST", "127.0.0.1"),
        metrics_port=number("METRICS_PORT", 0, least=0, most=PORTS - 1) or None,
        solve_seconds=number("SOLVE_SECONDS", 900),
        solve_megabytes=number("SOLVE_MEGABYTES", 4096),
        smtp_url=setting("SMTP_URL", ""),
        mail_from=setting("MAIL_FROM", "commonhour@localhost"),
        mail_dir=_path(setting("MAIL_DIR", "")) or data_dir / "mail",
        reply_address=_reply_address(setting("REPLY_ADDRESS", "")),
        reply_maildir=_path(setting("REPLY_MAILDIR", "")),
        reply_token=reply_token,
        webhooks_private=_switch(PREFIX + "WEBHOOKS_PRIVATE", setting("WEBHOOKS_PRIVATE", "0")),
        keep_days=number("KEEP_DAYS", 30),
        backup_days=number("BACKUP_DAYS", 0, least=0) or None,
        crash_at=setting("CRASH_AT", ""),
        crash_log=_path(setting("CRASH_LOG", "")),
    )


def misspelt(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables that are no setting but nearly one, and which was probably meant; values play no part.

    Those that begin like ours and are like none of ours are somebody else's.
    """
    given = os.environ if environment is None else environment
    settings = [each.name.upper() for each in fields(Settings)]
    known = [*settings, *(f"{name}_FILE" for name in settings)]
    unknown = {name.removeprefix(PREFIX) for name in given if name.startswith(PREFIX)} - {*known}
    close = {name: get_close_matches(name, known, n=1, cutoff=ALIKE) for name in sorted(unknown)}
    return {PREFIX + name: PREFIX + found[0] for name, found in close.items() if found}


def _number(name: str, text: str, *, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise RefusedError(f"{name} is {text!r}: set it to a whole number from {least} to {most}.")
    return int(text)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise RefusedError(f"{name} is {text!r}: set it to 1 for yes or 0 for no.")
    return text == "1"


def _broker_url(text: str) -> str:
    if text not in ("", IN_MEMORY) and not all(map(_is_broker, text.split(";"))):
        raise RefusedError(
            "COMMONHOUR_BROKER_URL is no broker's URL: write amqp://user:password@host:5672/vhost or amqps://..., with "
            f"signs such as @ and / in the password as %40 and %2F, or {IN_MEMORY} where one process does everything."
        )
    return text


def _is_broker(url: str) -> bool:
    """Whether this leads to a host; a sign in the password that ends the host's place too early leaves an @ behind."""
    try:
        parts = urlsplit(url)
        place = parts.hostname is not None and parts.port != 0
    except ValueError:  # a port that is no number
        return False
    rest = parts.path + parts.query + parts.fragment
    return place and url.startswith(("amqp://", "amqps://")) and "@" not in rest


def _certificates(text: str) -> Path | None:
    path = _path(text)
    if path is not None and not path.is_file():
        raise RefusedError(f"COMMONHOUR_BROKER_CA names {path}, and there is no such file of certificates.")
    return path


def _base_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        leads_there = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an address that is none
        parts, leads_there = urlsplit(""), False
    more = parts.query or parts.fragment or "@" in text
    if parts.scheme not in ("http", "https") or not leads_there or more or " " in text:
        raise RefusedError(
            "COMMONHOUR_BASE_URL is no address of pages: write where people reach them and no more, such as "
            "https://hours.example.org."
        )
    return text.rstrip("/")


def _path(text: str) -> Path | None:
    return Path(text).expanduser() if text else None


def _from_file(path: str, *, variable: str) -> str:
    """Return what a file says in a setting's place, such as a container's secret."""
    try:
        found = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise RefusedError(f"{variable} names the file {path}, which cannot be read: {why}.") from None
    if not found:
        raise RefusedError(
            f"{variable} names the file {path}, which is empty: write the value into it, or leave the setting out."
        )
    return found


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RefusedError(
            f"The data folder {folder} cannot be made ({error.strerror}): set COMMONHOUR_DATA_DIR to another."
        ) from error


def _secret(given: str, kept_in: Path, *, name: str, make: bool) -> bytes:
    if not (given or make or kept_in.exists()):
        return UNMADE
    secret = given.encode() or _kept_secret(kept_in)
    return _long_enough(secret, where=name if given else str(kept_in), needed=True)


def _long_enough(secret: bytes, *, where: str, needed: bool = False) -> bytes:
    """Return the secret; raise RefusedError for one that is too short, be it empty only where it is `needed`."""
    if len(secret) < SECRET_BYTES and (secret or needed):
        raise RefusedError(
            f"The secret in {where} has {len(secret)} bytes; it needs at least {SECRET_BYTES}. Set a longer one."
        )
    return secret


def _contact_keys(text: str) -> tuple[bytes, ...]:
    """Return the keys; the first may be `none`, for what is written from now on to stay plain, and is empty then."""
    words = text.split()
    plain, keys = (words[:1], words[1:]) if words[:1] == [NO_KEY] else ([], words)
    made = [_long_enough(key.encode(), where=f"{PREFIX}CONTACT_KEYS", needed=True) for key in keys]
    return (*(b"" for _ in plain), *made)


def _refuse_guessable(given: Sequence[tuple[str, bytes]]) -> None:
    """Raise RefusedError for a secret that was not made but written, or that serves for two things."""
    made = [(name, value) for name, value in given if value and value != UNMADE]
    for number, (name, value) in enumerate(made):
        if is_guessable(value):
            raise RefusedError(
                f"The secret in {PREFIX}{name} can be guessed: it is a word, an example or a repetition. Make one with "
                "`openssl rand -hex 32`."
            )
        for other, its_value in made[number + 1 :]:
            if its_value == value:
                raise RefusedError(
                    f"{PREFIX}{name} and {PREFIX}{other} are the same: whoever learns one has both. Make another with "
                    "`openssl rand -hex 32`."
                )


def _reply_address(text: str) -> str:
    if text and not is_reply_address(text):
        raise RefusedError(
            f"COMMONHOUR_REPLY_ADDRESS is {text!r}: set it to an address to which +something can be added, such as "
            "answers@example.org, of letters, digits, dots, hyphens and underlines, at most 39 before the @."
        )
    return text


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
