"""What leads to people stands in the database under a key that is not there, and is found and unique all the same."""

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert, select, text, type_coerce
from sqlalchemy.types import JSON, LargeBinary, Text

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import Person
from scheduler.domain.sign_ups import SignUp
from scheduler.errors import RefusedError
from scheduler.store import tables
from scheduler.store.encryption import COLUMNS
from scheduler.store.keys import PLAIN, Keys
from scheduler.store.tables.encrypted import use_keys
from scheduler.store.unit_of_work import Store
from scheduler.store.uploads import Upload
from scheduler.store.webhooks import Webhook
from tests.made_secrets import CONTACT_KEY, NEXT_CONTACT_KEY

OLD, NEW = CONTACT_KEY.encode(), NEXT_CONTACT_KEY.encode()
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
REASON = {"params": {"member": "zoë.ömer@example.org"}}
ADDRESS, NUMBER, SECRET = "Zoë.Ömer@example.org", "+254700000001", "whsec_c2VjcmV0"
WRITTEN = (ADDRESS, ADDRESS.lower(), NUMBER, SECRET)


DOCUMENTS = (
    tables.run.c.reasons,
    tables.plan.c.document,
    tables.plan.c.solved,
    tables.edit.c.document,
    tables.rebalancing.c.document,
)


@pytest.fixture
def under(store: Store) -> Generator[Callable[..., Store]]:
    """The store, whose keys the test chooses."""

    def under(*secrets: bytes) -> Store:
        use_keys(store.engine, Keys(secrets))
        return store

    yield under
    use_keys(store.engine, Keys())


@pytest.fixture
def fill(make_cohort, make_person) -> Callable[[Store], CohortId]:
    """Write something into every column that is encrypted."""

    def fill(store: Store) -> CohortId:
        cohort, zoe = make_cohort(), make_person("zoe")
        zoe = replace(zoe, email=ADDRESS, key=ADDRESS.lower(), whatsapp=NUMBER)
        with store.write() as tx:
            tx.people.add_cohort(cohort, now=tx.now)
            tx.people.replace(cohort.id, (zoe, make_person("other")))
            tx.accounts.add(account="a", email=ADDRESS.lower(), now=tx.now)
            tx.sign_in_requests.add(
                request="r", email=ADDRESS.lower(), browser_hash="b", asked_at=NOW, expires_at=NOW
            )
            tx.sign_ups.add(cohort.id, SignUp(id="s", cells={"email": ADDRESS}, sent_at=NOW))
            sheet = Upload(
                id="u", filename="x.csv", content=ADDRESS.encode(), decisions=NUMBER, imported_at=None
            )
            tx.uploads.add_upload(cohort.id, sheet, now=tx.now)
            tx.webhooks.add(Webhook(id="w", url="https://example.org", secret=SECRET, created_at=NOW))
            tx.webhooks.change("w", previous_secret=SECRET)
            tx.runs.add_run(cohort.id, run="run", seed=0, seconds=None, input_hash="", now=tx.now)
            tx.runs.change_run("run", reasons=[REASON])
        with store.engine.begin() as connection:
            of_plan = {
                "id": "p",
                "cohort_id": cohort.id,
                "run_id": "run",
                "input_hash": "",
                "created_at": NOW,
            }
            connection.execute(insert(tables.plan), of_plan | {"document": REASON})
            of_edit = {"plan_id": "p", "number": 1, "edited_at": NOW}
            connection.execute(insert(tables.edit), of_edit | {"document": REASON})
            connection.execute(insert(tables.rebalancing), {"run_id": "run", "document": REASON})
        return cohort.id

    return fill


def told(store: Store, cohort: CohortId) -> tuple[object, ...]:
    """Return all that was written, as those who ask are told it."""
    with store.read() as tx:
        upload, webhook, request = (
            tx.uploads.upload(cohort, "u"),
            tx.webhooks.webhook("w"),
            tx.sign_in_requests.request("r"),
        )
        assert upload is not None
        assert webhook is not None
        assert request is not None
        return (
            tx.people.cohort(cohort),
            tx.people.people(cohort),
            tx.accounts.email_of("a"),
            request.email,
            tx.sign_ups.of_cohort(cohort),
            (upload.content, upload.decisions, webhook.secret, webhook.previous_secret),
            tx.people.ids_by_key(cohort),
            *(tx.people._connection.execute(select(column)).scalar_one() for column in DOCUMENTS),
        )


def found(store: Store, cohort: CohortId) -> tuple[object, ...]:
    """Return whom an address leads to, by each way there is."""
    with store.read() as tx:
        mine: list[tuple[CohortId, Person]] = [*tx.people.with_email(ADDRESS.upper())]
        return (
            [person.id for _, person in mine],
            tx.people.reached_at(cohort, ADDRESS),
            tx.accounts.by_email(ADDRESS),
            tx.personal_rows.people_at(ADDRESS),
            tx.personal_rows.people_of("a"),
            [row["id"] for row in tx.personal_rows.requests_of(ADDRESS)],
        )


