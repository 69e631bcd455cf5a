"""`commonhour sign-out`: whoever runs the instance ends what a lost phone or a leaked link still opens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.access import Right, whole_cohort
from scheduler.clock import FixedClock
from scheduler.commands.cohorts import account_of_person, create_cohort, grant, open_account
from scheduler.commands.rosters import import_people
from scheduler.commands.signing_in import invite, sign_in
from scheduler.ids import RandomIds
from scheduler.operator.command_line import CommandLine
from scheduler.operator.instance import Instance
from scheduler.operator.sessions import sign_out
from scheduler.store.unit_of_work import Store
from tests.scheduler.store.conftest import START
from tests.stores import sqlite_file

LINE = CommandLine(commands=[sign_out])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with sqlite_file(tmp_path) as engine:
        yield Store(engine, clock=FixedClock(at=START), ids=RandomIds(), routes={})


@pytest.fixture
def accounts(store: Store, make_cohort, make_person) -> dict[str, str]:
    """Amina, by a handed link; and who coordinates, by mail: each is signed in twice and has a link that waits."""
    cohort = make_cohort(sessions=(), workshops=())
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        import_people(whole_cohort(tx, cohort.id), people=(make_person("amina"),))
        amina = account_of_person(tx, person="id-amina")
        runs = open_account(tx, email="runs@example.org")
        grant(tx, account=runs, cohort=cohort.id, right=Right.COORDINATOR)
        for account in (amina, runs):
            for _ in range(2):
                sign_in(tx, token=invite(tx, account=account))
            invite(tx, account=account)
    return {"amina": amina, "runs": runs}


def run(store: Store, who: str) -> Result:
    instance = Instance(
        look_at_settings=lambda: None, open_store=lambda _: store, make_store=lambda: store, open_post=None
    )
    return CliRunner().invoke(LINE, ["sign-out", who], obj=instance)


def open_sessions(store: Store, accounts: dict[str, str]) -> dict[str, int]:
    with store.read() as tx:
        return {name: len(tx.sign_ins.sessions(account)) for name, account in accounts.items()}


@pytest.mark.parametrize(
    ("who", "left"),
    [
        ("id-amina", {"amina": 0, "runs": 2}),
        ("Runs@example.org", {"amina": 2, "runs": 0}),
    ],
)
def test_every_session_and_every_waiting_link_of_theirs_ends_and_nobody_elses(
    store: Store, accounts, who, left
) -> None:
    done = run(store, who)
    assert (done.exit_code, done.stderr) == (0, "Ended: sessions 2, unused links 1.\n")
    assert open_sessions(store, accounts) == left


def test_who_is_not_known_is_said_and_nothing_ends(store: Store, accounts) -> None:
    done = run(store, "nobody@example.org")
    assert (done.exit_code, "Nobody here has the e-mail or the id" in done.stderr) == (1, True)
    assert open_sessions(store, accounts) == {"amina": 2, "runs": 2}
