"""A PostgreSQL of our own keeps what was committed through every end, and leaves nothing behind."""

import os
import subprocess
import uuid
from pathlib import Path

import psycopg
import pytest

from tests.servers.borrowed import LENDER, SETTING, Lender
from tests.servers.ports import LOOPBACK, is_listening
from tests.servers.postgres import OwnPostgres, create_database, drop_database, library_url


@pytest.fixture
def notes(own_postgres) -> str:
    """The URL of a database with a table, and one row in it."""
    url = own_postgres.create_database(uuid.uuid4().hex)
    ask(url, "CREATE TABLE note AS SELECT 1 AS id", "SELECT 1")
    return url


def ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run the statements in one transaction; return the rows of the last."""
    with psycopg.connect(library_url(url)) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)
        return connection.execute(statements[-1]).fetchall()


@pytest.mark.parametrize("end", [OwnPostgres.kill, OwnPostgres.stop, lambda server: server.stop("immediate")])
def test_what_was_committed_outlives_every_end_and_what_was_not_does_not(own_postgres, notes, end) -> None:
    with psycopg.connect(library_url(notes)) as uncommitted:
        uncommitted.execute("INSERT INTO note VALUES (2)")
        end(own_postgres)
        assert (own_postgres.is_running, is_listening(own_postgres.port)) == (False, False)
        with pytest.raises(psycopg.OperationalError):
            uncommitted.execute("SELECT 1")
    own_postgres.start()
    assert ask(notes, "SELECT id FROM note") == [(1,)]


def test_a_kill_ends_a_connection_that_is_busy(own_postgres, notes) -> None:
    with psycopg.connect(library_url(notes)) as busy:
        busy.pgconn.send_query(b"SELECT pg_sleep(60)")
        own_postgres.kill()
        with pytest.raises(psycopg.OperationalError, match="server closed the connection"):
            busy.pgconn.consume_input()


def test_it_can_be_killed_again_and_again(own_postgres, notes) -> None:
    for _ in range(5):
        connections = [psycopg.connect(library_url(notes)) for _ in range(20)]
        own_postgres.kill()
        own_postgres.start()
        for connection in connections:
            connection.close()
    assert ask(notes, "SELECT id FROM note") == [(1,)]


def test_what_is_committed_is_on_disk_before_the_answer(own_postgres) -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(own_postgres.url(), f"SHOW {setting}") == [("on",)]


def test_a_database_can_be_a_copy_of_another(own_postgres, notes) -> None:
    copy = own_postgres.create_database(uuid.uuid4().hex, template=notes.rpartition("/")[2])
    assert ask(copy, "SELECT id FROM note") == [(1,)]


def test_another_beside_it_has_a_port_and_settings_of_its_own_and_leaves_nothing_behind(own_postgres) -> None:
    with OwnPostgres(settings={"max_connections": "11"}) as other:
        assert [ask(server.url(), "SHOW max_connections") for server in (own_postgres, other)] == [
            [("200",)],
            [("11",)],
        ]
        assert ask(other.url(), "SHOW listen_addresses") == [(LOOPBACK,)]
        data, pid = Path(ask(other.url(), "SHOW data_directory")[0][0]), other.pid
        segment = (data / "postmaster.pid").read_text().splitlines()[6].split()[1]
        assert segment in shared_memory()
    assert not data.parent.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not is_listening(other.port)
    assert segment not in shared_memory()


def shared_memory() -> set[str]:
    """The ids of SysV's segments."""
    table = subprocess.run(["ipcs", "-m"], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[1] for line in table if line.startswith("0x")}


def test_a_setting_that_cannot_be_is_told_in_the_servers_words(own_postgres) -> None:
    with (
        pytest.raises(RuntimeError, match="unrecognized configuration parameter"),
        OwnPostgres(settings={"no": "1"}),
    ):
        pass


def test_a_database_on_loan_is_new_and_dropped_though_somebody_is_connected(database_url) -> None:
    assert ask(database_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    server, name = LENDER.postgres(), uuid.uuid4().hex
    with psycopg.connect(library_url(create_database(server, name))):
        drop_database(server, name)
    assert (name,) not in ask(server, "SELECT datname FROM pg_database")


def test_where_no_server_is_lent_one_of_our_own_serves_until_it_is_given_back(
    own_postgres, monkeypatch
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    lender = Lender(standard=f"postgresql+psycopg://postgres@{LOOPBACK}:1/postgres")
    url = lender.postgres()
    assert (ask(url, "SELECT 1"), lender.postgres()) == ([(1,)], url)
    lender.give_back()
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT 1")


def test_a_server_that_is_named_is_what_is_lent(monkeypatch) -> None:
    monkeypatch.setenv(SETTING, "postgresql+psycopg://somebody@somewhere/postgres")
    assert Lender().postgres() == "postgresql+psycopg://somebody@somewhere/postgres"
