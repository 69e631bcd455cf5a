"""Stores for tests on both databases: a file of its own for SQLite, and one PostgreSQL database a session, emptied."""

import os
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine

from scheduler.store import schema
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.tables import metadata
from tests.servers.borrowed import LENDER
from tests.servers.postgres import create_database, drop_database

BOTH = ("sqlite", "postgresql")
"""What the `store` fixtures are parametrised with."""


@contextmanager
def postgres_database() -> Generator[str]:
    """Make an empty database of a name of its own; yield its URL, and drop it at the end."""
    try:
        server = LENDER.postgres()
    except LookupError as error:
        if os.environ.get("COMMONHOUR_REQUIRE_ALL") == "1":
            raise
        pytest.skip(str(error))
    name = f"commonhour_{uuid.uuid4().hex}"
    url = create_database(server, name)
    try:
        yield url
    finally:
        drop_database(server, name)


def bring_to(engine: Engine, revision: str) -> None:
    """Migrate an older or empty database to this revision, and no further."""
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@contextmanager
def migrated(url: str) -> Generator[Engine]:
    """Open the database at this URL, at this version's schema."""
    engine = open_engine(url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def emptied(engine: Engine) -> Generator[Engine]:
    """Lend an engine that others use too; whatever was written is gone at the end."""
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        connection.exec_driver_sql("TRUNCATE audit_record")  # its guard lets no record be deleted
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@contextmanager
def sqlite_file(folder: Path) -> Generator[Engine]:
    """Open a SQLite database in this folder, with this version's tables."""
    engine = open_engine(f"sqlite:///{folder / 'commonhour.db'}")
    try:
        metadata.create_all(engine)
        yield engine
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def postgresql() -> Generator[Engine]:
    """One migrated PostgreSQL database for all tests of this process; each empties it again (`emptied`)."""
    with postgres_database() as url, migrated(url) as engine:
        yield engine


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Engine]:
    """An empty database at this version's schema, of each kind in turn."""
    if request.param == "sqlite":
        with sqlite_file(tmp_path) as engine:
            yield engine
    else:
        with emptied(request.getfixturevalue("postgresql")) as engine:
            yield engine
