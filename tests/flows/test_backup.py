"""Backup and restore as docs/operation.md says, by the very commands that stand there, on both stores."""

import os
import re
import resource
import shutil
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from email import message_from_bytes
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from scheduler.errors import RefusedError, UnavailableError
from scheduler.store.backup import back_up
from scheduler.store.engine import open_engine
from scheduler.tokens import feed_token
from tests.servers.ports import LOOPBACK
from tests.stores import postgres_database
from tests.workers.smtp_script import SmtpScript

Query = Callable[[str], list[tuple[object, ...]]]
APPROVE = "from scheduler.commands.notices import approve; approve(scope, notices=sys.argv[2:])"
WITHDRAW = "from scheduler.commands.notices import withdraw; withdraw(scope, notices=sys.argv[2:])"
DOCUMENT = Path(__file__).parents[2] / "docs" / "operation.md"
BIN = Path(sys.executable).parent


def commands(name: str) -> str:
    """Return the document's commands of this name."""
    return re.search(rf"^```sh {name}\n(.*?)^```$", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)[1]


def do(name: str, environment: dict[str, str], **more: str) -> None:
    run = subprocess.run(
        ["/bin/sh", "-euc", commands(name)],
        env=environment | {"PATH": f"{BIN}:{os.environ['PATH']}"} | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


@pytest.fixture
def keyed(service, tmp_path: Path) -> object:
    """The service with a data folder of its own, in which it keeps keys that it made itself."""

    class Keyed(type(service)):
        @property
        def environment(self) -> dict[str, str]:
            given = super().environment
            return {name: given[name] for name in given if not name.endswith("_KEY")}

    (tmp_path / "data").mkdir()
    return Keyed(data_dir=tmp_path / "data", port=service.port)


def imported(keyed) -> str:
    return keyed.command("import", "examples/school/cohort.toml", "examples/school/roster.csv").stdout.strip()


def a_feed_and_a_run_at_work(keyed, query: Query, cohort: str) -> str:
    """Publish a plan, and have another run worked on; return the path of a feed."""
    run = keyed.request(cohort)
    keyed.wait_until(lambda: query("SELECT state FROM run") == [("done",)])
    keyed.publish(cohort, run)
    keyed.wait_until(lambda: query("SELECT count(*) FROM feed") == [(20,)])
    key = (keyed.data_dir / "feed.key").read_bytes()
    token = feed_token(key=key, feed=str(query("SELECT id FROM feed")[0][0]), generation=1)
    with ThreadPoolExecutor(1) as pool:  # it may be done before the process that asked has ended
        asked = pool.submit(keyed.request, cohort)
        keyed.wait_until(lambda: is_claimed(query), every=0.002)
        asked.result()
    return f"/feeds/{token}.ics"


def fetch(keyed, feed: str) -> bytes:
    with urllib.request.urlopen(keyed.url + feed, timeout=10) as answer:
        return answer.read()


def is_claimed(query: Query) -> bool:
    return query("SELECT count(*) FROM delivery WHERE reaction = 'draft_plan' AND state = 'claimed'") == [
        (1,)
    ]


def test_an_embedded_service_is_backed_up_while_it_works_and_restored_from_nothing(
    keyed, tmp_path: Path
) -> None:
    cohort = imported(keyed)
    copy = tmp_path / "copy"
    copy.mkdir()
    with keyed.running():
        feed = a_feed_and_a_run_at_work(keyed, keyed.query, cohort)
        do("backup-sqlite", keyed.environment, BACKUP=str(copy))
        before = fetch(keyed, feed)
    assert (copy / "commonhour.db").stat().st_mode & 0o777 == 0o600
    shutil.rmtree(keyed.data_dir)
    do("restore-sqlite", keyed.environment, BACKUP=str(copy))
    with keyed.running():
        assert fetch(keyed, feed) == before
        keyed.wait_until(lambda: keyed.query("SELECT state FROM run") == [("done",), ("done",)])


def test_what_was_approved_before_the_copy_and_sent_after_it_is_not_sent_again_once_restored(
    keyed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = imported(keyed)
    copy = tmp_path / "copy"
    copy.mkdir()
    with SmtpScript(says={"GREETING": ["421 4.3.2 away"]}) as script:
        monkeypatch.setenv("COMMONHOUR_SMTP_URL", f"smtp://{LOOPBACK}:{script.port}")
        with keyed.running():
            keyed.publish(cohort, drafted(keyed, cohort))
            keyed.wait_until(lambda: keyed.query("SELECT 1 FROM notice"))
            gone, held, never, later = (str(row[0]) for row in keyed.query("SELECT id FROM notice LIMIT 4"))
            keyed.ask(APPROVE, cohort, gone, held, never)
            keyed.wait_until(lambda: mailed(keyed) == 3 * [("waiting", "MailDeferredError")])
            do("backup-sqlite", keyed.environment, BACKUP=str(copy))
            keyed.ask(WITHDRAW, cohort, never)  # so that the copy holds one that has not gone since
            script.says = {}
            # Tried again after ten seconds or, if the copy took longer than that, once more a minute later.
            keyed.wait_until(lambda: len(script.ended) == 2, seconds=120)
        shutil.rmtree(keyed.data_dir)
        do("restore-sqlite", keyed.environment, BACKUP=str(copy))
        do("park-mails", keyed.environment, BACKUP=str(copy))
        with keyed.running():
            keyed.ask(APPROVE, cohort, later)  # the mailer is at work
            keyed.wait_until(lambda: len(script.ended) > 2)
            keyed.ask(WITHDRAW, cohort, gone, held)
            do("replay-mails", keyed.environment, BACKUP=str(copy))
            keyed.wait_until(lambda: mailed(keyed) == 4 * [("done", None)])
    assert Counter(message_from_bytes(mail)["Message-ID"] for mail in script.ended) == {
        f"<{notice}@localhost>": 1 for notice in (gone, held, later, never)
    }


def drafted(keyed, cohort: str) -> str:
    """Ask for a plan, and return its run once it is there."""
    run = keyed.request(cohort)
    keyed.wait_until(lambda: keyed.query("SELECT state FROM run") == [("done",)])
    return run


def mailed(keyed) -> list[tuple[object, ...]]:
    """Return the state of each delivery to the mailer, and its error unless it is done."""
    return keyed.query(
        "SELECT state, CASE WHEN state = 'done' THEN NULL ELSE error END FROM delivery WHERE reaction = 'send_mail'"
    )


def test_a_postgresql_service_is_backed_up_while_it_works_and_restored_into_an_empty_database(
    keyed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()

    def plain(url: str) -> str:
        return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    def queries(url: str) -> Query:
        def query(sql: str) -> list[tuple[object, ...]]:
            with closing(psycopg.connect(plain(url), autocommit=True)) as connection:
                return connection.execute(sql).fetchall()

        return query

    with postgres_database() as first, postgres_database() as second:
        monkeypatch.setenv("COMMONHOUR_BROKER_URL", "memory://")
        monkeypatch.setenv("COMMONHOUR_DATABASE_URL", first)
        cohort = imported(keyed)
        with keyed.running():
            feed = a_feed_and_a_run_at_work(keyed, queries(first), cohort)
            do("backup-postgresql", keyed.environment, BACKUP=str(copy), DATABASE=plain(first))
            before = fetch(keyed, feed)
        shutil.rmtree(keyed.data_dir)
        do("restore-postgresql", keyed.environment, BACKUP=str(copy), EMPTY_DATABASE=plain(second))
        monkeypatch.setenv("COMMONHOUR_DATABASE_URL", second)
        with keyed.running():
            assert fetch(keyed, feed) == before
            keyed.wait_until(lambda: queries(second)("SELECT state FROM run") == [("done",), ("done",)])


def test_a_backup_never_overwrites_and_says_what_to_do_for_postgresql(
    service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.command("migrate")
    taken = tmp_path / "taken.db"
    taken.write_bytes(b"something else")
    refused = service.command("backup", taken)
    assert (refused.returncode, "there already" in refused.stderr) == (1, True)
    assert taken.read_bytes() == b"something else"
    with postgres_database() as url:
        monkeypatch.setenv("COMMONHOUR_DATABASE_URL", url)
        refused = service.command("backup", tmp_path / "new.db")
    assert (refused.returncode, "pg_dump" in refused.stderr) == (1, True)


@contextmanager
def no_room() -> Generator[None]:
    """No file grows beyond two pages in this block."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_backup_that_has_no_room_says_so_and_leaves_nothing(service, tmp_path: Path) -> None:
    service.command("migrate")
    copy = tmp_path / "copy"
    copy.mkdir()
    engine = open_engine(f"sqlite:///{service.data_dir / 'commonhour.db'}")
    with no_room(), pytest.raises(UnavailableError):  # nor has the database itself, which is opened for it
        back_up(engine, to=copy / "commonhour.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    with no_room(), pytest.raises(RefusedError, match=r"copy/commonhour\.db cannot be written: d"):
        back_up(engine, to=copy / "commonhour.db")
    engine.dispose()
    assert list(copy.iterdir()) == []


@pytest.mark.parametrize("command", ["backup copy.db", "deliveries list", "migrate", "serve"])
def test_a_file_that_is_no_database_is_said_in_a_sentence(service, tmp_path: Path, command: str) -> None:
    (service.data_dir / "commonhour.db").write_bytes(b"no database" * 1000)
    refused = service.command(*command.replace("copy.db", str(tmp_path / "copy.db")).split())
    assert refused.returncode == 1
    assert "no SQLite database" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.glob("copy*")) == []
