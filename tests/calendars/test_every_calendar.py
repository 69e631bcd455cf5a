"""Nothing slips through the nets, and what is caught is judged: how all other tests are watched."""

import smtplib
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import psycopg
import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from scheduler.store import tables
from tests.calendars import judged
from tests.calendars.catching import NET, Caught
from tests.calendars.mutants.mutant import cut, put_everywhere
from tests.calendars.specimens import NOW, sound_cancel, sound_feed, sound_request
from tests.calendars.verdicts import parts, verdict
from tests.servers.mail_sink import MailSink
from tests.servers.ports import LOOPBACK
from tests.servers.postgres import library_url
from tests.stores import database, postgres_database, postgresql

__all__ = ["database", "postgresql"]

ROOT = Path(__file__).parents[2]
FEED = sound_feed()
TEST = """
def test_it_writes_a_feed(tmp_path):
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "amina.ics").write_bytes({body!r})
"""


@pytest.fixture
def caught() -> Callable[[], list[bytes]]:
    """Take what was caught since the test began, before whoever watches all tests does."""
    NET.empty()
    return lambda: [each.body for each in NET.empty()]


def mail(body: bytes, *, method: str = "REQUEST", charset: str = "utf-8", by: str = "base64") -> EmailMessage:
    """Write a mail that asks Amina to a meeting."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "commonhour@hour.example", "amina@reader.example", "Stories"
    made.set_content("Stories")
    parameters = {"method": method, "charset": charset}
    made.add_alternative(body, maintype="text", subtype="calendar", params=parameters, cte=by)
    return made


@pytest.mark.parametrize("name", judged.ALL)
def test_whatever_tests_make_is_shown_to_each_judge(need: Callable[..., None], name: str) -> None:
    need(f"{name}, to judge all calendars that tests make,", there=judged.ALL[name].is_here())


def test_a_feed_that_this_process_keeps_in_either_database_is_caught(database: Engine, caught) -> None:
    row = {"id": "f", "person_id": "p", "generation": 1, "token_hash": "h", "revoked": False, "body": FEED}
    with database.connect() as connection, suppress(IntegrityError):  # there is no such person
        connection.execute(insert(tables.feed), row | {"etag": "e", "modified_at": NOW})
    assert caught() == [FEED]


def test_a_feed_that_another_process_kept_in_a_folder_of_the_test_is_caught(tmp_path: Path, caught) -> None:
    with closing(sqlite3.connect(tmp_path / "commonhour.db")) as other:
        other.execute("CREATE TABLE feed (body BLOB)")
        other.execute("INSERT INTO feed VALUES (?)", (FEED,))
        other.commit()
        NET.folder(tmp_path)
    assert caught() == [FEED]


def test_a_feed_that_another_process_kept_in_postgresql_is_caught_as_that_database_goes(caught) -> None:
    with postgres_database() as url, psycopg.connect(library_url(url), autocommit=True) as other:
        other.execute("CREATE TABLE feed (body bytea)")
        other.execute("INSERT INTO feed VALUES (%s)", (FEED,))
    assert caught() == [FEED]


@pytest.fixture
def server() -> Generator[str]:
    """Answer every request with a feed."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(FEED)))
            self.end_headers()
            self.wfile.write(FEED)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer((LOOPBACK, 0), Answers) as serving:
        Thread(target=serving.serve_forever).start()
        yield f"http://{LOOPBACK}:{serving.server_port}/feeds/x.ics"
        serving.shutdown()


def test_a_feed_that_a_test_is_answered_is_caught_and_the_test_reads_it_all_the_same(
    server: str, caught
) -> None:
    with urllib.request.urlopen(server, timeout=5) as answer:
        read = (answer.status, answer.headers["Content-Type"], answer.read())
    assert read == (200, "text/calendar; charset=utf-8", FEED)
    assert caught() == [FEED]


