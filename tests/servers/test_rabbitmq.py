"""A RabbitMQ of our own keeps what it confirmed through its kill, and leaves the machine's alone."""

import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from amqp.exceptions import NotAllowed
from kombu.connection import Connection
from kombu.entity import Queue

from tests.servers.ports import LOOPBACK, is_listening, wait_until
from tests.servers.rabbitmq import OwnRabbit, QueueState

QUORUM = Queue("kept", durable=True, queue_arguments={"x-queue-type": "quorum"})
CLASSIC = Queue("passing", durable=False)
EPMD_PORT = 4369


@pytest.fixture
def connection(broker_url) -> Iterator[Connection]:
    with Connection(broker_url, transport_options={"confirm_publish": True}) as connection:
        yield connection


def publish(connection: Connection, queue: Queue, *, times: int = 1) -> None:
    """Publish persistently, each confirmed, to a queue that is declared first."""
    queue(connection.default_channel).declare()
    producer = connection.Producer()
    for number in range(times):
        producer.publish({"number": number}, routing_key=queue.name, delivery_mode="persistent")


def vhost_of(connection: Connection) -> str:
    return connection.virtual_host


def test_queues_tell_their_kind_arguments_messages_and_consumers_at_once(own_rabbit, connection) -> None:
    publish(connection, QUORUM, times=3)
    publish(connection, CLASSIC, times=2)
    with connection.Consumer([CLASSIC], prefetch_count=1):
        wait_until(
            lambda: own_rabbit.queues(vhost_of(connection))["passing"].ready == 1,
            seconds=5,
            what="the consumer had a message",
        )
        assert own_rabbit.queues(vhost_of(connection)) == {
            "kept": QueueState(kind="quorum", arguments={"x-queue-type": "quorum"}, ready=3, consumers=0),
            "passing": QueueState(kind="classic", arguments={}, ready=1, consumers=1),
        }


def test_what_a_quorum_queue_confirmed_outlives_a_kill(own_rabbit, connection) -> None:
    publish(connection, QUORUM, times=50)
    publish(connection, CLASSIC)
    own_rabbit.settle()
    assert Path(f"/proc/{own_rabbit.pid}/comm").read_text() == "beam.smp\n"
    own_rabbit.kill()
    assert (own_rabbit.is_running, is_listening(own_rabbit.port)) == (False, False)
    with pytest.raises(OSError, match=r"closed|reset"):
        connection.drain_events(timeout=5)
    own_rabbit.start()
    assert {name: queue.ready for name, queue in own_rabbit.queues(vhost_of(connection)).items()} == {
        "kept": 50
    }


def test_a_virtual_host_sees_none_of_anothers_queues_and_goes_with_all_it_has(own_rabbit, connection) -> None:
    publish(connection, CLASSIC)
    other = own_rabbit.add_vhost("other / one")
    with Connection(other) as connected:
        assert own_rabbit.queues("other / one") == {}
        publish(connected, QUORUM)
        assert set(own_rabbit.queues("other / one")) == {"kept"}
    own_rabbit.delete_vhost("other / one")
    with Connection(other) as connected, pytest.raises(NotAllowed, match="not found"):
        connected.connect()
    assert set(own_rabbit.queues(vhost_of(connection))) == {"passing"}


def test_tls_is_believed_by_those_who_trust_the_authority(own_rabbit, connection) -> None:
    url = own_rabbit.tls_url(vhost_of(connection))
    ours = {"cert_reqs": ssl.CERT_REQUIRED, "ca_certs": str(own_rabbit.certificate.authority)}
    with Connection(url, ssl=ours) as connected:
        publish(connected, CLASSIC)
    assert own_rabbit.queues(vhost_of(connection))["passing"].ready == 1
    theirs = {"cert_reqs": ssl.CERT_REQUIRED, "ca_certs": ssl.get_default_verify_paths().cafile}
    with Connection(url, ssl=theirs) as stranger, pytest.raises(ssl.SSLCertVerificationError):
        stranger.connect()


def test_the_machines_own_port_mapper_does_not_know_it(own_rabbit) -> None:
    node = f"name commonhour-{own_rabbit.port} ".encode()
    assert node not in registered_at(EPMD_PORT)
    assert node in registered_at(own_rabbit._ports["epmd"])


def registered_at(port: int) -> bytes:
    """What `epmd -names` would show; nothing, where none listens."""
    if not is_listening(port):
        return b""
    with socket.create_connection((LOOPBACK, port), timeout=5) as mapper:
        mapper.sendall(b"\x00\x01n")
        return b"".join(iter(lambda: mapper.recv(1000), b""))


def test_a_setting_that_cannot_be_is_told_and_nothing_is_left(own_rabbit) -> None:
    broken = OwnRabbit(settings={"no.such.setting": "1"})
    folder, mapper = broken._folder, broken._ports["epmd"]
    with pytest.raises(RuntimeError, match=r"no\.such\.setting"), broken:
        pass
    assert (folder.exists(), is_listening(mapper), broken.is_running) == (False, False, False)


def test_it_stops_in_good_order(own_rabbit, connection) -> None:
    pid = own_rabbit.pid
    own_rabbit.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert "SIGTERM received - shutting down" in own_rabbit.log
