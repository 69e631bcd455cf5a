"""Whoever asks to sign in gets a mail at once, with a code and a link: from a real mail server, or as a file."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.asking_in import Asker, ask_in, enter_by_code, enter_by_link
from scheduler.commands.rosters import import_people
from scheduler.domain.cohorts import Cohort
from scheduler.store.unit_of_work import Store
from tests.servers.mail_sink import MailSink
from workers.consumer import drain
from workers.job import Tools
from workers.mail import Mail
from workers.mail_folder import Folder
from workers.smtp import Server

SENDER = Address("Common Hour", "commonhour", "example.org")
BROWSER = "the browser's secret"
ASKER = Asker(browser=BROWSER, network="203.0.113.7")


@pytest.fixture
def amina(store: Store, imported: Cohort) -> str:
    """Someone of the cohort who reads French; return her address."""
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        first, *others = scope.people()
        import_people(scope, people=(replace(first, email="Amina@example.org", locale="fr"), *others))
    return "Amina@example.org"


def by_folder(tools: Tools, path: Path) -> Tools:
    return replace(tools, mail=Mail(way=Folder(path=path), sender=SENDER, base_url="https://example.org"))


def ask(store: Store, email: str) -> None:
    with store.write() as tx:
        ask_in(tx, email=email, asker=ASKER, key=b"k")


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)


def secrets_in(message: EmailMessage) -> tuple[str, str]:
    """Return the code and the link's token."""
    body = message.get_content()
    return re.search(r"^(\d{6})\s*$", body, re.MULTILINE)[1], re.search(r"/sign-in/mail/(\S+)", body)[1]


def undone(store: Store) -> list[tuple[str, str | None]]:
    with store.read() as tx:
        return [
            (each.state, each.error) for each in tx.deliveries.owed() if each.event_type == "sign_in.asked"
        ]


def test_the_mail_is_in_the_readers_language_and_both_its_ways_lead_in(
    store: Store, tools: Tools, amina: str, tmp_path: Path
) -> None:
    ask(store, amina)
    drain(store=store, tools=by_folder(tools, tmp_path))
    (file,) = tmp_path.glob("*.eml")
    message = read(file.read_bytes())
    assert (message["To"], message["Subject"]) == ("amina@example.org", "Votre code de connexion")
    assert (message["Auto-Submitted"], message["List-Unsubscribe"]) == ("auto-generated", None)
    assert "Amina" not in message.get_content()
    code, token = secrets_in(message)
    with store.write() as tx:
        assert enter_by_link(tx, token=token, key=tools.feed_key, browser=BROWSER)
    ask(store, amina)
    drain(store=store, tools=by_folder(tools, tmp_path))
    newest = max(tmp_path.glob("*.eml"), key=lambda each: each != file)
    code, _ = secrets_in(read(newest.read_bytes()))
    with store.write() as tx:
        assert enter_by_code(tx, code=code, key=tools.feed_key, asker=ASKER)


def test_an_address_that_nobody_has_gets_no_mail(store: Store, tools: Tools, imported, tmp_path) -> None:
    ask(store, "nobody@example.org")
    drain(store=store, tools=by_folder(tools, tmp_path))
    assert (list(tmp_path.glob("*.eml")), undone(store)) == ([], [])


def test_a_mail_server_that_is_away_is_asked_again_while_the_code_is_good(
    store: Store, tools: Tools, amina: str, clock
) -> None:
    with MailSink() as sink:
        server = Server(host="127.0.0.1", port=sink.port)
        posting = replace(tools, mail=Mail(way=server, sender=SENDER, base_url="https://example.org"))
        sink.be_unavailable(times=1)
        ask(store, amina)
        drain(store=store, tools=posting)
        assert [state for state, _ in undone(store)] == ["waiting"]
        clock.at += timedelta(seconds=5)
        drain(store=store, tools=posting)
        assert [each.recipients for each in sink.received] == [("amina@example.org",)]
        sink.be_unavailable()
        ask(store, amina)
        drain(store=store, tools=posting)
        clock.at += timedelta(minutes=31)
        drain(store=store, tools=posting)
        assert undone(store) == []


@pytest.mark.parametrize("ends", ["refused", "unanswered"])
def test_what_is_refused_or_was_maybe_taken_is_not_tried_again(
    store: Store, tools: Tools, amina: str, ends: str
) -> None:
    with MailSink() as sink:
        server = Server(host="127.0.0.1", port=sink.port)
        posting = replace(tools, mail=Mail(way=server, sender=SENDER, base_url="https://example.org"))
        if ends == "refused":
            sink.refuse("amina@example.org")
        else:
            sink.close_after_data(times=1)
        ask(store, amina)
        drain(store=store, tools=posting)
        assert (len(sink.received), undone(store)) == (0 if ends == "refused" else 1, [])
