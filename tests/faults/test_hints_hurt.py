"""Hints that are doubled, disordered or garbage, queues that are gone, full or declared otherwise, and TLS."""

import pickle
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from kombu.connection import Connection
from kombu.entity import Queue

from scheduler.store.hints import Hint
from tests.faults.rig import Rig, once_each
from tests.servers.certificates import Certificate
from tests.servers.ports import wait_until
from tests.servers.rabbitmq import OwnRabbit
from workers import hint_queues, hint_receiver
from workers.broker import Broker
from workers.hint_queues import DEAD_QUEUE, HINTS
from workers.hint_receiver import KeptFromUsError, receive_hints
from workers.hint_sender import HintSender
from workers.routing import CALENDARS, MATCHER

pytestmark = pytest.mark.xdist_group("faults")
PATIENCE_SECONDS = 60
HINTS_OF_CALENDARS = f"commonhour.hints.{CALENDARS.name}.v2"
HINTS_OF_MATCHER = f"commonhour.hints.{MATCHER.name}.v2"
GARBAGE = [
    (b"not json", {"content_type": "application/json", "content_encoding": "utf-8"}),
    (b'{"deliveries": "all"}', {"content_type": "application/json", "content_encoding": "utf-8"}),
    (b'{"deliveries": [1, null]}', {"content_type": "application/json", "content_encoding": "utf-8"}),
    (b'{"deliveries": ["a\\u0000b"]}', {"content_type": "application/json", "content_encoding": "utf-8"}),
    (b"[]", {"content_type": "application/json", "content_encoding": "utf-8"}),
    (b"{}", {"content_type": "application/json", "content_encoding": "utf-8"}),
    (b"\xff\xfe", {"content_type": "application/json", "content_encoding": "utf-8"}),
    (b"{}", {"content_type": "application/json", "content_encoding": "no such code"}),
    (b"deliveries: []", {"content_type": "application/x-yaml", "content_encoding": "utf-8"}),
    (
        pickle.dumps({"deliveries": []}),
        {"content_type": "application/x-python-serialize", "content_encoding": "binary"},
    ),
    (
        b"x",
        {"content_type": "application/json", "content_encoding": "utf-8", "headers": {"compression": "zlib"}},
    ),
]


@contextmanager
def publishing(url: str) -> Generator[Callable[..., None]]:
    with (
        Connection(url, transport_options={"confirm_publish": True}) as connection,
        connection.Producer() as producer,
    ):

        def publish(body: bytes, **properties: object) -> None:
            producer.publish(body, exchange=HINTS, routing_key=CALENDARS.name, serializer=None, **properties)

        yield publish


def test_garbage_goes_to_the_dead_letters_and_the_consumer_lives_on(
    rig: Rig, rabbit: OwnRabbit, vhost: str
) -> None:
    rig.start(relays=1, workers=1)
    rig.emit(0)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    with publishing(rig.broker.url) as publish:
        for body, properties in GARBAGE:
            publish(body, **properties)
    rig.emit(1)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    wait_until(
        lambda: rabbit.queues(vhost)[DEAD_QUEUE.name].ready == len(GARBAGE),
        seconds=PATIENCE_SECONDS,
        what="all garbage lay among the dead letters",
    )
    assert rig.effects() == once_each(range(2))
    assert all(thread.is_alive() for thread in rig.threads)


def test_two_relays_and_four_workers_with_hints_doubled_and_in_any_order_do_everything_once(rig: Rig) -> None:
    numbers = range(300)
    rig.emit(*numbers)
    with rig.store.read() as tx:
        hints = [Hint(delivery=each.id, consumer=CALENDARS.name) for each in tx.deliveries.owed()]
    with HintSender(rig.broker) as sender:
        for order in (hints, hints[::-1], hints[::3]):
            assert sender.send(order) == len(order)
    rig.start(relays=2, workers=4)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    with HintSender(rig.broker) as sender:  # and once more, long after
        sender.send(hints[:50])
    rig.emit(300)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    assert rig.effects() == once_each(range(301))


def test_a_queue_that_is_deleted_while_everything_runs_is_declared_again_by_whoever_needs_it(
    rig: Rig,
) -> None:
    rig.start(relays=1, workers=1)
    rig.emit(0)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    with Connection(rig.broker.url) as connection:
        connection.default_channel.queue_delete(HINTS_OF_CALENDARS)
    rig.emit(*range(1, 21))
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    assert rig.effects() == once_each(range(21))


