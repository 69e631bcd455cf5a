"""The services of docker-compose.yml, running here as their containers would, each started from its own words."""

import json
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.calendars.catching import NET
from tests.flows import container, image
from tests.flows.compose_file import ROOT, seconds
from tests.servers.postgres import OwnPostgres
from tests.servers.rabbitmq import OwnRabbit

EVERYTHING = {"configure": "^commonhour\\.", "write": "^commonhour\\.", "read": "^commonhour\\."}
PATIENCE_SECONDS = 120
LOOK_AGAIN_SECONDS = 0.3
IN_THE_COHORT = """
import json, sys
from commonhour import _open_store
from scheduler.access import whole_cohort
from scheduler.commands.notices import approve_all
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import request_run
from scheduler.settings import read_settings
from scheduler.tokens import feed_token
settings = read_settings()
with _open_store(settings).write() as tx:
    scope = whole_cohort(tx, sys.argv[1])
    answer = {}
print(json.dumps(answer))
"""


class Postbox:
    """Takes in every mail and keeps to whom it went."""

    def __init__(self) -> None:
        self.to: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's
        self.to += envelope.rcpt_tos
        NET.mail(envelope.original_content, where="a mail server")
        return "250 taken in"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A container that runs."""

    inside: container.Container
    process: subprocess.Popen[bytes]
    service: dict[str, Any]
    port: int
    metrics_port: int

    def become_healthy(self) -> None:
        """Wait until it is healthy; fail if it ends before, or takes too long."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.is_healthy():
            assert time.monotonic() < until, self.service["command"]
            with pytest.raises(subprocess.TimeoutExpired):
                self.process.wait(timeout=LOOK_AGAIN_SECONDS)

    def is_healthy(self) -> bool:
        """Run the service's own health check, on the port it has here."""
        check = self.service["healthcheck"]
        kind, *test = check["test"]
        command = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
        here = [word.replace(":8000", f":{self.port}") for word in command]
        try:
            return self.inside.exec(self.process.pid, here, timeout=seconds(check["timeout"])).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def run(self, *command: str) -> str:
        """Run a command in it to its end; return what it prints."""
        done = self.inside.exec(self.process.pid, command, timeout=PATIENCE_SECONDS)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def in_cohort(self, cohort: str, expression: str) -> Any:  # noqa: ANN401 - whatever the expression is worth
        """Evaluate an expression on a cohort in a transaction of its own."""
        return json.loads(self.run("python", "-c", IN_THE_COHORT.replace("{}", expression), cohort))


@dataclass(kw_only=True)
class Stack:
    """What `docker compose up` would have running, as processes of this machine."""

    compose: dict[str, Any]
    secrets: Path
    installed: Path
    logs: Path
    port: int
    reserve: Callable[[], int]

    def start(self, name: str, number: int = 1) -> Running:
        """Start one container of a service."""
        service = self.compose["services"][name]
        here = {"COMMONHOUR_HOST": "127.0.0.1", "COMMONHOUR_PORT": str(self.port)}
        metrics_port = self.reserve()
        here |= {"COMMONHOUR_METRICS_HOST": "127.0.0.1", "COMMONHOUR_METRICS_PORT": str(metrics_port)}
        inside = container.Container(
            installed=self.installed,
            user=service["user"],
            environment=image.read_dockerfile().environment | service["environment"] | here,
            tmpfs=tuple(service["tmpfs"]),
            secrets={secret: self.secrets / secret for secret in service["secrets"]},
        )
        with (self.logs / f"{name}-{number}.log").open("wb") as log:
            process = inside.start(service["command"], log=log)
        return Running(
            inside=inside, process=process, service=service, port=self.port, metrics_port=metrics_port
        )

    def ask(self, query: str) -> object:
        """Return the one value that a query has, looked up from outside."""
        url = (self.secrets / "database_url").read_text().replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchone()[0]

    def log_of(self, name: str) -> str:
        return "".join(path.read_text() for path in sorted(self.logs.glob(f"{name}-*.log")))


def make_secrets(folder: Path) -> Path:
    """Make the secrets by the very lines of docs/production.md."""
    text = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    script = re.search(r"```sh\n(mkdir -m 0700 secrets.*?)```", text, flags=re.DOTALL)
    assert script
    subprocess.run(["sh", "-eu", "-c", script[1]], cwd=folder, check=True)
    return folder / "secrets"


def rewrite(secret: Path, before: str, after: str) -> None:
    """Put where a server is here in the place of the host's name in the file's network."""
    text = secret.read_text()
    assert before in text
    secret.chmod(0o644)
    secret.write_text(text.replace(before, after))


def make_database(postgres: OwnPostgres, *, password: str) -> None:
    """Make the user and the database that PostgreSQL's image makes by its environment."""
    plain = postgres.url().replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE commonhour LOGIN PASSWORD '{password}'")
        connection.execute("CREATE DATABASE commonhour OWNER commonhour")


def make_user(rabbit: OwnRabbit, conf: str) -> None:
    """Make the user that RabbitMQ makes by this configuration, with no more rights than docs/production.md asks for."""
    lines = dict(line.split(" = ") for line in conf.splitlines())
    assert list(lines) == ["default_user", "default_pass"]
    rabbit._manage("PUT", f"users/{lines['default_user']}", {"password": lines["default_pass"], "tags": ""})
    rabbit._manage("PUT", f"permissions/%2F/{lines['default_user']}", EVERYTHING)
