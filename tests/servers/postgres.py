"""A PostgreSQL cluster of our own, which a test may stop, kill and start again."""

import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.calendars.catching import NET
from tests.servers.ports import LOOPBACK, ReservedPort, wait_until

UNPRIVILEGED = "postgres"
"""Whom the server runs as where the tests run as root, which PostgreSQL refuses to."""
PATIENCE_SECONDS = 30
SETTINGS = {
    "fsync": "on",  # what was committed outlives a kill: that is what such tests are about
    "synchronous_commit": "on",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "max_connections": "200",
    "log_min_messages": "warning",
}
SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
StopMode = Literal["smart", "fast", "immediate"]


class OwnPostgres:
    """A cluster with a folder, a port and a socket of its own; everybody on loopback is trusted as `postgres`.

    A context manager: entering makes and starts it, leaving stops it and takes its folder away. `settings` are
    postgresql.conf's.
    """

    def __init__(self, *, settings: Mapping[str, str] | None = None) -> None:
        self._settings = SETTINGS | dict(settings or {})
        self._reserved = ReservedPort()
        self.port = self._reserved.number
        self._folder = Path(tempfile.mkdtemp(prefix="commonhour-pg-"))  # short: a socket's path has 107 bytes
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user, self._user)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._initialise()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @staticmethod
    def is_here() -> bool:
        """Say whether this machine has PostgreSQL's programs."""
        return _program("initdb") is not None and _program("postgres") is not None

    @property
    def is_running(self) -> bool:
        """Whether it was started, and not stopped or killed since."""
        return self._process is not None

    @property
    def pid(self) -> int:
        """The postmaster's process id."""
        return self._running().pid

    @property
    def log(self) -> str:
        """What the server wrote since it was made."""
        return (self._folder / "log").read_text()

    def url(self, database: str = "postgres") -> str:
        """Return the SQLAlchemy URL of a database in it, whether or not there is one."""
        return f"postgresql+psycopg://postgres@{LOOPBACK}:{self.port}/{database}"

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make a database, empty or a copy of another that nobody uses at the moment; return its URL."""
        return create_database(self.url(), name, template=template)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        wait_until(self._started, seconds=PATIENCE_SECONDS, what="PostgreSQL started")

    def stop(self, mode: StopMode = "fast") -> None:
        """Stop it in good order, and wait for its end; the modes are pg_ctl's."""
        process = self._running()
        process.send_signal(SIGNALS[mode])
        process.wait(PATIENCE_SECONDS)
        self._process = None

    def kill(self) -> None:
        """Kill all its processes (SIGKILL), as a loss of power would; what was committed is there after `start`.

        The postmaster alone would leave those of its children alive that are busy, with their clients.
        """
        process = self._running()
        process.send_signal(signal.SIGSTOP)  # so that it has no further child
        children = _open_children(process.pid)
        for child in children:
            signal.pidfd_send_signal(child, signal.SIGKILL)
        process.kill()
        process.wait(PATIENCE_SECONDS)
        for child in children:
            select.select([child], [], [], PATIENCE_SECONDS)  # until it is gone
            os.close(child)
        self._process = None

    def close(self) -> None:
        """Stop it at once if it runs, and take away all it had."""
        if self._process is not None:
            self.stop("immediate")  # a killed one would leave its shared memory behind
        self._reserved.release()
        shutil.rmtree(self._folder)

    def _initialise(self) -> None:
        arguments = (
            "--pgdata",
            self._data,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
        )
        done = subprocess.run(
            [_program("initdb") or "initdb", *arguments, "--no-sync"],
            user=self._user,
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)

    def _started(self) -> bool:
        """Launch it unless it is launched, and say whether it answers."""
        if self._process is None:
            self._process = self._launch()
        try:
            psycopg.connect(library_url(self.url())).close()
        except psycopg.OperationalError:
            if self._process.poll() is None:
                return False
            self._process = None
            raise RuntimeError(self.log) from None
        return True

    def _launch(self) -> subprocess.Popen[bytes]:
        own = {
            "port": str(self.port),
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": str(self._folder),
        }
        options = [f"--{name}={value}" for name, value in (self._settings | own).items()]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [_program("postgres") or "postgres", "-D", self._data, *options],
                user=self._user,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("PostgreSQL is not running")
        return self._process

    @property
    def _data(self) -> Path:
        return self._folder / "data"


def create_database(url: str, name: str, *, template: str | None = None) -> str:
    """Make a database on the server at this SQLAlchemy URL, empty or a copy of another that nobody uses; return its."""
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _tell(url, command.format(sql.Identifier(name), sql.Identifier(template or "template0")))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str, name: str) -> None:
    """Take a database away from the server at this SQLAlchemy URL, whoever is connected; its calendars are caught."""
    NET.postgresql(library_url(make_url(url).set(database=name).render_as_string(hide_password=False)))
    _tell(url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _tell(url: str, command: sql.Composed) -> None:
    with psycopg.connect(library_url(url), autocommit=True) as connection:
        connection.execute(command)


def library_url(url: str) -> str:
    """Return a SQLAlchemy URL as psycopg itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _program(name: str) -> str | None:
    """Return where a program of PostgreSQL's is: in the PATH, or where Debian has it, the newest first."""
    of_debian = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest_first = sorted(of_debian, key=lambda path: float(path.parents[1].name), reverse=True)
    return shutil.which(name) or next(map(str, newest_first), None)


def _open_children(pid: int) -> list[int]:
    """Return a file descriptor for each child that the process has, to signal it and to wait for its end."""
    table = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    children: list[int] = []
    for child, parent in (map(int, line.split()) for line in table.splitlines()):
        if parent == pid:
            with suppress(ProcessLookupError):  # it has ended meanwhile
                children.append(os.pidfd_open(child))
    return children
