"""A token opens what its account may, of that what its scopes name, and only while it is good."""

from datetime import timedelta

import pytest

from scheduler.access import Access
from scheduler.commands.api_tokens import MOST_TOKENS, make_token, my_tokens, revoke_token
from scheduler.commands.signing_in import who_is
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError, NotNowError
from tests.scheduler.web.api.conftest import Program

A_DAY = timedelta(days=1)


def code(answer) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == answer.status_code
    assert answer.json["type"] == f"urn:commonhour:problem:{answer.json['code']}"
    return answer.status_code, answer.json["code"]


def test_without_a_token_nothing_is_answered_and_it_is_said_how_to_ask(world, program) -> None:
    nobody = program("nobody").get("/cohorts")
    assert code(nobody) == (401, "token-missing")
    assert nobody.headers["WWW-Authenticate"] == 'Bearer realm="commonhour"'


def test_a_browsers_session_opens_nothing(world) -> None:
    browser = world.browser("coordinator")
    assert code(browser.get("/api/v1/cohorts")) == (401, "token-missing")
    assert code(browser.client.post("/api/v1/cohorts", json={})) == (401, "token-missing")


@pytest.mark.parametrize("secret", ["commonhour_" + "x" * 43, "x", "é", " "])
def test_a_token_that_nobody_made_opens_nothing(world, secret) -> None:
    answer = Program(client=world.app.test_client(), token=secret).get("/cohorts")
    assert answer.status_code == 401


def test_a_token_is_good_for_its_scopes_alone(program) -> None:
    reader = program("coordinator", Scope.COHORTS_READ)
    assert reader.get("/cohorts").status_code == 200
    refused = reader.get("/cohorts/cedar/runs")
    assert code(refused) == (403, "scope-missing")
    assert 'scope="plans:read"' in refused.headers["WWW-Authenticate"]


def test_a_token_can_do_no_more_than_its_account(program) -> None:
    assert program("member").get("/cohorts").json["items"] == []
    assert code(program("member").get("/cohorts/cedar")) == (404, "not-found")


def test_a_token_ends_when_it_said_and_when_it_is_revoked(world, program) -> None:
    first, second = program("coordinator"), program("coordinator")
    with world.store.write() as tx:
        access = Access(tx=tx, account=who_is(tx, session=world.sessions["coordinator"]).account)
        revoke_token(access, token=my_tokens(access)[0].id)
        revoke_token(access, token=my_tokens(access)[0].id)
    answers = {
        code(each.get("/cohorts")) if each.get("/cohorts").status_code != 200 else 200
        for each in (first, second)
    }
    assert answers == {200, (401, "token-no-good")}
    world.clock.at += 30 * A_DAY
    assert {code(each.get("/cohorts")) for each in (first, second)} == {(401, "token-no-good")}


def test_nobody_revokes_the_token_of_somebody_else(world, program) -> None:
    program("coordinator")
    with world.store.write() as tx:
        coordinator = Access(tx=tx, account=who_is(tx, session=world.sessions["coordinator"]).account)
        (token,) = my_tokens(coordinator)
        for account in (who_is(tx, session=world.sessions["member"]).account, None):
            with pytest.raises(NotFoundError):
                revoke_token(Access(tx=tx, account=account), token=token.id)
        assert my_tokens(coordinator) == (token,)


def test_when_a_token_was_last_used_is_kept_to_the_hour(world, program) -> None:
    caller = program("coordinator")

    def used() -> object:
        with world.store.read() as tx:
            account = who_is(tx, session=world.sessions["coordinator"]).account
            return tx.api_tokens.of_account(account)[0].last_used_at

    assert used() is None
    began = world.clock.at
    for minutes in (0, 59, 60):
        world.clock.at = began + timedelta(minutes=minutes)
        caller.get("/cohorts")
        assert used() == began + timedelta(minutes=60 if minutes == 60 else 0)


def test_only_the_hash_of_a_token_is_kept(world, program) -> None:
    secret = program("coordinator").token
    with world.store.read() as tx:
        kept = tx.api_tokens.of_account(who_is(tx, session=world.sessions["coordinator"]).account)
    assert secret.removeprefix("commonhour_") not in repr(kept)
    raw = world.store.engine.raw_connection()
    rows = raw.cursor().execute("SELECT * FROM api_token").fetchall()
    raw.close()
    assert rows
    assert secret not in repr(rows)


def test_of_too_many_tokens_no_more_is_made(world) -> None:
    with world.store.write() as tx:
        account = who_is(tx, session=world.sessions["coordinator"]).account
        for _ in range(MOST_TOKENS):
            make_token(tx, account=account, name="one", scopes=[Scope.ME_READ], days=1)
        with pytest.raises(NotNowError):
            make_token(tx, account=account, name="one more", scopes=[Scope.ME_READ], days=1)
    world.clock.at += A_DAY
    with world.store.write() as tx:
        make_token(tx, account=account, name="one more", scopes=[Scope.ME_READ], days=1)
