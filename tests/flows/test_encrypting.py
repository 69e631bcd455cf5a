"""An instance begins to encrypt, changes its key and ends it again while it goes on; the file tells no address."""

import csv
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.store import tables
from scheduler.store.keys import Keys
from tests.made_secrets import CONTACT_KEY, NEXT_CONTACT_KEY

SAMPLE = Path("examples/ptp-2024")
FIRST, NEXT = (Keys([key.encode()]).ids[0] for key in (CONTACT_KEY, NEXT_CONTACT_KEY))


@pytest.fixture
def with_keys(service) -> Any:  # noqa: ANN401 - whoever asks has it with the keys they name
    """The service, as it is with these contact keys."""

    def with_keys(keys: str) -> Any:  # noqa: ANN401 - a Service
        class Keyed(type(service)):
            @property
            def environment(self) -> dict[str, str]:
                return super().environment | {"COMMONHOUR_CONTACT_KEYS": keys}

        return Keyed(data_dir=service.data_dir, port=service.port)

    return with_keys


@pytest.fixture
def contacts() -> set[str]:
    """Every address and number of the sample's roster."""
    with (SAMPLE / "roster.csv").open(encoding="utf-8", newline="") as file:
        rows = [{name.strip().lower(): cell for name, cell in row.items()} for row in csv.DictReader(file)]
    found = {cell.strip() for row in rows for cell in row.values() if cell and "@" in cell}
    assert len(found) > 50
    return found | {each.lower() for each in found}


def readable(service, contacts: set[str]) -> set[str]:
    """Return which of these stand in the database's files."""
    held = b"".join(path.read_bytes() for path in service.data_dir.glob("commonhour.db*"))
    return {each for each in contacts if each.encode() in held}


def go_on(service, cohort: str) -> None:
    """Match and publish, and have everybody's calendar follow."""
    owed = "SELECT count(*) FROM delivery WHERE consumer = 'calendars' AND state != 'done'"
    with service.running():
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT state FROM run WHERE id = ?", run) == [("done",)])
        service.publish(cohort, run)
        service.wait_until(lambda: service.query(owed) == [(0,)])
    assert service.query("SELECT count(*) FROM feed") == [(55,)]


def test_keys_come_change_and_go_while_the_service_does_its_work(with_keys, contacts: set[str]) -> None:
    plain = with_keys("")
    done = plain.command("import", SAMPLE / "cohort.toml", SAMPLE / "roster.csv")
    cohort = done.stdout.strip()
    assert readable(plain, contacts)

    first = with_keys(CONTACT_KEY)
    assert "under other keys" in first.command("doctor").stdout
    done = first.command("encrypt")
    assert (done.returncode, "person: 55 rows" in done.stderr) == (0, True)
    assert readable(first, contacts) == set()
    go_on(first, cohort)
    assert readable(first, contacts) == set()

    refused = plain.command("grant", "you@example.org", cohort, "coordinator")
    assert (refused.returncode, f"the key {FIRST}" in " ".join(refused.stderr.split())) == (1, True)

    both = with_keys(f"{NEXT_CONTACT_KEY} {CONTACT_KEY}")
    go_on(both, cohort)
    assert both.command("encrypt").returncode == 0
    then = with_keys(NEXT_CONTACT_KEY)
    assert f"encrypted under the key {NEXT}" in " ".join(then.command("doctor").stdout.split())
    assert readable(then, contacts) == set()

    ending = with_keys(f"none {NEXT_CONTACT_KEY}")
    assert ending.command("encrypt").returncode == 0
    assert readable(plain, contacts)
    kept = plain.query(str(select(tables.person.c.email)))
    assert {email for (email,) in kept} <= contacts
