"""Fixtures over the servers here, for every test.

`database_url` and `broker_url` are a test's own places on servers that it shares and must not hurt. `own_postgres` and
`own_rabbit` may be stopped and killed. `mail_sink` and `proxy_to` stand in for the rest of the network.
"""

import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack

import pytest

from tests.servers.borrowed import LENDER
from tests.servers.certificates import Certificate
from tests.servers.mail_sink import MailSink
from tests.servers.postgres import OwnPostgres
from tests.servers.proxy import Proxy
from tests.servers.rabbitmq import OwnRabbit
from tests.stores import postgres_database

Need = Callable[..., None]


@pytest.fixture(scope="session", autouse=True)
def _what_is_borrowed_is_given_back() -> Iterator[None]:
    yield
    LENDER.give_back()


@pytest.fixture
def database_url() -> Iterator[str]:
    """The SQLAlchemy URL of a new and empty PostgreSQL database; it is dropped afterwards."""
    with postgres_database() as url:
        yield url


@pytest.fixture(scope="session")
def _postgres_of_the_session() -> Generator[OwnPostgres]:
    with OwnPostgres() as server:
        yield server


@pytest.fixture
def own_postgres(need: Need, request: pytest.FixtureRequest) -> OwnPostgres:
    """A PostgreSQL that runs, to be stopped and killed; all tests of a process take turns on it."""
    need("PostgreSQL", there=OwnPostgres.is_here())
    server: OwnPostgres = request.getfixturevalue("_postgres_of_the_session")
    if not server.is_running:  # as the test before left it
        server.start()
    return server


@pytest.fixture(scope="session")
def _rabbit_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Generator[OwnRabbit]:
    with OwnRabbit(certificate=Certificate(tmp_path_factory.mktemp("rabbitmq"))) as server:
        yield server


@pytest.fixture
def own_rabbit(need: Need, request: pytest.FixtureRequest) -> OwnRabbit:
    """A RabbitMQ that runs, to be stopped and killed; all tests of a process take turns on it, for it starts in 7 s.

    It listens for TLS as well, with its `certificate`.
    """
    need("RabbitMQ", there=OwnRabbit.is_here())
    server: OwnRabbit = request.getfixturevalue("_rabbit_of_the_session")
    if not server.is_running:  # as the test before left it
        server.start()
    return server


@pytest.fixture
def broker_url(own_rabbit: OwnRabbit) -> Iterator[str]:
    """The AMQP URL of a new and empty virtual host; it is taken away afterwards, if its server still runs."""
    name = uuid.uuid4().hex
    yield own_rabbit.add_vhost(name)
    if own_rabbit.is_running:
        own_rabbit.delete_vhost(name)


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    """A mail server that keeps what it is sent."""
    with MailSink() as sink:
        yield sink


@pytest.fixture
def proxy_to() -> Iterator[Callable[[int], Proxy]]:
    """Put a proxy in front of a port."""
    with ExitStack() as proxies:
        yield lambda port: proxies.enter_context(Proxy(port))
