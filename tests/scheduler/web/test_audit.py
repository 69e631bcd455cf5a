"""Whoever looks at a cohort's people, or changes something of them, is on record: by ids alone, before it is shown."""

import pytest
from sqlalchemy.exc import DatabaseError

from scheduler.commands.signing_in import who_is
from scheduler.domain.scopes import Scope
from tests.scheduler.web.api.conftest import program_of


def records(world) -> list[tuple[str, bool, str | None, str | None]]:
    with world.store.read() as tx:
        return [(each.did, each.writes, each.cohort, each.person) for each in tx.audit.records()]


def test_a_look_and_a_change_are_on_record(world) -> None:
    coordinator = world.browser("coordinator")
    coordinator.get("/cohorts/cedar/people")
    coordinator.post("/cohorts/cedar/people/cedar-M1/link")
    assert records(world) == [
        ("cohorts.people", False, "cedar", None),
        ("cohorts.link", True, "cedar", "cedar-M1"),
    ]
    with world.store.read() as tx:
        account = who_is(tx, session=world.sessions["coordinator"]).account
        assert {each.account for each in tx.audit.records()} == {account}
        assert {each.at for each in tx.audit.records()} == {world.clock.at}
        assert [each.did for each in tx.audit.records(person="cedar-M1")] == ["cohorts.link"]
        assert tx.audit.records(cohort="birch") == ()


def test_what_was_refused_has_shown_nothing(world) -> None:
    world.browser("member").get("/cohorts/cedar/people")
    world.browser("other").post("/cohorts/cedar/people/cedar-M1/link")
    world.browser("coordinator").get("/cohorts/cedar/plans/none")
    assert records(world) == []


def test_a_member_on_their_own_page_is_nobodys_business(world) -> None:
    world.browser("member").get("/me")
    assert records(world) == []


def test_a_program_is_on_record_with_its_token(world) -> None:
    caller = program_of(world, "coordinator")
    caller.get("/cohorts/cedar/runs")
    caller.get("/cohorts/cedar/rules")
    caller.post("/cohorts/cedar/runs", {})
    assert records(world) == [("api.ask_for_run", True, "cedar", None)]
    with world.store.read() as tx:
        (token,) = tx.api_tokens.every()
        assert {each.token for each in tx.audit.records()} == {token.id}
    assert Scope.PEOPLE_READ in token.scopes


def test_nothing_of_anybody_stands_in_the_trail(world) -> None:
    coordinator = world.browser("coordinator")
    for page in ("people", "feeds", "notices", "hours"):
        coordinator.get(f"/cohorts/cedar/{page}")
    raw = world.store.engine.raw_connection()
    rows = repr(raw.cursor().execute("SELECT * FROM audit_record").fetchall())
    raw.close()
    assert rows.count("cedar") == 4
    assert not any(said in rows for said in ("Mariam", "example.org", "Ruth", "Kyiv"))


@pytest.mark.parametrize("statement", ["UPDATE audit_record SET did = 'nothing'", "DELETE FROM audit_record"])
def test_the_database_itself_lets_nobody_change_what_is_on_record(world, statement) -> None:
    world.browser("coordinator").get("/cohorts/cedar/people")
    with pytest.raises(DatabaseError, match="audit trail"), world.store.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert len(records(world)) == 1