def test_a_folder_of_feeds_and_one_of_mails_are_caught_and_no_other_programs_files(
    tmp_path: Path, caught
) -> None:
    for folder in ("feeds", "mail", "khal"):
        (tmp_path / folder).mkdir()
    (tmp_path / "feeds" / "amina.ics").write_bytes(FEED)
    (tmp_path / "khal" / "amina.ics").write_bytes(b"as khal writes it")
    (tmp_path / "mail" / "n.eml").write_bytes(mail(sound_request()).as_bytes())
    NET.folder(tmp_path)
    assert sorted(caught()) == sorted([FEED, sound_request()])


@pytest.mark.parametrize("by", ["base64", "quoted-printable"])
def test_a_message_that_a_mail_server_is_given_is_caught_as_it_was_written(caught, by: str) -> None:
    with MailSink() as sink, smtplib.SMTP(LOOPBACK, sink.port) as client:
        client.send_message(mail(sound_request(), by=by))
    assert caught() == [sound_request()]


@pytest.mark.parametrize(
    ("sent", "against"),
    [
        (mail(sound_request()), []),
        (mail(sound_cancel(), method="CANCEL"), []),
        (mail(sound_cancel()), ["its type says 'REQUEST', it says 'CANCEL'"]),
        (mail(sound_request(), charset="us-ascii"), ["its charset is 'us-ascii'"]),
        (mail(FEED, method=""), ["line 1 begins a message of the methods []"]),
    ],
)
def test_a_message_is_what_its_type_says_and_no_feed(sent: EmailMessage, against: list[str]) -> None:
    NET.mail(sent.as_bytes(), where="here")
    (message,) = NET.empty()
    assert verdict(message)[: len(against) or None] == against


def test_an_answer_that_somebodys_calendar_wrote_is_not_judged(caught) -> None:
    NET.mail(mail(sound_request().replace(b"REQUEST", b"REPLY"), method="REPLY").as_bytes(), where="here")
    assert caught() == []


def test_judges_are_shown_each_event_and_clock_once_whatever_its_ids_and_revision() -> None:
    revised = FEED.replace(b"7a1c0f5e-", b"0123abcd-").replace(b"20260901T12", b"20270101T09")
    assert revised != FEED
    assert parts(revised) == parts(FEED)
    fewer = cut("BEGIN:VEVENT", "END:VEVENT\r\n")(FEED)
    assert parts(fewer) < parts(FEED)


@pytest.mark.parametrize(
    ("old", "new"),
    [("Gathering", "Gatherings"), ("T180000", "T183000"), ("+0100", "+0200"), ("TTL:PT1H", "TTL:PT2H")],
)
def test_judges_are_shown_what_has_other_words_hours_clocks_or_heads(old: str, new: str) -> None:
    assert parts(put_everywhere(old, new)(FEED)) - parts(FEED) != set()


def test_what_was_judged_is_not_passed_for_another_kind() -> None:
    assert verdict(Caught(body=FEED, where="")) == []
    assert verdict(Caught(body=FEED, where="", message=True)) != []


def test_a_test_that_makes_one_faulty_calendar_fails_and_the_others_do_not() -> None:
    with TemporaryDirectory() as folder:  # none of this test's own, which is watched
        for name, body in (("good", FEED), ("bad", FEED.replace(b"\r\nEND:VEVENT", b"\nEND:VEVENT", 1))):
            Path(folder, f"test_{name}.py").write_text(TEST.format(body=body))
        options = (
            "-p",
            "tests.calendars.every_calendar",
            "--rootdir",
            folder,
            "--basetemp",
            f"{folder}/made",
        )
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *options, folder],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert "2 passed, 1 error" in run.stdout
    assert "test_bad.py::test_it_writes_a_feed" in run.stdout
    line = FEED[: FEED.index(b"\r\nEND:VEVENT")].count(b"\r\n") + 1
    assert f"feeds/amina.ics: line {line} ends with b'\\n'" in run.stdout
