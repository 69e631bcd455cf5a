"""Answers come by mail: from whoever has the invitation, about what they were last mailed; all others are refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
import structlog
from icalendar import Calendar
from sqlalchemy import delete

from scheduler.access import PersonScope, whole_cohort
from scheduler.commands.answering import answer_on_page
from scheduler.commands.inviting import INVITED_AFTER
from scheduler.commands.meetings import cancel_meeting, describe_meeting, move_meeting
from scheduler.commands.notices import approve_all
from scheduler.commands.publishing import publish_plan
from scheduler.commands.replying import Outcome, owe_look_for_replies, take_reply
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import request_run
from scheduler.domain.answers import Answer
from scheduler.domain.people import PersonId
from scheduler.events import MeetingAnswered
from scheduler.ids import RandomIds
from scheduler.store import tables
from scheduler.store.outbox import Route
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.job import Replies, Tools
from workers.mail import Mail
from workers.mail_folder import Folder
from workers.maildir import Maildir
from workers.replies import AT_ONCE, EVERY, see_to_replies
from workers.routing import routes

AMINA = PersonId("id-amina")
SENDER = Address("Common Hour", "commonhour", "example.org")
ANSWERS = "answers@example.org"
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

Take = Callable[[bytes], Outcome]


@dataclass(frozen=True, kw_only=True)
class Invited:
    """An invitation as its reader's calendar has it."""

    attendee: str
    organizer: str
    uid: str
    sequence: int
    title: str
    start: datetime
    partstat: str
    rsvp: str

    def reply(self, partstat: str = "ACCEPTED", *, at: str = "20260901T120000Z", **other: object) -> bytes:
        """Write the mail that a calendar would send; `other` is what is not as it should be."""
        method, to, sender = (
            other.pop(name, default)
            for name, default in (("method", "REPLY"), ("to", self.organizer), ("sender", self.attendee))
        )
        said = replace(self, **other)
        return (
            f"From: {sender}\r\nTo: {to}\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n"
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
            f"UID:{said.uid}\r\nSEQUENCE:{said.sequence}\r\nDTSTAMP:{at}\r\n"
            + (f"ORGANIZER:mailto:{said.organizer}\r\n" if said.organizer else "")
            + f"ATTENDEE;PARTSTAT={partstat}:mailto:{said.attendee}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ).encode()


@pytest.fixture
def post(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def mailing(tools: Tools, post: Path) -> Tools:
    mail = Mail(way=Folder(path=post), sender=SENDER, base_url="https://example.org", reply_address=ANSWERS)
    return replace(tools, mail=mail)


@pytest.fixture
def approve(store, mailing, imported) -> Callable[[], None]:
    def approve() -> None:
        with store.write() as tx:
            approve_all(whole_cohort(tx, imported.id), up_to=(99, 99))
        drain(store=store, tools=mailing)

    return approve


def read_invitations(post: Path) -> Iterator[tuple[EmailMessage, Invited]]:
    """Take away what was mailed, and give what invites."""
    for path in sorted(post.glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        path.unlink()
        body = mail.get_body(("calendar",))
        if body is None:
            continue
        (event,) = Calendar.from_ical(body.get_payload(decode=True)).walk("VEVENT")
        yield (
            mail,
            Invited(
                attendee=event["ATTENDEE"].removeprefix("mailto:"),
                organizer=event["ORGANIZER"].removeprefix("mailto:"),
                uid=str(event["UID"]),
                sequence=event["SEQUENCE"],
                title=str(event["SUMMARY"]),
                start=event["DTSTART"].dt.astimezone(UTC),
                partstat=event["ATTENDEE"].params["PARTSTAT"],
                rsvp=event["ATTENDEE"].params["RSVP"],
            ),
        )


@pytest.fixture
def invited(store, mailing, imported, approve, clock, post) -> list[Invited]:
    """Everyone was invited to everything, by start."""
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=mailing)
    with store.write() as tx:
        publish_plan(whole_cohort(tx, imported.id), plan=tx.runs.plan_of_run(imported.id, run).id)
    drain(store=store, tools=mailing)
    approve()
    clock.at += INVITED_AFTER + timedelta(seconds=1)
    drain(store=store, tools=mailing)
    return sorted((each for _, each in read_invitations(post)), key=lambda each: each.start)


def to_amina(invited: list[Invited]) -> Invited:
    """The workshop, to which both members are invited."""
    (found,) = [each for each in invited if each.attendee[:5] == "amina" and each.title == "Math games"]
    return found


@pytest.fixture
def amina(invited) -> Invited:
    return to_amina(invited)


@pytest.fixture
def take(store, tools) -> Take:
    def take(raw: bytes) -> Outcome:
        return take_reply(store.write, raw=raw, address=ANSWERS, key=tools.feed_key).outcome

    return take


@pytest.fixture
def kept(store, amina) -> Callable[[], Answer | None]:
    def kept() -> Answer | None:
        with store.read() as tx:
            given = tx.answers.of(AMINA).get(amina.uid)
        return None if given is None else given.answer

    return kept


@pytest.fixture
def arrange(store, mailing, imported, clock, amina, approve) -> Callable[..., None]:
    """Do something to the workshop, and let the mails about it go."""

    def arrange(command: Callable[..., None], **more: object) -> None:
        clock.pass_time(minutes=5)
        with store.write() as tx:
            command(whole_cohort(tx, imported.id), meeting=amina.uid, **more)
        drain(store=store, tools=mailing)
        approve()

    return arrange


def on_page(store, imported, amina, answer: Answer, start: datetime | None = None) -> None:
    with store.write() as tx:
        cohort, person = tx.people.cohort(imported.id), tx.people.person(AMINA)
        starts = start or amina.start
        answer_on_page(
            PersonScope(tx=tx, cohort=cohort, person=person),
            meeting=amina.uid,
            answer=answer,
            starts=starts,
            ends=starts + timedelta(hours=1),
        )


MOVED = {"wall": datetime.fromisoformat("2026-10-20T17:30"), "minutes": 60}


def test_an_invitation_asks_for_an_answer_at_an_address_of_its_own(invited) -> None:
    assert {(each.rsvp, each.partstat) for each in invited} == {("TRUE", "NEEDS-ACTION")}
    assert len({each.organizer for each in invited}) == len(invited) > 6
    assert all(each.organizer.startswith("answers+") for each in invited)


def test_an_answer_is_kept_and_told_once_however_often_it_comes(
    store, tools, take, amina, kept, clock
) -> None:
    heard = {MeetingAnswered.type: (Route(consumer="test", reaction="hear"),)}
    telling = Store(store.engine, clock=clock, ids=RandomIds(), routes=heard)

    def hear(raw: bytes) -> Outcome:
        return take_reply(telling.write, raw=raw, address=ANSWERS, key=tools.feed_key).outcome

    assert hear(amina.reply()) is Outcome.TAKEN
    assert hear(amina.reply()) is Outcome.SUPERSEDED
    assert hear(amina.reply(at="20260901T120001Z")) is Outcome.TAKEN
    assert kept() is Answer.YES
    with store.read() as tx:
        (told,) = [each.data for each in tx.deliveries.owed() if each.consumer == "test"]
    assert told == {"cohort": "cohort", "meeting": amina.uid, "person": AMINA, "answer": "yes"}


def test_of_two_the_one_written_later_counts_though_it_comes_first(take, amina, kept) -> None:
    assert take(amina.reply("DECLINED", at="20260902T120000Z")) is Outcome.TAKEN
    assert take(amina.reply("ACCEPTED", at="20260902T115959Z")) is Outcome.SUPERSEDED
    assert kept() is Answer.NO


@ON_SQLITE
@pytest.mark.parametrize(
    "other",
    [
        {"organizer": ""},
        {"to": "commonhour@example.org"},
        {"sender": "someone.else@example.net"},
        {"attendee": "AMINA@Example.ORG"},
    ],
    ids=["Exchange names no organizer", "by the organizer alone", "another account", "another case"],
)
def test_what_shows_who_answers_is_the_address_that_only_they_were_given(take, amina, kept, other) -> None:
    assert take(amina.reply("TENTATIVE", **other)) is Outcome.TAKEN
    assert kept() is Answer.IF_NEED_BE


def forged(invited: list[Invited]) -> dict[str, tuple[bytes, Outcome]]:
    amina = to_amina(invited)
    (carla,) = [each for each in invited if each.attendee[:5] == "carla" and each.title == "Math games"]
    other = next(each for each in invited if each.attendee == amina.attendee and each.uid != amina.uid)
    untagged, strange = {"to": ANSWERS, "organizer": ANSWERS}, f"answers+{'a' * 24}@example.org"
    return {
        "no tag": (amina.reply(**untagged), Outcome.NO_TAG),
        "a made-up tag": (amina.reply(to=strange, organizer=strange), Outcome.WRONG_TAG),
        "another's tag": (
            amina.reply(to=carla.organizer, organizer=carla.organizer),
            Outcome.WRONG_TAG,
        ),
        "another meeting's tag": (
            amina.reply(to=other.organizer, organizer=other.organizer),
            Outcome.WRONG_TAG,
        ),
        "another attendee": (amina.reply(attendee=carla.attendee), Outcome.WRONG_TAG),
        "an attendee nobody knows": (
            amina.reply(attendee="eve@example.net"),
            Outcome.UNKNOWN_ATTENDEE,
        ),
        "no meeting": (amina.reply(uid="7d2f"), Outcome.UNKNOWN_MEETING),
        "a revision never sent": (amina.reply(sequence=1), Outcome.NEVER_SENT),
        "a request": (amina.reply(method="REQUEST"), Outcome.UNREADABLE),
        "a counter": (amina.reply(method="COUNTER"), Outcome.UNREADABLE),
        "no answer": (amina.reply("NEEDS-ACTION"), Outcome.UNREADABLE),
        "no calendar": (b"To: " + amina.organizer.encode() + b"\r\n\r\nI will come.", Outcome.UNREADABLE),
        "nothing": (b"", Outcome.UNREADABLE),
    }


@ON_SQLITE
def test_what_is_forged_is_refused_changes_nothing_and_is_logged_without_addresses(
    store, take, invited
) -> None:
    with structlog.testing.capture_logs() as logged:
        for name, (raw, why) in forged(invited).items():
            assert (name, take(raw)) == (name, why)
    assert "@" not in str(logged)
    assert [each["reason"] for each in logged] == [why.value for _, why in forged(invited).values()]
    with store.read() as tx:
        assert {person: tx.answers.of(person) for person in (AMINA, PersonId("id-carla"))} == {
            AMINA: {},
            PersonId("id-carla"): {},
        }


def test_when_a_meeting_moves_the_answer_is_asked_anew_and_the_old_invitation_is_out_of_date(
    take, amina, kept, arrange, post
) -> None:
    take(amina.reply())
    arrange(move_meeting, **MOVED)
    update = to_amina([each for _, each in read_invitations(post)])
    assert (update.partstat, update.sequence, update.organizer) == ("NEEDS-ACTION", 1, amina.organizer)
    assert take(amina.reply("DECLINED", at="20260903T130000Z")) is Outcome.STALE
    assert take(update.reply("TENTATIVE")) is Outcome.TAKEN
    assert kept() is Answer.IF_NEED_BE


def test_an_answer_holds_when_a_meeting_is_called_otherwise_and_stands_in_the_update(
    take, amina, arrange, post
) -> None:
    take(amina.reply("DECLINED"))
    arrange(describe_meeting, title="Games", join_url="")
    said = {each.attendee: each.partstat for _, each in read_invitations(post)}
    assert said == {
        "amina@example.org": "DECLINED",
        "bilal@example.org": "NEEDS-ACTION",
        "carla@example.org": "NEEDS-ACTION",
    }


def test_an_answer_to_a_time_that_a_meeting_has_left_already_is_kept_for_that_time(
    store, imported, take, amina, clock, mailing
) -> None:
    """It was moved, and nobody has approved the mail about it yet."""
    with store.write() as tx:
        move_meeting(whole_cohort(tx, imported.id), meeting=amina.uid, **MOVED)
    drain(store=store, tools=mailing)
    assert take(amina.reply()) is Outcome.TAKEN
    with store.read() as tx:
        assert tx.answers.of(AMINA)[amina.uid].starts == amina.start


@ON_SQLITE
def test_who_has_left_is_refused(store, imported, people, take, amina, mailing) -> None:
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people[1:])
    drain(store=store, tools=mailing)
    assert take(amina.reply()) is Outcome.HAS_LEFT


def test_who_was_erased_is_nobody_and_their_answers_are_gone(store, take, amina) -> None:
    take(amina.reply())
    with store.engine.begin() as connection:
        connection.execute(delete(tables.person).where(tables.person.c.id == AMINA))
        assert connection.execute(tables.answer.select()).all() == []
    assert take(amina.reply()) is Outcome.UNKNOWN_ATTENDEE


@ON_SQLITE
def test_a_meeting_that_is_cancelled_has_no_answers(take, amina, arrange) -> None:
    arrange(cancel_meeting)
    assert take(amina.reply()) is Outcome.CANCELLED


@ON_SQLITE
def test_a_meeting_that_is_over_has_no_more_answers(take, amina, clock) -> None:
    clock.at = amina.start + timedelta(hours=1)
    assert take(amina.reply()) is Outcome.OVER


def test_what_one_says_on_the_page_counts_against_mails_written_before_it(
    store, imported, take, amina, kept, clock
) -> None:
    take(amina.reply("TENTATIVE", at="20990101T000000Z"))  # by a clock that is wrong
    on_page(store, imported, amina, Answer.NO)
    assert kept() is Answer.NO
    assert take(amina.reply(at=f"{clock.at - timedelta(minutes=1):%Y%m%dT%H%M%SZ}")) is Outcome.SUPERSEDED
    clock.pass_time(minutes=1)
    assert take(amina.reply(at=f"{clock.at:%Y%m%dT%H%M%SZ}")) is Outcome.TAKEN
    on_page(store, imported, amina, Answer.IF_NEED_BE)
    assert kept() is Answer.IF_NEED_BE


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    path = tmp_path / "Maildir"
    for name in ("new", "cur", "tmp"):
        (path / name).mkdir(parents=True)
    return path


@pytest.fixture
def reading(mailing, maildir) -> Tools:
    return replace(mailing, replies=Replies(maildir=Maildir(path=maildir), address=ANSWERS))


def names(maildir: Path) -> tuple[list[str], list[str]]:
    return tuple(sorted(path.name for path in (maildir / each).iterdir()) for each in ("new", "cur"))


def test_a_maildir_is_read_and_what_was_read_is_put_with_the_seen(
    store, reading, maildir, amina, kept, clock
) -> None:
    (maildir / "new" / "1.answer").write_bytes(amina.reply())
    (maildir / "new" / "2.refused").write_bytes(b"Subject: win\r\n\r\nwin\r\n")
    (maildir / "new" / "3.folder").mkdir()
    (maildir / "new" / "4.large:2,").write_bytes(b"x" * 2**22)
    (maildir / "new" / ".hidden").touch()
    see_to_replies(store=store, tools=reading)
    see_to_replies(store=store, tools=reading)
    drain(store=store, tools=reading)
    assert names(maildir) == ([".hidden"], ["1.answer:2,S", "2.refused:2,S", "3.folder:2,S", "4.large:2,S"])
    assert kept() is Answer.YES
    (maildir / "new" / "5.answer").write_bytes(amina.reply("DECLINED", at="20260902T000000Z"))
    (maildir / "cur" / "1.answer:2,S").rename(maildir / "new" / "6.again")  # as after a crash
    clock.at += EVERY - timedelta(seconds=1)
    drain(store=store, tools=reading)
    assert kept() is Answer.YES
    clock.at += timedelta(seconds=1)
    drain(store=store, tools=reading)
    assert (kept(), names(maildir)[0]) == (Answer.NO, [".hidden"])
    with store.read() as tx:
        looks = [each for each in tx.deliveries.owed() if each.reaction == "read_replies"]
    assert [(each.state, each.tries, each.due_at) for each in looks] == [("waiting", 0, clock.at + EVERY)]


def test_a_full_maildir_is_read_on_at_once(store, reading, maildir, clock) -> None:
    for number in range(2 * AT_ONCE + 1):
        (maildir / "new" / f"{number:04}").write_bytes(b"")
    see_to_replies(store=store, tools=reading)
    drain(store=store, tools=reading)
    assert [len(each) for each in names(maildir)] == [0, 2 * AT_ONCE + 1]


@pytest.mark.parametrize("part", ["", "new", "cur"])
def test_a_maildir_that_is_away_is_told_of_and_looked_for_again(store, reading, maildir, clock, part) -> None:
    (maildir / part).rename(maildir.parent / "away")
    see_to_replies(store=store, tools=reading)
    for _ in range(6):
        drain(store=store, tools=reading)
        clock.pass_time(seconds=9)
    with store.read() as tx:
        looks = [(each.state, each.error) for each in tx.deliveries.owed() if each.reaction == "read_replies"]
    assert sorted(looks) == [("parked", "FileNotFoundError"), ("waiting", None)]


def test_who_has_no_maildir_owes_nothing_and_leaves_the_look_to_who_has(store, tools, clock) -> None:
    see_to_replies(store=store, tools=tools)
    with store.read() as tx:
        assert tx.deliveries.owed() == ()
    with store.write() as tx:
        owe_look_for_replies(tx)
    drain(store=store, tools=tools)
    with store.read() as tx:
        assert [(each.state, each.tries) for each in tx.deliveries.owed()] == [("waiting", 0)]


def test_the_look_is_no_news_to_other_systems() -> None:
    assert [route.consumer for route in routes(embedded=False)["replies.due"]] == ["mailer"]