def raw(engine: Engine) -> str:
    """Return everything that stands in the encrypted columns, as it stands there."""
    kinds = {"EncryptedText": Text, "EncryptedBytes": LargeBinary, "EncryptedJSON": JSON}
    with engine.connect() as connection:
        return "\n".join(
            f"{bytes(value) if isinstance(value, memoryview) else value}"
            for columns in COLUMNS.values()
            for column in columns
            for value in connection.execute(
                select(type_coerce(column, kinds[type(column.type).__name__]))
            ).scalars()
        )


def test_the_columns_are_these() -> None:
    assert {f"{table.name}.{column.name}" for table, columns in COLUMNS.items() for column in columns} == {
        "account.email",
        "cohort.rules",
        "person.email",
        "person.found_by",
        "person.key",
        "person.whatsapp",
        "plan.document",
        "plan.solved",
        "plan_edit.document",
        "rebalancing.document",
        "run.reasons",
        "sign_in_request.email",
        "sign_up.cells",
        "upload.content",
        "upload.decisions",
        "webhook.previous_secret",
        "webhook.secret",
    }


def test_under_a_key_all_is_told_and_found_as_without_and_nothing_of_it_can_be_read(under, fill) -> None:
    plain = under()
    cohort = fill(plain)
    as_told, as_found = told(plain, cohort), found(plain, cohort)
    assert all(each in raw(plain.engine) for each in WRITTEN)
    store = under(OLD)
    with store.write() as tx:
        tx.people.replace(cohort, tx.people.people(cohort))
    assert (told(store, cohort), found(store, cohort)) == (as_told, as_found)
    with store.write() as tx:
        renewed = tx.encryption.renew(most=100)
    assert renewed == {table.name: 1 for table in COLUMNS if table is not tables.person}
    assert (told(store, cohort), found(store, cohort)) == (as_told, as_found)
    assert [each for each in WRITTEN if each in raw(store.engine)] == []


def test_while_keys_change_all_is_told_and_found_and_in_the_end_the_former_is_not_needed(under, fill) -> None:
    store = under(OLD)
    cohort = fill(store)
    as_told, as_found = told(store, cohort), found(store, cohort)
    assert as_found[0] != []
    for secrets in ((NEW, OLD), (b"", NEW, OLD)):
        store = under(*secrets)
        while True:
            assert (told(store, cohort), found(store, cohort)) == (as_told, as_found)
            with store.write() as tx:
                if not tx.encryption.renew(most=1):
                    break
        store = under(secrets[0]) if secrets[0] else under()
        assert (told(store, cohort), found(store, cohort)) == (as_told, as_found)
        with store.read() as tx:
            tx.encryption.require_keys()
            assert {*tx.encryption.counts()} == {Keys(secrets).ids[0]}
    assert all(each in raw(store.engine) for each in WRITTEN)


def test_where_nothing_stands_nothing_is_written_and_it_is_not_looked_at_again(under, fill) -> None:
    store = under()
    fill(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE plan SET solved = 'null'"))  # as SQLAlchemy writes None by itself
    with under(OLD).write() as tx:
        assert tx.encryption.renew(most=100)["plan"] == 1
        assert tx.encryption.renew(most=100).total() == 0
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT solved FROM plan")).scalar_one() is None


def test_nobody_has_two_accounts_because_keys_changed(under, fill) -> None:
    fill(under(OLD))
    for secrets in ((NEW, OLD), (b"", OLD)):
        store = under(*secrets)
        with store.write() as tx:
            tx.accounts.add(account="b", email=ADDRESS.lower(), now=tx.now)
            assert tx.accounts.by_email(ADDRESS) == "a"
            assert not tx.accounts.exists("b")


def test_without_the_key_nothing_is_opened_and_the_key_that_lacks_is_named(under, fill) -> None:
    cohort = fill(under(OLD))
    store = under(NEW)
    known = Keys([OLD]).ids[0]
    with store.read() as tx:
        assert {*tx.encryption.counts()} == {known}
        with pytest.raises(RefusedError, match=rf"under the key {known}, and COMMONHOUR_CONTACT_KEYS"):
            tx.encryption.require_keys()
        with pytest.raises(RefusedError, match=known):
            tx.people.people(cohort)


def test_plain_text_that_looks_encrypted_comes_back_as_it_was(under, make_cohort, make_person) -> None:
    sly = replace(make_person("sly"), key="enc:0123abcd:AAAA", whatsapp="enc::x")
    for secrets in ((), (OLD,)):
        store = under(*secrets)
        with store.write() as tx:
            if not secrets:
                tx.people.add_cohort(make_cohort(), now=tx.now)
            tx.people.replace(make_cohort().id, (sly,))
            assert tx.people.people(make_cohort().id) == (sly,)
            assert PLAIN not in tx.encryption.counts() or not secrets or tx.encryption.renew(most=9)
            assert {*tx.encryption.counts()} == {Keys(secrets).ids[0]}


@pytest.mark.parametrize("change", [lambda kept: kept[:-1], lambda kept: kept[:20] + b"A" + kept[21:]])
def test_what_was_changed_by_hand_is_said_to_be_damaged(change) -> None:
    keys = Keys([OLD])
    kept = keys.write(b"zoe@example.org")
    with pytest.raises(RefusedError, match="not as it was written"):
        keys.read(change(kept))


def test_comparing_without_regard_to_former_keys_is_a_defect() -> None:
    with pytest.raises(TypeError, match="by `same`"):
        _ = tables.person.c.email == "zoe@example.org"
