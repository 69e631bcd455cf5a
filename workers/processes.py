"""Loops that go on whatever happens: a relay or a consumer that fails says so and starts again."""

import threading
from collections.abc import Callable

import structlog

from scheduler.store.unit_of_work import Store
from workers.broker import receive_hints
from workers.consumer import work_off
from workers.job import Tools
from workers.relay import relay
from workers.routing import CONSUMERS

PAUSE_SECONDS = 1.0

log = structlog.get_logger()


def run_relay(*, store: Store, broker_url: str, stop: threading.Event) -> None:
    """Relay until `stop` is set."""
    _keep_going("relay", lambda: relay(store=store, broker_url=broker_url, stop=stop), stop)


def run_consumer(name: str, *, store: Store, tools: Tools, broker_url: str, stop: threading.Event) -> None:
    """Work off the deliveries of consumer `name` until `stop` is set."""

    def on_delivery(delivery: str) -> None:
        work_off(store=store, tools=tools, delivery=delivery)

    _keep_going(
        name,
        lambda: receive_hints(url=broker_url, consumer=name, on_delivery=on_delivery, stop=stop),
        stop,
    )


def start_all(
    *, store: Store, tools: Tools, broker_url: str, stop: threading.Event
) -> tuple[threading.Thread, ...]:
    """Start the relay and every consumer, each in a thread of its own: the embedded service's workers."""
    threads = [
        threading.Thread(
            target=run_relay, kwargs={"store": store, "broker_url": broker_url, "stop": stop}, name="relay"
        )
    ]
    threads += [
        threading.Thread(
            target=run_consumer,
            args=(name,),
            kwargs={"store": store, "tools": tools, "broker_url": broker_url, "stop": stop},
            name=name,
        )
        for name in CONSUMERS
    ]
    for thread in threads:
        thread.start()
    return tuple(threads)


def _keep_going(name: str, loop: Callable[[], None], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            loop()
        except Exception:
            log.exception("worker.restarts", worker=name)
            stop.wait(PAUSE_SECONDS)
