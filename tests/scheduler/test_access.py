"""The one scoped accessor: what is not yours is not there."""

from datetime import UTC, datetime

import pytest

from scheduler.access import COORDINATE, LOOK, Access, Right, whole_cohort
from scheduler.clock import FixedClock
from scheduler.commands.cohorts import account_of_person, create_cohort, grant, open_account
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import request_run
from scheduler.commands.signing_in import invite, look_at_link, sign_in, sign_out, who_is
from scheduler.domain.cohorts import CohortId
from scheduler.domain.parts import EVERYTHING, Parts
from scheduler.errors import NotFoundError
from scheduler.ids import RandomIds
from scheduler.store.engine import IN_MEMORY, open_engine
from scheduler.store.tables import metadata
from scheduler.store.unit_of_work import Store, Transaction
from scheduler.tokens import feed_token, hash_token, new_token

MINE, THEIRS = CohortId("mine"), CohortId("theirs")


@pytest.fixture
def tx(make_cohort, make_person) -> Transaction:
    """Two cohorts of one person each."""
    engine = open_engine(IN_MEMORY)
    metadata.create_all(engine)
    store = Store(engine, clock=FixedClock(at=datetime(2026, 10, 1, tzinfo=UTC)), ids=RandomIds(), routes={})
    with store.write() as tx:
        for cohort, key in ((MINE, "ada"), (THEIRS, "ben")):
            create_cohort(tx, cohort=make_cohort(id=cohort))
            import_people(whole_cohort(tx, cohort), people=(make_person(key),))
        yield tx


def holding(tx: Transaction, right: Right) -> Access:
    account = open_account(tx, email=f"{right}@example.org")
    grant(tx, account=account, cohort=MINE, right=right)
    return Access(tx=tx, account=account)


def test_a_coordinator_may_change_their_cohort(tx: Transaction) -> None:
    assert holding(tx, Right.COORDINATOR).cohort(MINE, need=COORDINATE).cohort.id == MINE


def test_a_facilitator_may_look_but_not_change(tx: Transaction) -> None:
    access = holding(tx, Right.FACILITATOR)
    assert access.cohort(MINE, need=LOOK).rights == {Right.FACILITATOR}
    with pytest.raises(NotFoundError):
        access.cohort(MINE, need=COORDINATE)


def test_another_cohort_and_one_that_is_not_there_look_the_same(tx: Transaction) -> None:
    access = holding(tx, Right.COORDINATOR)
    for cohort in (THEIRS, "nowhere"):
        with pytest.raises(NotFoundError):
            access.cohort(cohort, need=LOOK)


def test_cohorts_lists_only_what_may_be_seen(tx: Transaction) -> None:
    assert [scope.cohort.id for scope in holding(tx, Right.FACILITATOR).cohorts()] == [MINE]
    assert Access(tx=tx, account=None).cohorts() == ()


def test_a_facilitator_rebalances_the_parts_that_they_were_given(tx: Transaction) -> None:
    access = holding(tx, Right.FACILITATOR)
    with pytest.raises(NotFoundError):
        access.rebalancing(MINE)
    tx.accounts.set_parts(access.account, MINE, Right.FACILITATOR, Parts(workshops=("stories",)))
    assert access.rebalancing(MINE).parts == Parts(workshops=("stories",))
    with pytest.raises(NotFoundError):
        access.rebalancing(THEIRS)


def test_a_coordinator_rebalances_everything_and_whoever_has_no_right_nothing(tx: Transaction) -> None:
    assert holding(tx, Right.COORDINATOR).rebalancing(MINE).parts == EVERYTHING
    with pytest.raises(NotFoundError):
        Access(tx=tx, account=None).rebalancing(MINE)


def test_what_belongs_to_another_cohort_is_not_found_through_mine(tx: Transaction) -> None:
    run = request_run(whole_cohort(tx, THEIRS))
    scope = holding(tx, Right.COORDINATOR).cohort(MINE, need=LOOK)
    for look in (scope.run, scope.plan, scope.upload, scope.feed):
        with pytest.raises(NotFoundError):
            look(run)


def test_a_member_reaches_themself_and_nobody_else(tx: Transaction) -> None:
    account = account_of_person(tx, person="id-ada")
    access = Access(tx=tx, account=account)
    assert access.myself("id-ada").person.key == "ada"
    assert [scope.cohort.id for scope in access.me()] == [MINE]
    with pytest.raises(NotFoundError):
        access.myself("id-ben")
    with pytest.raises(NotFoundError):
        access.cohort(MINE, need=LOOK)


def test_a_person_has_one_account_however_often_they_are_invited(tx: Transaction) -> None:
    assert len({account_of_person(tx, person="id-ada") for _ in range(2)}) == 1


def test_a_persons_account_is_never_one_that_holds_rights(tx: Transaction) -> None:
    """Else a coordinator could come into another's account by writing their e-mail into a roster."""
    coordinator = open_account(tx, email="ada@example.org")
    assert account_of_person(tx, person="id-ada") != coordinator


def test_a_right_granted_twice_is_held_once(tx: Transaction) -> None:
    holding(tx, Right.COORDINATOR)
    assert holding(tx, Right.COORDINATOR).rights() == {MINE: {Right.COORDINATOR}}


def test_a_sign_in_link_is_looked_at_often_and_used_once(tx: Transaction) -> None:
    token = invite(tx, account=open_account(tx, email="a@example.org"))
    look_at_link(tx, token=token)
    look_at_link(tx, token=token)
    session = sign_in(tx, token=token)
    assert who_is(tx, session=session).account == open_account(tx, email="a@example.org")
    for use in (look_at_link, sign_in):
        with pytest.raises(NotFoundError):
            use(tx, token=token)


def test_signing_out_ends_the_session_at_once_and_twice_does_no_harm(tx: Transaction) -> None:
    session = sign_in(tx, token=invite(tx, account=open_account(tx, email=None)))
    sign_out(tx, session=session)
    sign_out(tx, session=session)
    assert who_is(tx, session=session) is None
    assert who_is(tx, session=None) is None


def test_secrets_are_kept_as_hashes_only(tx: Transaction) -> None:
    token = invite(tx, account=open_account(tx, email=None))
    assert not tx.sign_ins.link_is_good(token_hash=token)
    assert tx.sign_ins.link_is_good(token_hash=hash_token(token))


def test_a_feed_token_is_43_characters_and_changes_with_key_feed_and_generation() -> None:
    tokens = {
        feed_token(key=key, feed=feed, generation=generation)
        for key in (b"k", b"l")
        for feed in ("f", "g")
        for generation in (1, 2)
    }
    assert len(tokens) == 8
    assert {len(token) for token in tokens} == {43}
    assert len(new_token()) == 43
