"""Meetings that come by mail: a release told of by letters, the mails that someone gets, a meeting arranged."""

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar

from scheduler.access import whole_cohort
from scheduler.commands.notices import approve_all
from scheduler.domain.people import PersonId
from tests.workers.releases import release
from workers.consumer import drain
from workers.job import Tools
from workers.mail import Mail
from workers.mail_folder import Folder

AMINA = PersonId("id-amina")
SENDER = Address("Common Hour", "commonhour", "example.org")

Read = Callable[[], list[str]]


@pytest.fixture
def post(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def mailing(tools: Tools, post: Path) -> Tools:
    return replace(tools, mail=Mail(way=Folder(path=post), sender=SENDER, base_url="https://example.org"))


@pytest.fixture
def approve(store, mailing, imported) -> Callable[[], None]:
    """Let everything go that waits, and send it."""

    def approve() -> None:
        with store.write() as tx:
            approve_all(whole_cohort(tx, imported.id), up_to=(99, 99))
        drain(store=store, tools=mailing)

    return approve


@pytest.fixture
def published(store, mailing, imported, approve) -> None:
    """A first release, of which everyone was sent a letter."""
    release(store, mailing, imported.id)
    approve()


@pytest.fixture
def to_amina(post: Path) -> Read:
    """Take Amina's mails away, and return what each is: its method, SEQUENCE, start and title, or its subject."""

    def read() -> list[str]:
        mails = [
            (path, message_from_bytes(path.read_bytes(), policy=policy.default))
            for path in post.glob("*.eml")
        ]
        for path, _ in mails:
            path.unlink()
        return sorted(said(mail) for _, mail in mails if mail["To"] == "amina@example.org")

    return read


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("calendar",))
    if body is None:
        return str(mail["Subject"])
    calendar = Calendar.from_ical(body.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    assert body.get_param("method") == calendar["METHOD"]
    assert (str(event["ORGANIZER"]), str(event["ATTENDEE"])) == (
        "mailto:commonhour@example.org",
        "mailto:amina@example.org",
    )
    start = f"{event['DTSTART'].dt:%m-%d %H:%M}"
    return f"{calendar['METHOD']} {event['SEQUENCE']} {start} {event['SUMMARY']}"


@pytest.fixture
def arrange(store, mailing, imported, clock) -> Callable[..., None]:
    """Do something to the workshop's meeting."""

    def arrange(command: Callable[..., None], **more: object) -> None:
        clock.pass_time(minutes=5)
        with store.write() as tx:
            scope = whole_cohort(tx, imported.id)
            (games,) = [each.uid for each, _ in scope.arranged(scope.people()) if each.title == "Math games"]
            command(scope, meeting=games, **more)
        drain(store=store, tools=mailing)

    return arrange
