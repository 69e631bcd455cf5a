"""The command line around the plan: demo, production's processes, and the operator's commands."""

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonhour import main
from scheduler.errors import RefusedError
from scheduler.store.engine import open_engine
from scheduler.store.schema import head, revision
from tests.stores import bring_to, postgres_database

COMMONHOUR = Path(sys.executable).parent / "commonhour"


def revision_at(url: str) -> str | None:
    """Return the schema revision of the database at this URL."""
    engine = open_engine(url)
    try:
        return revision(engine)
    finally:
        engine.dispose()


def run_demo(folder: Path) -> tuple[dict[str, str], str]:
    """Run the demo until its links are printed; return them, each having answered, and all that was said."""
    demo = subprocess.Popen([COMMONHOUR, "demo"], cwd=folder, stdout=subprocess.PIPE, text=True)
    said: list[str] = []
    try:
        for line in demo.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        links = dict(re.findall(r"^(\w+)[^\n]*?:\s+(http://\S+)$", "".join(said), flags=re.MULTILINE))
        for link in links.values():
            with urllib.request.urlopen(link, timeout=10) as answer:
                assert answer.status == 200
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=30)
    assert demo.returncode == 0
    return links, "".join(said)


def test_the_demo_prints_links_that_answer_and_goes_on_from_what_is_there(tmp_path: Path) -> None:
    first, said = run_demo(tmp_path)
    assert sorted(first) == ["Coordinator", "Facilitator", "Member", "That"]
    assert "This is a demo" in said
    assert "went on from what was there" not in said
    second, said = run_demo(tmp_path)
    assert "went on from what was there" in said
    assert second["That"].rpartition("/")[2] == first["That"].rpartition("/")[2]
    assert second["Member"] != first["Member"]


@pytest.mark.parametrize(
    "command", [("migrate",), ("relay",), ("deliveries",), ("grant", "a@example.org", "c", "coordinator")]
)
def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(service, monkeypatch, command) -> None:
    monkeypatch.setenv("COMMONHOUR_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/none")
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", "amqp://guest:guest@127.0.0.1:1//")
    said = service.command(*command)
    assert (said.returncode, "Traceback" in said.stderr, "secret" in said.stderr) == (1, False, False)
    assert "commonhour doctor" in said.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+psycopg//u:secret@host/name", "no database's URL"),
        ("postgresql://u:secret@host:54x2/name", "no database's URL"),
        ("postgres://u:secret@host/name", "write postgresql://"),
        ("mysql://u:secret@host/name", "begins with mysql:"),
    ],
)
def test_what_is_no_database_we_know_is_refused_without_its_password(url, said) -> None:
    with pytest.raises(RefusedError, match=said) as refused:
        open_engine(url)
    assert "secret" not in str(refused.value)


def test_who_knows_the_database_of_many_machines_must_know_their_broker(service, monkeypatch) -> None:
    """An event written without it would reach no other system."""
    with postgres_database() as url:
        monkeypatch.setenv("COMMONHOUR_DATABASE_URL", url)
        refused = service.command("import", "examples/school/cohort.toml")
        assert (refused.returncode, "COMMONHOUR_BROKER_URL" in refused.stderr) == (1, True)
        assert revision_at(url) is None


def test_only_who_serves_brings_an_older_database_forward(service) -> None:
    """So that a backup before a new version is one of the old: the way back."""
    url, copy = (f"sqlite:///{service.data_dir / name}" for name in ("commonhour.db", "copy.db"))
    engine = open_engine(url)
    bring_to(engine, "0001")
    engine.dispose()
    assert service.command("backup", str(service.data_dir / "copy.db")).returncode == 0
    refused = service.command("deliveries")
    assert (refused.returncode, "commonhour migrate" in refused.stderr) == (1, True)
    assert [revision_at(each) for each in (url, copy)] == ["0001", "0001"]
    with service.running("serve"):
        service.wait_until(service.answers)
    assert revision_at(url) == head()


def test_there_is_no_backup_of_a_database_that_is_not_there(service) -> None:
    copy = service.data_dir / "copy.db"
    refused = service.command("backup", str(copy))
    assert (refused.returncode, "COMMONHOUR_DATA_DIR" in refused.stderr) == (1, True)
    assert list(service.data_dir.iterdir()) == []


