"""What the faults happen to: a small cohort, stores, and servers of our own that are started once."""

import uuid
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from scheduler.ids import RandomIds
from scheduler.settings import read_settings
from scheduler.store.engine import open_engine
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store
from scheduler.web.app import create_app
from tests.faults.rig import Rig, reacting, rig_on, store_at
from tests.flows.every_word import _answers_are_heard, _nothing_is_given_away  # noqa: F401 - for all tests here
from tests.servers.postgres import OwnPostgres, drop_database
from tests.servers.proxy import Proxy
from tests.servers.rabbitmq import OwnRabbit
from tests.workers.conftest import MovingClock, clock, cohort, imported, people, tools  # noqa: F401 - fixtures of ours too
from workers.broker import Broker
from workers.job import Tools
from workers.routing import BY_NAME, routes


def start_again(server: OwnRabbit) -> None:
    """Start it if it was left stopped."""
    try:
        assert server.pid
    except RuntimeError:
        server.start()


@pytest.fixture
def store(tmp_path: Path, clock: MovingClock) -> Generator[Store]:  # noqa: F811 - the fixture above
    """A store on disk, in SQLite, with the real routes."""
    engine = open_engine(f"sqlite:///{tmp_path / 'commonhour.db'}")
    metadata.create_all(engine)
    yield Store(engine, clock=clock, ids=RandomIds(), routes=routes())
    engine.dispose()


@pytest.fixture
def tools_with(tools: Tools) -> Callable[..., Tools]:  # noqa: F811 - the fixture above
    """Return the workers' tools, but for what is given."""
    return lambda **other: replace(tools, **other)


@pytest.fixture
def postgres(
    need: Callable[..., None],
    request: pytest.FixtureRequest,
) -> Generator[OwnPostgres]:
    """A PostgreSQL that runs when the test begins, and that the test may stop and kill."""
    need("PostgreSQL", there=OwnPostgres.is_here())
    server: OwnPostgres = request.getfixturevalue("_postgres_of_the_session")
    yield server
    server.start()  # it may have been left stopped


@pytest.fixture
def rabbit(
    need: Callable[..., None],
    request: pytest.FixtureRequest,
) -> Generator[OwnRabbit]:
    """A RabbitMQ that runs when the test begins, and that the test may stop and kill."""
    need("RabbitMQ", there=OwnRabbit.is_here())
    server: OwnRabbit = request.getfixturevalue("_rabbit_of_the_session")
    yield server
    start_again(server)


@pytest.fixture
def database_url(postgres: OwnPostgres) -> Generator[str]:
    """A database of the test's own, which the server keeps when it is killed."""
    name = f"faults_{uuid.uuid4().hex[:12]}"
    yield postgres.create_database(name)
    postgres.start()
    drop_database(postgres.url(), name)


@pytest.fixture
def vhost(rabbit: OwnRabbit) -> Generator[str]:
    """The name of a virtual host of the test's own."""
    name = uuid.uuid4().hex[:12]
    rabbit.add_vhost(name)
    yield name
    start_again(rabbit)
    rabbit.delete_vhost(name)


@pytest.fixture
def broker(rabbit: OwnRabbit, vhost: str) -> Broker:
    """The test's own virtual host."""
    return Broker(url=rabbit.url(vhost))


@pytest.fixture
def rabbit_proxy(rabbit: OwnRabbit) -> Generator[Proxy]:
    """What stands between us and RabbitMQ."""
    with Proxy(rabbit.port) as proxy:
        yield proxy


@pytest.fixture
def postgres_proxy(postgres: OwnPostgres) -> Generator[Proxy]:
    """What stands between us and PostgreSQL."""
    with Proxy(postgres.port) as proxy:
        yield proxy


@pytest.fixture
def react_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put another reaction in the table, for as long as the test lasts; without a word, the one that leaves a mark."""

    def put(**more: object) -> None:
        for name, reaction in reacting(**more).items():
            monkeypatch.setitem(BY_NAME, name, reaction)

    return put


@pytest.fixture
def rig(database_url: str, broker: Broker, react_with: Callable[..., None]) -> Generator[Rig]:
    """Relays and workers, not yet started, on a PostgreSQL and a RabbitMQ of our own."""
    react_with()
    with rig_on(database_url=database_url, broker=broker) as rig:
        yield rig


@pytest.fixture
def rigs(react_with: Callable[..., None]) -> Generator[Callable[..., Rig]]:
    """Make rigs on whatever is given; they are closed in the end."""
    react_with()
    with ExitStack() as stack:

        def make(**on: object) -> Rig:
            opened: AbstractContextManager[Rig] = partial(rig_on, **on)()
            return stack.enter_context(opened)

        yield make


@pytest.fixture
def client_of(tmp_path: Path) -> Callable[[Rig], FlaskClient]:
    """Return the browser of someone who asks the web process on this rig's database."""
    settings = read_settings({"COMMONHOUR_DATA_DIR": str(tmp_path)})

    def make(rig: Rig) -> FlaskClient:
        rig.stores.append(store_at(rig.database_url))
        return create_app(store=rig.stores[-1], settings=settings).test_client()

    return make
