"""A RabbitMQ node of our own, which a test may stop, kill and start again."""

import json
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from kombu.connection import Connection

from tests.servers.certificates import Certificate
from tests.servers.ports import LOOPBACK, ReservedPort, is_listening, wait_until
from tests.servers.rabbitmq_setup import (
    PORTS,
    environment,
    port_mapper_program,
    server_program,
    write_configuration,
)

PATIENCE_SECONDS = 60
STOP_SECONDS = 30
ELECTION_SECONDS = SETTLE_SECONDS = 10
LOGIN = "guest:guest"
EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


@dataclass(frozen=True, kw_only=True)
class QueueState:
    """One queue: `ready` counts what waits to be delivered, not what was delivered and is not yet acknowledged."""

    kind: str
    arguments: Mapping[str, Any]
    ready: int
    consumers: int


class OwnRabbit:
    """A node with a name, folder, ports and epmd of its own; a context manager that starts it and leaves nothing.

    With `certificate` it listens for TLS as well. `plugins` come on top of the management API, which makes virtual
    hosts and lists queues here. `settings` are lines of rabbitmq.conf.
    """

    def __init__(
        self,
        *,
        certificate: Certificate | None = None,
        plugins: tuple[str, ...] = (),
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.certificate = certificate
        self._reserved = {use: ReservedPort() for use in PORTS}
        self._ports = {use: port.number for use, port in self._reserved.items()}
        self.port, self.tls_port = self._ports["amqp"], self._ports["amqps"]
        self._folder = Path(tempfile.mkdtemp(prefix="commonhour-rabbit-"))
        self._node = f"commonhour-{self.port}@localhost"
        self._log_before = 0
        self._epmd: subprocess.Popen[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        write_configuration(
            self._folder,
            ports=self._ports,
            certificate=certificate,
            plugins=plugins,
            settings=settings or {},
        )

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @staticmethod
    def is_here() -> bool:
        """Say whether this machine has RabbitMQ and Erlang."""
        return server_program() is not None and port_mapper_program() is not None

    @property
    def is_running(self) -> bool:
        """Whether it was started, and not stopped or killed since."""
        return self._process is not None

    @property
    def pid(self) -> int:
        """The process id of the Erlang VM."""
        return self._running().pid

    @property
    def log(self) -> str:
        """What the node wrote since it was made: notices and worse."""
        path = self._folder / "log" / "node.log"
        return path.read_text() if path.exists() else ""

    def url(self, vhost: str = "/") -> str:
        """Return the AMQP URL of a virtual host."""
        return f"amqp://{LOGIN}@{LOOPBACK}:{self.port}/{quote(vhost, safe='')}"

    def tls_url(self, vhost: str = "/") -> str:
        """Return its `amqps` URL; the certificate's `authority` is to be trusted."""
        return f"amqps://{LOGIN}@{LOOPBACK}:{self.tls_port}/{quote(vhost, safe='')}"

    def start(self) -> None:
        """Start it, and wait until it answers AMQP and its management API."""
        if self._epmd is None:
            self._epmd = self._launch_epmd()
        self._log_before = len(self.log)
        self._process = self._launch()
        wait_until(self._answers, seconds=PATIENCE_SECONDS, what="RabbitMQ started")

    def stop(self) -> None:
        """Stop it in good order, and wait for its end."""
        process = self._running()
        process.terminate()
        process.wait(STOP_SECONDS)
        self._process = None

    def kill(self) -> None:
        """Kill it (SIGKILL); what was confirmed is there after `start`, but for what `settle` says."""
        process = self._running()
        process.kill()
        process.wait()
        self._process = None

    def settle(self) -> None:
        """Return when every quorum queue would outlive a kill.

        RabbitMQ 3.10 writes the name of a new one to disk half a second to a second after it was declared. Killed
        before, the queue never finds a leader again, and what it confirmed is lost.
        """
        kept = self._folder / "mnesia" / self._node / "quorum" / self._node / "names.dets"
        for queue in self._manage("GET", "queues?disable_stats=true"):
            if queue["type"] == "quorum":
                name = f"{queue['vhost'].replace('/', '%2F')}_{queue['name']}".encode()
                wait_until(
                    lambda name=name: name in kept.read_bytes(),
                    seconds=SETTLE_SECONDS,
                    what=f"{queue['name']} was on disk",
                )

    def close(self) -> None:
        """Kill it if it runs, and take away all it had."""
        for process in (self._process, self._epmd):
            if process is not None:
                process.kill()
                process.wait()
        self._process = self._epmd = None
        for port in self._reserved.values():
            port.release()
        shutil.rmtree(self._folder)

    def add_vhost(self, name: str) -> str:
        """Make a virtual host and return its URL."""
        self._manage("PUT", f"vhosts/{quote(name, safe='')}", {})
        self._manage("PUT", f"permissions/{quote(name, safe='')}/guest", EVERYTHING)
        return self.url(name)

    def delete_vhost(self, name: str) -> None:
        """Take a virtual host away with all that is in it."""
        self._manage("DELETE", f"vhosts/{quote(name, safe='')}")

    def queues(self, vhost: str = "/") -> dict[str, QueueState]:
        """Return every queue of a virtual host, by name, as it is now.

        The management API knows them all at once but counts only every few seconds, so the queues count themselves. A
        quorum queue counts rightly once it has a leader, up to a second after `start`: that is waited for. Raises
        TimeoutError for one that finds none.
        """
        listed = self._manage("GET", f"queues/{quote(vhost, safe='')}?disable_stats=true")
        for queue in listed:
            if queue["type"] == "quorum":
                self._await_leader(queue["name"], vhost)
        with Connection(self.url(vhost)) as connection:
            channel: Any = connection.default_channel
            counted = {
                queue["name"]: channel.queue_declare(queue=queue["name"], passive=True) for queue in listed
            }
        return {
            queue["name"]: QueueState(
                kind=queue["type"],
                arguments=queue["arguments"],
                ready=counted[queue["name"]].message_count,
                consumers=counted[queue["name"]].consumer_count,
            )
            for queue in listed
        }

    def _launch_epmd(self) -> subprocess.Popen[bytes]:
        port = self._ports["epmd"]
        process = subprocess.Popen(
            [port_mapper_program() or "epmd", "-port", str(port), "-address", LOOPBACK],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(lambda: is_listening(port), seconds=PATIENCE_SECONDS, what="Erlang's port mapper started")
        return process

    def _launch(self) -> subprocess.Popen[bytes]:
        with (self._folder / "output").open("ab") as output:
            return subprocess.Popen(
                [server_program() or "rabbitmq-server"],
                env=environment(self._folder, node=self._node, ports=self._ports),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        if self._running().poll() is not None:
            self._process = None
            raise RuntimeError((self._folder / "output").read_text())
        if not is_listening(self.port):
            return False
        try:
            self._manage("GET", "vhosts")
        except URLError:
            return False
        with Connection(self.url()) as connection:
            connection.connect()
        return True

    def _await_leader(self, queue: str, vhost: str) -> None:
        chosen = f"queue '{queue}' in vhost '{vhost}': candidate -> leader"
        wait_until(
            lambda: chosen in self.log[self._log_before :],
            seconds=ELECTION_SECONDS,
            what=f"{queue} had a leader",
        )

    def _manage(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - whatever JSON it answers
        request = Request(
            f"http://{LOOPBACK}:{self._ports['management']}/api/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Basic {b64encode(LOGIN.encode()).decode()}",
                "Content-Type": "application/json",
            },
            method=method,
        )
        with urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return json.loads(answer.read() or "null")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("RabbitMQ is not running")
        return self._process
