"""What the operator reads and changes of people is on the audit trail like what anybody does."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner

from scheduler.access import whole_cohort
from scheduler.clock import FixedClock
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.rosters import import_people
from scheduler.ids import RandomIds
from scheduler.operator.cohorts import import_cohort
from scheduler.operator.command_line import CommandLine
from scheduler.operator.instance import Instance
from scheduler.operator.people import erase, export_person
from scheduler.settings import read_settings
from scheduler.store.unit_of_work import Store
from tests.scheduler.store.conftest import START
from tests.stores import sqlite_file

LINE = CommandLine(commands=[erase, export_person, import_cohort])
SAMPLE = Path("examples/ptp-2024")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with sqlite_file(tmp_path) as engine:
        yield Store(engine, clock=FixedClock(at=START), ids=RandomIds(), routes={})


@pytest.fixture
def cohort(store: Store, make_cohort, make_person) -> str:
    cohort = make_cohort(sessions=(), workshops=())
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        import_people(whole_cohort(tx, cohort.id), people=(make_person("amina"), make_person("bahar")))
    return cohort.id


def run(store: Store, tmp_path: Path, *arguments: str) -> str:
    settings = read_settings({"COMMONHOUR_DATA_DIR": str(tmp_path)})
    instance = Instance(
        look_at_settings=lambda: settings,
        open_store=lambda _settings: store,
        make_store=lambda: store,
        open_post=lambda _settings: pytest.fail("nothing is posted"),
    )
    done = CliRunner().invoke(LINE, arguments, obj=instance)
    assert done.exit_code == 0, done.output
    return cast("str", done.output)


def on_record(store: Store) -> list[tuple[str, bool, str | None, str | None, str | None]]:
    with store.read() as tx:
        return [
            (each.did, each.writes, each.account, each.cohort, each.person) for each in tx.audit.records()
        ]


def test_who_is_exported_and_who_is_erased(store: Store, cohort: str, tmp_path: Path) -> None:
    run(store, tmp_path, "export", "id-amina")
    run(store, tmp_path, "erase", "amina@example.org", "--yes")
    assert on_record(store) == [
        ("export", False, None, cohort, "id-amina"),
        ("erase", True, None, cohort, "id-amina"),
    ]


def test_who_is_brought_in(store: Store, tmp_path: Path) -> None:
    new = run(store, tmp_path, "import", f"{SAMPLE}/cohort.toml", f"{SAMPLE}/roster.csv").strip()
    assert on_record(store) == [("import", True, None, new, None)]
