"""Scratch places on the servers that run here: a database that is dropped again, and where the broker is."""

import os
import socket
import uuid
from collections.abc import Generator, Iterable
from contextlib import contextmanager

import psycopg
from kombu.connection import Connection
from psycopg import sql
from sqlalchemy import make_url

from workers.broker import Broker

POSTGRES = os.environ.get(
    "COMMONHOUR_BENCH_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
RABBIT = os.environ.get("COMMONHOUR_BENCH_RABBIT", "amqp://guest:guest@127.0.0.1:5672//")


def lacking() -> str | None:
    """Return which server is not there; None if both are."""
    try:
        psycopg.connect(driver_url(POSTGRES), connect_timeout=5).close()
    except psycopg.OperationalError:
        return "PostgreSQL"
    return "RabbitMQ" if Broker(url=RABBIT).reach() else None


@contextmanager
def database() -> Generator[str]:
    """Yield the SQLAlchemy URL of an empty PostgreSQL database."""
    name, server = f"commonhour_bench_{uuid.uuid4().hex}", make_url(POSTGRES)
    with psycopg.connect(driver_url(POSTGRES), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def driver_url(url: str) -> str:
    """Return an SQLAlchemy URL as psycopg takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def forget_queues(names: Iterable[str]) -> None:
    """Delete these queues with all that is in them."""
    with Connection(RABBIT) as connection:
        for name in names:
            connection.default_channel.queue_delete(name)


def free_port() -> int:
    """Return a port of this machine that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(port: int) -> bool:
    """Whether anybody listens on a port of this machine."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