def test_an_operator_imports_a_cohort_and_grants_a_right_with_a_link(service) -> None:
    done = service.command("import", "examples/school/cohort.toml", "examples/school/roster.csv")
    assert done.returncode == 0, done.stderr
    cohort = done.stdout.strip()
    link = service.command("grant", "Head@example.org", cohort, "coordinator").stdout.strip()
    assert re.fullmatch(rf"{re.escape(service.url)}/sign-in/[\w-]{{43}}", link)
    assert service.query("SELECT email FROM account") == [("head@example.org",)]
    for to, where, said in (
        ("head@example.org", "nowhere", f"There is no cohort 'nowhere'. The newest are {cohort} ("),
        ("head", cohort, "'head' is no e-mail address"),
        ("", cohort, "'' is no e-mail address"),
        ("Head <head@example.org>", cohort, "is no e-mail address"),
    ):
        refused = service.command("grant", to, where, "coordinator")
        assert (refused.returncode, refused.stdout, said in refused.stderr) == (1, "", True), refused.stderr
    assert service.query("SELECT email FROM account") == [("head@example.org",)]


def test_an_operator_lets_somebody_begin_where_there_is_nothing_yet(service) -> None:
    begun = service.command("begin", "Head@example.org")
    assert re.fullmatch(rf"{re.escape(service.url)}/sign-in/[\w-]{{43}}\n", begun.stdout)
    assert service.query("SELECT email, may_found FROM account") == [("head@example.org", 1)]
    assert service.command("begin", "head@example.org").returncode == 0
    assert service.query("SELECT email, may_found FROM account") == [("head@example.org", 1)]
    refused = service.command("begin", "head")
    assert (refused.returncode, "is no e-mail address" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    "command",
    [("deliveries", "list"), ("webhooks", "list"), ("grant", "a@example.org", "c", "coordinator")],
)
def test_who_asks_without_the_services_settings_is_told_so_and_nothing_is_made(
    service, monkeypatch, command
) -> None:
    folder = service.data_dir / "elsewhere"
    url = f"sqlite:///{folder / 'commonhour.db'}"
    monkeypatch.setenv("COMMONHOUR_DATABASE_URL", url)
    refused = service.command(*command)
    assert (refused.returncode, "COMMONHOUR_DATA_DIR" in refused.stderr) == (1, True), refused.stderr
    assert not folder.exists()


def test_processes_of_their_own_need_a_broker(service) -> None:
    for process in (("web",), ("relay",), ("worker", "matcher")):
        refused = service.command(*process)
        assert (refused.returncode, "COMMONHOUR_BROKER_URL" in refused.stderr) == (1, True)


def test_production_refuses_a_database_at_another_schema(service, beside_others) -> None:
    engine = open_engine(f"sqlite:///{service.data_dir / 'commonhour.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()
    refused = service.command("relay")
    assert (refused.returncode, "commonhour migrate" in refused.stderr) == (1, True)


def test_a_port_that_is_taken_is_named(service) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", service.port))
        taken.listen()
        refused = service.command("serve")
    assert (refused.returncode, "COMMONHOUR_PORT" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr


def test_web_relay_and_workers_as_processes_of_their_own_over_rabbitmq(
    service, monkeypatch, broker_url
) -> None:
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", broker_url)
    service.command("migrate")
    cohort = service.command(
        "import", "examples/school/cohort.toml", "examples/school/roster.csv"
    ).stdout.strip()
    workers = ("worker", "matcher", "calendars", "announcer")
    with service.running("web"), service.running("relay"), service.running(*workers):
        service.wait_until(service.answers)
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT state FROM run") == [("done",)])
        service.publish(cohort, run)
        service.wait_until(lambda: service.query("SELECT count(*) FROM feed") == [(20,)])
        service.wait_until(
            lambda: (
                service.query(
                    "SELECT count(*) FROM delivery WHERE state <> 'done' AND consumer <> 'housekeeper'"
                )
                == [(0,)]
            )
        )


def test_ids_of_deliveries_come_whole_through_a_pipe(service) -> None:
    cohort = service.command(
        "import", "examples/school/cohort.toml", "examples/school/roster.csv"
    ).stdout.strip()
    service.request(cohort)
    listed = service.command("deliveries").stdout.splitlines()
    ids = {line.split("\t")[0] for line in listed[1:]}
    assert ids == {id_ for (id_,) in service.query("SELECT id FROM delivery")}


def test_a_number_that_no_solver_takes_as_seed_is_refused() -> None:
    for seed in ("-1", str(2**31)):
        done = CliRunner().invoke(
            main, ["plan", __file__, "--cohort", __file__, "--out", "o", "--seed", seed]
        )
        assert (done.exit_code, "--seed" in done.stderr) == (2, True)


def test_every_command_says_what_it_does() -> None:
    said = CliRunner().invoke(main, ["--help"]).stdout
    for name in ("plan", "demo", "serve", "web", "worker", "relay", "migrate", "doctor"):
        assert re.search(rf"^  {name} +\S", said, flags=re.MULTILINE), name
