"""Loops that go on whatever happens: a relay or a consumer that fails says so and starts again."""

import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import structlog

from scheduler import metrics
from scheduler.commands.housekeeping import owe_tidying
from scheduler.store.unit_of_work import Store
from workers.broker import AWAY, Broker
from workers.desk import Desk
from workers.exchange import declare_exchange
from workers.hint_receiver import receive_hints
from workers.job import Tools
from workers.pulse import Pulse
from workers.relay import relay
from workers.replies import see_to_replies
from workers.routing import ABROAD, CONSUMERS, MAILER
from workers.stopping import sleep_until

PAUSE_SECONDS = 1.0
WORKS_AFTER_SECONDS = 30.0
"""Who was connected for so long has worked: what ends it then is told of again from the first time on."""

log = structlog.get_logger()


def run_relay(*, store: Store, broker: Broker, stop: threading.Event, pulse: Path | None = None) -> None:
    """Relay until `stop` is set; that it goes round shows in a file in the folder `pulse`."""

    def loop() -> None:
        with store.write("tidying") as tx:
            owe_tidying(tx, wait=False)
        with Pulse(pulse, "relay") as beating:
            relay(store=store, broker=broker, pulse=beating, stop=stop)

    _keep_going("relay", loop, stop)


def run_consumer(
    name: str,
    *,
    store: Store,
    tools: Tools,
    broker: Broker,
    stop: threading.Event,
    pulse: Path | None = None,
) -> None:
    """Work off the deliveries of consumer `name` until `stop` is set; its pulse is as the relay's."""

    def loop() -> None:
        if name in ABROAD:
            declare_exchange(broker)
        if name == MAILER.name:
            see_to_replies(store=store, tools=tools)
        with Pulse(pulse, name) as beating:
            receive_hints(broker=broker, consumer=name, desk=desk, pulse=beating, stop=stop)

    with Desk(consumer=CONSUMERS[name], store=store, tools=tools) as desk:
        _keep_going(name, loop, stop)


def run_consumers(
    names: Iterable[str],
    *,
    store: Store,
    tools: Tools,
    broker: Broker,
    stop: threading.Event,
    pulse: Path | None = None,
) -> None:
    """Run each consumer in a thread of its own until `stop` is set and all have ended."""
    threads = start_consumers(names, store=store, tools=tools, broker=broker, stop=stop, pulse=pulse)
    sleep_until(stop)
    for thread in threads:
        thread.join()


def start_consumers(
    names: Iterable[str],
    *,
    store: Store,
    tools: Tools,
    broker: Broker,
    stop: threading.Event,
    pulse: Path | None = None,
) -> tuple[threading.Thread, ...]:
    """Start each consumer in a thread of its own."""
    work = {"store": store, "tools": tools, "broker": broker, "stop": stop, "pulse": pulse}
    threads = tuple(
        threading.Thread(target=run_consumer, args=(name,), kwargs=work, name=name) for name in names
    )
    for thread in threads:
        thread.start()
    return threads


@contextmanager
def all_running(*, store: Store, tools: Tools, broker: Broker, stop: threading.Event) -> Generator[None]:
    """Run the relay and every consumer, the embedded service's workers, until the block ends; then set `stop`."""
    relaying = threading.Thread(
        target=run_relay, kwargs={"store": store, "broker": broker, "stop": stop}, name="relay"
    )
    relaying.start()
    names = (name for name in CONSUMERS if not (broker.in_memory and name in ABROAD))
    threads = (relaying, *start_consumers(names, store=store, tools=tools, broker=broker, stop=stop))
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _keep_going(name: str, loop: Callable[[], None], stop: threading.Event) -> None:
    log.info("worker.started", worker=name)
    waits = _Waits()
    while not stop.is_set():
        began = monotonic()
        try:
            loop()
        except AWAY as error:
            metrics.count("reconnects", worker=name)
            if (times := waits.one_more(worked=monotonic() - began > WORKS_AFTER_SECONDS)) is not None:
                log.warning("worker.waits", worker=name, error=type(error).__name__, times=times)
            stop.wait(PAUSE_SECONDS)
        except Exception:
            log.exception("worker.restarts", worker=name)
            stop.wait(PAUSE_SECONDS)
    log.info("worker.ended", worker=name)


class _Waits:
    """How often in a row the broker was away: told of the first time, the second, the fourth, the eighth, ..."""

    def __init__(self) -> None:
        self._times = 0

    def one_more(self, *, worked: bool) -> int | None:
        """Count it, from the beginning if it `worked` in between; return how often it was, if that is to be told."""
        self._times = 1 if worked else self._times + 1
        return self._times if self._times.bit_count() == 1 else None
