"""The pulse: it beats while a loop goes round, ages while it does not, and is gone when it has ended."""

import threading
import time
from pathlib import Path

import pytest

from scheduler.store.unit_of_work import Store
from workers.broker import Broker
from workers.processes import run_relay, start_consumers
from workers.pulse import Pulse


def test_it_is_touched_at_most_once_a_second_and_gone_at_the_end(tmp_path: Path) -> None:
    with Pulse(tmp_path / "pulse", "relay") as pulse:
        pulse.beat()
        file = tmp_path / "pulse" / "relay"
        first = file.stat().st_mtime_ns
        pulse.beat()
        assert file.stat().st_mtime_ns == first
    assert list((tmp_path / "pulse").iterdir()) == []


def test_without_a_folder_nothing_is_written() -> None:
    with Pulse(None, "relay") as pulse:
        pulse.beat()


def beating(folder: Path) -> list[str]:
    """Wait until something beats; return what does."""
    until = time.monotonic() + 10
    while not (files := sorted(file.name for file in folder.glob("*"))) and time.monotonic() < until:
        time.sleep(0.01)
    return files


@pytest.mark.parametrize("name", ["relay", "calendars"])
def test_the_relay_and_a_consumer_have_one(name: str, store: Store, tools, tmp_path: Path) -> None:
    stop = threading.Event()
    work = {"store": store, "broker": Broker(url="memory://"), "stop": stop, "pulse": tmp_path / "pulse"}
    if name == "relay":
        threads = (threading.Thread(target=run_relay, kwargs=work),)
        threads[0].start()
    else:
        threads = start_consumers([name], tools=tools, **work)
    try:
        assert beating(tmp_path / "pulse") == [name]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert list((tmp_path / "pulse").iterdir()) == []


def test_a_loop_whose_broker_is_away_has_none(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()
    nowhere = Broker(url="amqp://guest:guest@127.0.0.1:1//")
    relaying = threading.Thread(
        target=run_relay,
        kwargs={"store": store, "broker": nowhere, "stop": stop, "pulse": tmp_path / "pulse"},
    )
    relaying.start()
    relaying.join(1.5)
    silent = list((tmp_path / "pulse").glob("*"))
    stop.set()
    relaying.join()
    assert silent == []
