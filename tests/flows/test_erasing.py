"""Somebody is erased in the middle of everything, and found nowhere: not in tables, files, logs or queues."""

import csv
import io
import json
import signal
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError

from scheduler.domain.cohorts import CohortId
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.cohort_out import write_cohort
from scheduler.store.engine import open_engine
from scheduler.store.tables import metadata
from scheduler.tokens import feed_token
from tests.made_secrets import FEED_KEY
from tests.servers.mail_sink import MailSink
from tests.servers.rabbitmq import OwnRabbit
from workers.demo import into_the_present

EXAMPLE = Path(__file__).parents[2] / "examples" / "ptp-2024"
WHO = "M12"
MARKED = {
    "id": "zqkey-0417",
    "name": "Zuleyqa Marqamova",
    "email": "zq.mail@example.org",
    "whatsapp": "+254 700 909 808",
    "notes": "zqnotes of a life",
}
AGREE = """
    from scheduler.access import PersonScope
    from scheduler.commands.agreeing import say_yes
    from scheduler.commands.cohorts import account_of_person
    from scheduler.commands.importing import read_upload, take_upload
    from scheduler.commands.proposing import propose
    from scheduler.commands.signing_in import begin_session, invite
    from scheduler.commands.signing_up import send_form
    from scheduler.domain.common_hours import offered_hours
    me = next(each for each in scope.people() if each.key == "zqkey-0417")
    pair = next(each for each in scope.standing_plan().coaching.pairs if each.member == me.id)
    both = [PersonScope(tx=tx, cohort=scope.cohort, person=scope.person(one)) for one in (pair.coach, pair.member)]
    hour = offered_hours(cohort=scope.cohort, coach=both[0].person, member=me)[0].hour
    say_yes(both[0], other=me.id, hour=hour)
    say_yes(both[1], other=pair.coach, hour=hour)
    propose(both[1], name="zqnotes games", topic=scope.cohort.topics[0], about="zqnotes of a life", leads=True)
    account = account_of_person(tx, person=me.id)
    invite(tx, account=account), begin_session(tx, account=account)
    send_form(tx, cohort=scope.cohort, cells={
        "name": me.name, "email": me.email, "role": "member", "time_zone": "Africa/Nairobi", "notes": me.notes})
    take_upload(scope, sheet=read_upload(filename="again.csv", content=open(sys.argv[2], "rb").read()))
    print(me.id, pair.coach)
"""
APPROVE = "from scheduler.commands.notices import approve_all; approve_all(scope, up_to=(1, 9))"
EXCHANGE = Exchange("commonhour.events", type="topic", durable=True)
OPEN = (
    "SELECT count(*) FROM delivery JOIN event ON event.id = delivery.event_id "
    "WHERE delivery.state IN ('waiting', 'claimed') AND delivery.due_at < now() + interval '2 seconds'"
)
Ask = Callable[..., Any]
"""Looks one value up in the database."""
WORKERS = ("calendars", "mailer", "housekeeper", "announcer", "pricer", "webhooks")


