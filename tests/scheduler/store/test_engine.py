"""A database that cannot be is refused in words, and none of a password stands in them."""

import threading
from pathlib import Path

import pytest

from scheduler.errors import RefusedError
from scheduler.store.engine import IN_MEMORY, open_engine


def test_an_option_that_postgresql_does_not_know_is_named() -> None:
    engine = open_engine("postgresql://nobody:secret@127.0.0.1:1/none?sslmod=require&password=secret")
    with pytest.raises(RefusedError, match=r'COMMONHOUR_DATABASE_URL cannot be used: .*"sslmod"') as refused:
        engine.connect()
    assert "secret" not in str(refused.value)


def test_a_password_with_an_at_sign_is_not_taken_for_a_host() -> None:
    with pytest.raises(RefusedError, match=r"names no host that can be: write .* as %40") as refused:
        open_engine("postgresql://nobody:se@cret@127.0.0.1/none")
    assert "cret" not in str(refused.value).replace("secret", "")


@pytest.mark.parametrize("holds", [b"no database at all" * 1000, b"SQLite format 3\0" + b"damaged" * 1000])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, holds: bytes) -> None:
    file = tmp_path / "commonhour.db"
    file.write_bytes(holds)
    engine = open_engine(f"sqlite:///{file}")
    with pytest.raises(RefusedError, match="no SQLite database, or a damaged one"):
        engine.connect()
    engine.dispose()
    assert file.read_bytes() == holds


def test_a_second_thread_waits_for_a_database_in_memory_and_undoes_nothing_of_the_first() -> None:
    engine = open_engine(IN_MEMORY)
    with engine.begin() as first:
        first.exec_driver_sql("CREATE TABLE done (who TEXT)")

        def second() -> None:
            with engine.begin() as connection:
                connection.exec_driver_sql("INSERT INTO done VALUES ('second')")

        other = threading.Thread(target=second)
        other.start()
        other.join(0.2)
        assert other.is_alive()
        first.exec_driver_sql("INSERT INTO done VALUES ('first')")
    other.join()
    with engine.connect() as reader:
        assert reader.exec_driver_sql("SELECT who FROM done").scalars().all() == ["first", "second"]
    engine.dispose()
