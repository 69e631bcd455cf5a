"""PostgreSQL restarted, killed, cut off and stalled: pages say so kindly, nothing is lost, nothing done twice."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from scheduler.errors import UnavailableError
from scheduler.store.feed_lookup import FeedLookup
from scheduler.store.postgresql import BoundedConnection
from tests.faults.rig import WHOLE, Rig, once_each, store_at
from tests.servers.ports import wait_until
from tests.servers.postgres import OwnPostgres
from tests.servers.proxy import Proxy
from workers.broker import Broker

pytestmark = pytest.mark.xdist_group("faults")
PATIENCE_SECONDS = 60
EVERY_HURT = ("cut", "half_close_to_server", "half_close_to_client", "stall")


@contextmanager
def asking(client: FlaskClient) -> Generator[Counter[int]]:
    """Ask for the start page again and again; yield how often it was answered with which status."""
    answers: Counter[int] = Counter()
    stop = threading.Event()

    def ask() -> None:
        while not stop.wait(0.02):
            answer = client.get("/")
            answers[answer.status_code] += 1
            assert b"Traceback" not in answer.data
            assert answer.status_code != 503 or b"Nothing was half done" in answer.data

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        yield answers
    finally:
        stop.set()
        asker.join()


@pytest.mark.parametrize("how", ("killed", "stopped in good order") if WHOLE else ("killed",))
def test_a_database_that_goes_and_comes_back_loses_and_doubles_nothing(
    rig: Rig,
    postgres: OwnPostgres,
    client_of: Callable[[Rig], FlaskClient],
    record_property: Callable[[str, object], None],
    how: str,
) -> None:
    numbers = range(3_000 if WHOLE else 300)
    rig.start(relays=2, workers=2)
    rig.emit(*numbers)
    with asking(client_of(rig)) as answers:
        wait_until(
            lambda: rig.effects().total() > len(numbers) // 10, seconds=PATIENCE_SECONDS, what="it began"
        )
        if how == "killed":
            postgres.kill()
        else:
            postgres.stop("fast")
        with pytest.raises(UnavailableError), rig.store.read() as tx:
            tx.deliveries.owed()
        wait_until(lambda: answers[503], seconds=PATIENCE_SECONDS, what="a page said so")
        postgres.start()
        record_property("seconds to catch up", round(rig.wait_until_done(seconds=PATIENCE_SECONDS), 1))
        before = answers[200]
        wait_until(lambda: answers[200] > before, seconds=PATIENCE_SECONDS, what="pages are there again")
    assert set(answers) == {200, 503}
    assert rig.effects() == once_each(numbers)


@pytest.mark.parametrize("hurt", EVERY_HURT if WHOLE else ("cut",))
def test_connections_to_the_database_that_are_hurt_are_replaced_by_others(
    database_url: str,
    broker: Broker,
    postgres_proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    rigs: Callable[..., Rig],
    record_property: Callable[[str, object], None],
    hurt: str,
) -> None:
    monkeypatch.setattr(BoundedConnection, "answer_seconds", 2.0)
    through = postgres_proxy.in_front_of(database_url)
    rig = rigs(database_url=through, broker=broker, look_through=database_url)
    rig.start(relays=1, workers=2)
    rig.emit(0)
    rig.wait_until_done(seconds=PATIENCE_SECONDS)
    rig.emit(*range(1, 101))
    match hurt:
        case "cut":
            postgres_proxy.cut()
        case "stall":
            postgres_proxy.stall()
            time.sleep(3)
            postgres_proxy.cut()
            postgres_proxy.restore()
        case _:
            postgres_proxy.half_close("to_server" if hurt.endswith("server") else "to_client")
    record_property("seconds to recover", round(rig.wait_until_done(seconds=PATIENCE_SECONDS), 1))
    assert rig.effects() == once_each(range(101))


def test_an_answer_that_never_comes_is_waited_for_so_long_and_no_longer(
    database_url: str, postgres_proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedConnection, "answer_seconds", 0.5)
    store = store_at(postgres_proxy.in_front_of(database_url))
    postgres_proxy.stall()
    begun = time.monotonic()
    with pytest.raises(UnavailableError), store.read() as tx:
        tx.deliveries.owed()
    assert time.monotonic() - begun < 10
    postgres_proxy.cut()
    postgres_proxy.restore()
    with store.read() as tx:
        assert tx.deliveries.owed() == ()
    store.engine.dispose()


def test_nor_is_a_feed_waited_for_longer_over_a_connection_that_is_kept(
    database_url: str, postgres_proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedConnection, "answer_seconds", 0.5)
    store = store_at(postgres_proxy.in_front_of(database_url))
    feeds = FeedLookup(store.engine)
    assert feeds.by_token("none") is None
    postgres_proxy.stall()
    begun = time.monotonic()
    with pytest.raises(UnavailableError):
        feeds.by_token("none")
    assert time.monotonic() - begun < 10
    postgres_proxy.cut()
    postgres_proxy.restore()
    assert feeds.by_token("none") is None
    postgres_proxy.cut()
    assert feeds.by_token("none") is None, "one that is kept and has died is replaced"
    store.engine.dispose()


def test_a_feed_is_found_over_a_connection_that_waits_as_long_as_it_takes(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedConnection, "answer_seconds", None)
    store = store_at(database_url)
    assert FeedLookup(store.engine).by_token("none") is None
    store.engine.dispose()
