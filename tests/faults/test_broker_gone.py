"""RabbitMQ killed, restarted, away, cut off and stalled: no work is lost, and nothing is started anew."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from scheduler.store.hints import Hint
from tests.faults.rig import WHOLE, Rig, once_each
from tests.servers.ports import wait_until
from tests.servers.proxy import Proxy
from tests.servers.rabbitmq import OwnRabbit
from workers.broker import AWAY, TIMEOUT_SECONDS, Broker
from workers.hint_receiver import receive_hints
from workers.hint_sender import HintSender
from workers.routing import CALENDARS

pytestmark = pytest.mark.xdist_group("faults")
PATIENCE_SECONDS = 60
OLD_ENOUGH_SECONDS = 2.0
"""A quorum queue whose broker is killed in the second it is declared comes back without a leader (RabbitMQ 3.10)."""
EVERY_HURT = ("cut", "half_close_to_server", "half_close_to_client", "stall")
STALLED_SECONDS = 30
"""Two heartbeats missed, and what it takes to connect again."""


class Counting:
    """A desk that counts what it is handed and does nothing."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def has_room(self) -> bool:
        return True

    def accept(self, deliveries: list[str]) -> None:
        self.seen.update(deliveries)


def keep_receiving(broker: Broker, desk: Counting, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            receive_hints(broker=broker, consumer=CALENDARS.name, desk=desk, stop=stop)
        except AWAY:
            stop.wait(0.2)


def publish_all(broker: Broker, numbers: list[str], *, at: int, then: Callable[[], object]) -> Counter[str]:
    """Publish each number until it is confirmed, doing something else meanwhile; return how often each was tried."""
    tried: Counter[str] = Counter()
    left = list(numbers)
    meanwhile = threading.Thread(target=then)
    while left:
        try:
            with HintSender(broker) as sender:
                while left:
                    if len(numbers) - len(left) == at and not meanwhile.is_alive() and not meanwhile.ident:
                        meanwhile.start()
                    tried[left[0]] += 1
                    if sender.send([Hint(delivery=left[0], consumer=CALENDARS.name)]):
                        left.pop(0)
        except AWAY:
            time.sleep(0.2)
    meanwhile.join()
    return tried


def test_a_broker_that_is_killed_and_started_again_loses_nothing_it_confirmed(
    rabbit: OwnRabbit, broker: Broker, record_property: Callable[[str, object], None]
) -> None:
    numbers = [f"n-{number}" for number in range(6_000 if WHOLE else 1_500)]
    desk, stop = Counting(), threading.Event()

    def kill_and_start() -> None:
        rabbit.kill()
        rabbit.start()

    with HintSender(broker) as sender:
        sender.send([Hint(delivery="first", consumer=CALENDARS.name)])
    time.sleep(OLD_ENOUGH_SECONDS)
    receiver = threading.Thread(target=keep_receiving, args=(broker, desk, stop))
    tried = publish_all(broker, numbers, at=len(numbers) // 3, then=kill_and_start)
    receiver.start()
    try:
        wait_until(lambda: set(desk.seen) >= set(numbers), seconds=PATIENCE_SECONDS, what="all arrived")
    finally:
        stop.set()
        receiver.join()
    record_property("published and confirmed", len(numbers))
    record_property("tries", tried.total())
    record_property("lost", len(set(numbers) - set(desk.seen)))
    assert set(desk.seen) == {"first", *numbers}


def test_a_queue_that_came_back_without_a_leader_is_made_anew(
    rig: Rig, rabbit: OwnRabbit, vhost: str, record_property: Callable[[str, object], None]
) -> None:
    with HintSender(rig.broker) as sender:
        sender.send([Hint(delivery="first", consumer=CALENDARS.name)])
    rabbit.kill()  # at once: see OLD_ENOUGH_SECONDS
    rabbit.start()
    with pytest.raises(TimeoutError):
        rabbit.queues(vhost)
    rig.start(relays=1, workers=1)
    rig.emit(*range(10))
    record_property("seconds until all was done", round(rig.wait_until_done(seconds=2 * PATIENCE_SECONDS), 1))
    assert rig.effects() == once_each(range(10))


def test_after_a_broker_was_away_everything_catches_up_at_once(
    rig: Rig, rabbit: OwnRabbit, record_property: Callable[[str, object], None]
) -> None:
    rig.start(relays=1, workers=2)
    rig.emit(0)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    rabbit.stop()
    away_since = time.monotonic()
    rig.emit(*range(1, 501))  # commands are accepted
    time.sleep(60 if WHOLE else 3)
    rabbit.start()
    away = time.monotonic() - away_since
    caught_up = rig.wait_until_done(seconds=PATIENCE_SECONDS)
    record_property("seconds away", round(away, 1))
    record_property("seconds to catch up with 500", round(caught_up, 2))
    assert rig.effects() == once_each(range(501))


@pytest.mark.parametrize("hurt", EVERY_HURT if WHOLE else ("stall",))
def test_a_connection_that_is_hurt_is_replaced_by_another(
    database_url: str,
    broker: Broker,
    rabbit_proxy: Proxy,
    rigs: Callable[..., Rig],
    record_property: Callable[[str, object], None],
    hurt: str,
) -> None:
    rig = rigs(database_url=database_url, broker=Broker(url=rabbit_proxy.in_front_of(broker.url)))
    rig.start(relays=1, workers=1)
    rig.emit(0)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    match hurt:
        case "cut":
            rabbit_proxy.cut()
        case "stall":
            rabbit_proxy.stall()
        case _:
            rabbit_proxy.half_close("to_server" if hurt.endswith("server") else "to_client")
    rig.emit(*range(1, 51))
    if hurt == "stall":
        time.sleep(1)
        rabbit_proxy.cut()  # what stood still never moves again
        rabbit_proxy.restore()
    record_property("seconds to recover", round(rig.wait_until_done(seconds=STALLED_SECONDS), 1))
    assert rig.effects() == once_each(range(51))


def test_publishing_on_a_stalled_connection_times_out(
    broker: Broker, rabbit_proxy: Proxy, record_property: Callable[[str, object], None]
) -> None:
    hint = Hint(delivery="d", consumer=CALENDARS.name)
    with HintSender(Broker(url=rabbit_proxy.in_front_of(broker.url))) as sender:
        sender.send([hint])
    begun = time.monotonic()
    with pytest.raises(AWAY), HintSender(Broker(url=rabbit_proxy.in_front_of(broker.url))) as sender:  # noqa: PT012 - it is the leaving that is measured too
        sender.send([hint])
        rabbit_proxy.stall()
        begun = time.monotonic()
        sender.send([hint])
    took = time.monotonic() - begun
    record_property("seconds", round(took, 1))
    assert (
        took < 2 * TIMEOUT_SECONDS + 2
    )  # for the confirmation, and for another channel; leaving takes no time