@pytest.fixture
def roster(tmp_path: Path) -> tuple[Path, Path]:
    """The sample's files, with somebody in them who cannot be mistaken."""
    folder = tmp_path.parent / f"{tmp_path.name}-files"
    folder.mkdir()
    with (EXAMPLE / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row | (MARKED if row["id"] == WHO else {}) for row in csv.DictReader(file)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    (folder / "roster.csv").write_text(out.getvalue(), encoding="utf-8")
    sample = read_cohort(data=(EXAMPLE / "cohort.toml").read_bytes(), cohort_id=CohortId("sample"))
    rules = write_cohort(into_the_present(sample, today=datetime.now(UTC).date())).decode()
    assert f'"{WHO}"' in rules
    (folder / "cohort.toml").write_text(rules.replace(f'"{WHO}"', f'"{MARKED["id"]}"'), encoding="utf-8")
    return folder / "cohort.toml", folder / "roster.csv"


@pytest.fixture
def engine(service, database_url: str, broker_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database of its own on a real server, and the service set up for it and for a real broker."""
    monkeypatch.setenv("COMMONHOUR_DATABASE_URL", database_url)
    monkeypatch.setenv("COMMONHOUR_BROKER_URL", broker_url)
    monkeypatch.setenv("COMMONHOUR_BACKUP_DAYS", "14")
    assert service.command("migrate").returncode == 0
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("by", ["id", "address"])
def test_who_is_erased_amid_a_solve_queued_mail_and_a_subscribed_feed_is_found_nowhere(
    service,
    roster: tuple[Path, Path],
    engine: Engine,
    own_rabbit: OwnRabbit,
    broker_url: str,
    mail_sink: MailSink,
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    monkeypatch.setenv("COMMONHOUR_SMTP_URL", mail_sink.url)
    mail_sink.refuse(MARKED["email"], code=450)
    cohort = service.command("import", *roster).stdout.strip()

    def ask(sql: str, **values: object) -> object:
        with engine.connect() as connection:
            return connection.execute(text(sql), values).scalar()

    with ExitStack() as running:
        heard = running.enter_context(_Listening(broker_url))
        running.enter_context(service.running("web"))
        running.enter_context(service.running("relay"))
        running.enter_context(service.running("worker", *WORKERS))
        matcher = running.enter_context(service.running("worker", "matcher"))
        running.callback(matcher.send_signal, signal.SIGCONT)  # whatever fails: a held process cannot end
        service.wait_until(service.answers)
        me, coach, link = _fill(service, engine, ask, cohort=cohort, roster=roster[1])
        _export(service, me)

        run = service.request(cohort)
        service.wait_until(lambda: ask("SELECT state FROM run WHERE id = :run", run=run) == "solving")
        _hold(matcher, engine)
        assert ask("SELECT state FROM run WHERE id = :run", run=run) == "solving"
        before, feeds = _rows(engine), _feeds(engine)
        assert _holding(before, me)
        done = service.command("erase", me if by == "id" else MARKED["email"], "--yes")
        matcher.send_signal(signal.SIGCONT)
        assert done.returncode == 0, done.stderr
        assert "ended and asked for again\t1" in done.stdout
        assert "for they are kept 14 days" in done.stderr
        assert _get(link) == 404
        mail_sink.behave()
        service.wait_until(lambda: not ask("SELECT count(*) FROM run WHERE state IN ('waiting', 'solving')"))
        service.wait_until(lambda: not ask(OPEN))
        after = _rows(engine)
        # the event has other systems do the same; the trail says by their id alone who erased them
        assert _holding(after, me) == {"event": [me], "audit_record": [me]}
        assert ask("SELECT state FROM run WHERE id = :run", run=run) == "failed"
        assert (
            ask("SELECT count(*) FROM plan") == 2
        )  # the first one, and that of the run that was asked for again
        queued = _in_queues(own_rabbit, broker_url)
        said = heard()
    assert [each for each in (*queued, *said) for mark in MARKED.values() if mark in each] == []
    assert sum('"person.erased"' in each and me in each for each in said) == 1
    assert [message for message in mail_sink.received if MARKED["email"] in message.recipients] == []
    files = [path for path in service.data_dir.rglob("*") if path.is_file()]
    assert files
    marks = (*MARKED.values(), me)
    found = {path.name: [mark for mark in marks[:-1] if mark.encode() in path.read_bytes()] for path in files}
    assert {name: held for name, held in found.items() if held} == {}

    changed = {owner for owner, body in _feeds(engine).items() if body != feeds.get(owner)}
    assert changed == {coach}
    for name in ("person", "entry", "told", "preference", "answer", "enrolment", "reminder"):
        stays = {row for row in before[name] if not any(mark in row for mark in marks)}
        assert stays <= {*after[name]}, name


def _fill(service, engine: Engine, ask: Ask, *, cohort: str, roster: Path) -> tuple[str, str, str]:
    """Match, publish, agree on an hour, send what may be sent; return them, their coach, and the link they follow."""
    first = service.request(cohort)
    service.wait_until(lambda: ask("SELECT count(*) FROM plan"))
    service.publish(cohort, first)
    service.wait_until(lambda: ask("SELECT count(*) FROM notice") == 55)
    me, coach = service.ask(AGREE, cohort, str(roster)).split()
    service.wait_until(lambda: MARKED["name"] in _feeds(engine)[coach])
    link = _link(service, engine, me)
    assert _get(link) == 200
    service.ask(APPROVE, cohort)
    service.wait_until(lambda: ask("SELECT count(*) FROM notice WHERE state = 'sent'") >= 54)
    held_back = "SELECT count(*) FROM notice WHERE person_id = :me AND state IN ('approved', 'submitting')"
    assert ask(held_back, me=me) >= 1
    return me, coach, link


def _export(service, me: str) -> None:
    """Write all that is kept of them into a file, look at it, and delete it."""
    record = service.data_dir / "record.json"
    assert service.command("export", me, "--out", record).returncode == 0
    assert record.stat().st_mode & 0o777 == 0o600
    exported = record.read_text(encoding="utf-8")
    assert [mark for mark in MARKED.values() if mark not in exported] == []
    assert json.loads(exported)["format"] == "commonhour.person/1"
    record.unlink()


def _hold(process: subprocess.Popen[bytes], engine: Engine) -> None:
    """Stop a process at a moment when it holds no lock of the database's."""
    while True:
        process.send_signal(signal.SIGSTOP)
        try:
            with engine.begin() as connection:
                connection.execute(text("SELECT 1 FROM cohort FOR UPDATE NOWAIT"))
                connection.execute(text("SELECT 1 FROM run FOR UPDATE NOWAIT"))
        except OperationalError:
            process.send_signal(signal.SIGCONT)
            time.sleep(0.05)
        else:
            return


def _rows(engine: Engine) -> dict[str, list[str]]:
    """Return every row of every table as text, whatever its columns are of."""
    with engine.connect() as connection:
        return {
            name: [
                json.dumps([_said(cell) for cell in row], ensure_ascii=False, default=str)
                for row in connection.execute(select(table))
            ]
            for name, table in metadata.tables.items()
        }


def _said(cell: object) -> object:
    return cell.replace(b"\r\n ", b"").decode(errors="replace") if isinstance(cell, bytes) else cell


def _holding(rows: dict[str, list[str]], me: str) -> dict[str, list[str]]:
    held = {
        name: sorted({mark for row in those for mark in (*MARKED.values(), me) if mark in row})
        for name, those in rows.items()
    }
    return {name: marks for name, marks in held.items() if marks}


def _feeds(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT person_id, body FROM feed WHERE person_id IS NOT NULL"))
        return {row[0]: str(_said(bytes(row[1]))) for row in rows}


def _link(service, engine: Engine, person: str) -> str:
    with engine.connect() as connection:
        feed = connection.execute(
            text("SELECT id FROM feed WHERE person_id = :me"), {"me": person}
        ).scalar_one()
    return f"{service.url}/feeds/{feed_token(key=FEED_KEY.encode(), feed=feed, generation=1)}.ics"


def _get(link: str) -> int:
    try:
        with urllib.request.urlopen(link, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def _in_queues(rabbit: OwnRabbit, broker_url: str) -> list[str]:
    """Return every message that waits in any queue; each is put back."""
    vhost = broker_url.rpartition("/")[2]
    found: list[str] = []
    with Connection(broker_url) as connection:
        channel: Any = connection.default_channel
        for name in rabbit.queues(vhost):
            while (message := channel.basic_get(name, no_ack=False)) is not None:
                found.append(str(message.body) + str(message.headers))
    return found


class _Listening:
    """Another system that hears every event from now on, and says what it heard."""

    def __init__(self, url: str) -> None:
        self._connection = Connection(url)
        self._queue = Queue(f"test.{uuid.uuid4().hex}", EXCHANGE, routing_key="#", auto_delete=True)

    def __enter__(self) -> Callable[[], list[str]]:
        bound = self._queue(self._connection)
        bound.declare()
        return lambda: list(self._heard(bound))

    def _heard(self, bound: Queue) -> Iterator[str]:
        while (message := bound.get(no_ack=True)) is not None:
            yield message.body if isinstance(message.body, str) else bytes(message.body).decode()

    def __exit__(self, *_: object) -> None:
        self._connection.release()
