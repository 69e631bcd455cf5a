"""The doctor: looks at everything, makes nothing, and says what to do about what is unwell."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from tests.made_secrets import REPLY_TOKEN

COMMONHOUR = Path(sys.executable).parent / "commonhour"


def doctor(environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Ask the doctor in this environment."""
    return subprocess.run(
        [COMMONHOUR, "doctor"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def unwell(said: str) -> set[str]:
    """Return the names of what the doctor found unwell."""
    return {line.split("\t")[1] for line in said.splitlines() if line.startswith("UNWELL")}


def test_the_doctor_says_what_is_unwell_and_what_to_do(service) -> None:
    sick = service.command("doctor")
    assert sick.returncode == 1
    assert "commonhour begin" in sick.stdout
    assert service.command("migrate").returncode == 0
    sound = service.command("doctor")
    assert sound.returncode == 0, sound.stdout
    assert "UNWELL" not in sound.stdout


def test_the_doctor_makes_nothing(service, monkeypatch) -> None:
    folder = service.data_dir / "not-there-yet"
    for name in ("COMMONHOUR_FEED_KEY", "COMMONHOUR_SESSION_KEY"):
        monkeypatch.delenv(name, raising=False)
    looked = doctor(os.environ | {"COMMONHOUR_DATA_DIR": str(folder)})
    assert (looked.returncode, "commonhour begin" in looked.stdout) == (1, True), looked.stderr
    assert not folder.exists()


def test_the_doctor_asks_the_mail_server_and_says_who_does_not_listen(
    service, monkeypatch, broker_url
) -> None:
    service.command("migrate")
    monkeypatch.setenv("COMMONHOUR_SMTP_URL", "smtp://somebody:secret@127.0.0.1:1")
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", broker_url)
    said = service.command("doctor").stdout
    assert unwell(said) == {"address", "mail", "consumers"}, said
    assert "secret" not in said
    assert "webhooks" in said


def test_the_doctor_says_whether_answers_to_invitations_can_come_in(service, monkeypatch) -> None:
    service.command("migrate")
    assert "answers" not in service.command("doctor").stdout
    monkeypatch.setenv("COMMONHOUR_REPLY_ADDRESS", "answers@example.org")
    assert unwell(service.command("doctor").stdout) == {"answers"}
    folder = service.data_dir / "answers"
    monkeypatch.setenv("COMMONHOUR_REPLY_MAILDIR", str(folder))
    assert f"{folder}: FileNotFoundError" in service.command("doctor").stdout
    for name in ("new", "cur"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1").write_text("x")
    said = service.command("doctor")
    assert (said.returncode, f"read from {folder}, with 1 to be read" in said.stdout) == (0, True), (
        said.stdout
    )
    monkeypatch.delenv("COMMONHOUR_REPLY_MAILDIR")
    monkeypatch.setenv("COMMONHOUR_REPLY_TOKEN", REPLY_TOKEN)
    assert "handed in by a mail gateway" in service.command("doctor").stdout


def test_the_doctor_names_a_database_and_a_broker_that_cannot_be_reached(service, monkeypatch) -> None:
    monkeypatch.setenv("COMMONHOUR_DATABASE_URL", "postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", "amqp://guest:guest@127.0.0.1:1//")
    sick = service.command("doctor")
    assert (sick.returncode, unwell(sick.stdout)) == (1, {"address", "broker", "database"})
    assert "secret" not in sick.stdout
    assert "COMMONHOUR_DATABASE_URL" in sick.stdout
    assert "COMMONHOUR_BROKER_URL" in sick.stdout


def test_the_doctor_shows_where_the_database_is_and_no_password(service, monkeypatch) -> None:
    options = "password=secret&sslpassword=hidden&sslmode=disable"
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", "amqp://guest:guest@127.0.0.1:1//")
    monkeypatch.setenv("COMMONHOUR_DATABASE_URL", f"postgresql://nobody:kept@127.0.0.1:1/none?{options}")
    said = service.command("doctor").stdout
    assert "postgresql+psycopg://127.0.0.1:1/none: connection failed: " in said
    assert "port 1 failed: Connection refused" in said
    monkeypatch.setenv("COMMONHOUR_DATABASE_URL", "postgresql://nobody:kept@127.0.0.1:1/none?sslmod=no")
    said += service.command("doctor").stdout
    assert "sslmod" in said
    assert [part for part in ("nobody", "kept", "secret", "hidden", "disable") if part in said] == []


def test_a_setting_that_is_misspelt_is_unwell_and_its_value_is_not_shown(service, monkeypatch) -> None:
    service.command("migrate")
    monkeypatch.setenv("COMMONHOUR_SMPT_URL", "smtp://somebody:secret@mail.example.org")
    sick = service.command("doctor")
    assert (sick.returncode, unwell(sick.stdout)) == (1, {"settings"})
    assert "COMMONHOUR_SMTP_URL by COMMONHOUR_SMPT_URL" in sick.stdout
    assert "secret" not in sick.stdout


def test_a_file_that_is_no_database_and_one_that_is_newer_are_unwell_with_what_to_do(service) -> None:
    service.command("migrate")
    with closing(sqlite3.connect(service.data_dir / "commonhour.db", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = service.command("doctor")
    assert unwell(newer.stdout) == {"schema"}
    assert "install the version of Commonhour" in newer.stdout
    for beside in service.data_dir.glob("commonhour.db*"):
        beside.unlink()
    (service.data_dir / "commonhour.db").write_bytes(b"no database" * 1000)
    broken = service.command("doctor")
    assert unwell(broken.stdout) == {"database"}
    assert "no SQLite database" in broken.stdout


def test_an_address_is_well_on_many_machines_if_others_than_this_one_reach_it(
    service, monkeypatch, broker_url
) -> None:
    service.command("migrate")
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", broker_url)
    for url, well in (
        ("http://localhost:8000", False),
        ("http://127.0.0.2", False),
        ("http://[::1]:8000", False),
        ("https://hours.example.org", True),
        ("http://192.0.2.7:8000", True),
    ):
        monkeypatch.setenv("COMMONHOUR_BASE_URL", url)
        said = service.command("doctor").stdout
        assert ("address" not in unwell(said)) is well, url


def test_another_feed_key_than_links_were_made_with_is_noticed(service) -> None:
    cohort = service.command(
        "import", "examples/school/cohort.toml", "examples/school/roster.csv"
    ).stdout.strip()
    with service.running("serve"):
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT state FROM run") == [("done",)])
        service.publish(cohort, run)
        service.wait_until(lambda: service.query("SELECT count(*) FROM feed") == [(20,)])
    assert unwell(service.command("doctor").stdout) == set()
    sick = doctor(service.environment | {"COMMONHOUR_FEED_KEY": "another, as long as it has to be"})
    assert (sick.returncode, unwell(sick.stdout)) == (1, {"feed key"})