class NoDesk:
    """Has room, and is never handed anything."""

    def has_room(self) -> bool:
        return True

    def accept(self, deliveries: Sequence[str]) -> None:
        raise AssertionError(deliveries)


def test_a_consumer_that_gets_nothing_of_what_lies_in_its_queue_says_so(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hint_receiver, "LISTEN_SECONDS", 0.5)
    monkeypatch.setattr(hint_receiver.Consumer, "consume", lambda _: None)  # a subscription that no one hears
    with HintSender(broker) as sender:
        assert sender.send([Hint(delivery="d", consumer=CALENDARS.name)]) == 1
    with pytest.raises(KeptFromUsError, match="1 hints wait"):
        receive_hints(broker=broker, consumer=CALENDARS.name, desk=NoDesk(), stop=threading.Event())


def test_a_consumer_that_hears_nothing_because_there_is_nothing_goes_on_listening(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hint_receiver, "LISTEN_SECONDS", 0.1)
    stop = threading.Event()
    threading.Timer(2.0, stop.set).start()
    receive_hints(broker=broker, consumer=CALENDARS.name, desk=NoDesk(), stop=stop)


@pytest.mark.parametrize("kind", ["classic", "quorum"])
def test_a_queue_that_was_declared_otherwise_keeps_nothing_from_the_others(
    broker: Broker, rabbit: OwnRabbit, vhost: str, kind: str
) -> None:
    with Connection(broker.url) as connection:
        HINTS(connection.default_channel).declare()
        Queue(
            HINTS_OF_MATCHER,
            HINTS,
            routing_key=MATCHER.name,
            durable=True,
            queue_arguments={"x-queue-type": kind},
        )(connection.default_channel).declare()
    with HintSender(broker) as sender:
        hints = [Hint(delivery=f"d-{name}", consumer=name) for name in (MATCHER.name, CALENDARS.name)]
        assert sender.send(hints) == 1
        assert sender.send(hints) == 1
    assert rabbit.queues(vhost)[HINTS_OF_CALENDARS].ready == 2
    assert rabbit.queues(vhost)[HINTS_OF_MATCHER].ready == 0


def test_a_full_queue_keeps_nothing_from_the_others(
    broker: Broker, rabbit: OwnRabbit, vhost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(hint_queues.HINT_ARGUMENTS, "x-max-length", 1)
    mine = [Hint(delivery=f"d-{name}", consumer=name) for name in (MATCHER.name, CALENDARS.name)]
    with HintSender(broker) as sender:
        full = [Hint(delivery=f"f-{number}", consumer=MATCHER.name) for number in range(10)]
        assert sender.send(full) < len(full)
        assert sender.send(mine) == 1
    assert rabbit.queues(vhost)[HINTS_OF_CALENDARS].ready == 1


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[OwnRabbit, Certificate]]:
    certificate = Certificate(tmp_path_factory.mktemp("certificate"))
    with OwnRabbit(certificate=certificate) as server:
        yield server, certificate


def test_over_tls_only_who_shows_a_certificate_of_our_authority_for_its_name_is_believed(
    over_tls: tuple[OwnRabbit, Certificate], tmp_path: Path
) -> None:
    server, certificate = over_tls
    server.add_vhost("ours")
    url = server.tls_url("ours")
    with HintSender(Broker(url=url, ca=certificate.authority)) as sender:
        assert sender.send([Hint(delivery="d", consumer=CALENDARS.name)]) == 1
    assert server.queues("ours")[HINTS_OF_CALENDARS].ready == 1
    other = Certificate(tmp_path)
    refused = {
        "another authority": Broker(url=url, ca=other.authority).reach(),
        "the system's authorities": Broker(url=url).reach(),
        "another name": Broker(url=url.replace("127.0.0.1", "127.1"), ca=certificate.authority).reach(),
        "no such virtual host": Broker(url=server.tls_url("theirs"), ca=certificate.authority).reach(),
    }
    assert "self-signed certificate in certificate chain" in refused["another authority"]
    assert "certificate verify failed" in refused["the system's authorities"]
    assert "Hostname mismatch" in refused["another name"]
    assert refused["no such virtual host"] is not None
    assert Broker(url=url, ca=certificate.authority).reach() is None
