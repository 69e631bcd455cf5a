"""Yes, if need be or no: on one's own page, from a mail gateway, and on the page of whoever runs the meeting."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.meetings import cancel_meeting, move_meeting
from scheduler.domain.answers import Answer
from scheduler.domain.people import PersonId
from scheduler.domain.reply_addresses import with_tag
from scheduler.store.told import Told
from scheduler.tokens import reply_tag
from scheduler.web.mails import MOST_OCTETS_OF_MAIL

STARTS = datetime(2026, 10, 13, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADDRESS = "answers@example.org"
TOKEN = "t" * 32


def say(world, answer: str, *, starts: datetime | str = STARTS, role: str = "member", **other: str):  # noqa: ANN201
    """Press a button of Mariam's page, which showed the meeting at this time; return the answer."""
    ends = starts + HOUR if isinstance(starts, datetime) else starts
    form = {"answer": answer, "starts": str(starts), "ends": str(ends)}
    person, meeting = other.get("person", world.cedar.person), other.get("meeting", world.cedar.meeting)
    return world.browser(role).post(f"/me/{person}/meetings/{meeting}/answer", form)


def kept(world) -> Answer | None:
    with world.store.read() as tx:
        given = tx.answers.of(PersonId(world.cedar.person)).get(world.cedar.meeting)
    return None if given is None else given.answer


def card(world) -> str:
    """Return the meeting as it stands on Mariam's page."""
    page = world.browser("member").get("/me").text
    return page[page.index(f'id="meeting-{world.cedar.meeting}"') :].partition("</li>")[0]


def pressed(world) -> list[str]:
    return re.findall(r'value="(\w+)" aria-pressed="true"', card(world))


def who_comes(world, role: str = "coordinator") -> str:
    page = world.browser(role).get(f"/cohorts/cedar/meetings/{world.cedar.meeting}").text
    section = page[page.index('<h2 id="comes">') :].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def test_a_member_answers_and_sees_it_and_may_change_their_mind(world) -> None:
    assert pressed(world) == []
    answer = say(world, "yes")
    assert (answer.status_code, answer.location) == (303, f"/me#meeting-{world.cedar.meeting}")
    assert (kept(world), pressed(world)) == (Answer.YES, ["yes"])
    say(world, "if_need_be")
    say(world, "yes")
    say(world, "no")
    assert (kept(world), pressed(world)) == (Answer.NO, ["no"])


def test_every_meeting_to_come_asks_and_a_cancelled_one_does_not(world) -> None:
    assert world.browser("member").get("/me").text.count("Do you come?") == 5
    with world.store.write() as tx:
        cancel_meeting(whole_cohort(tx, "cedar"), meeting=world.cedar.meeting)
    assert "Do you come?" not in card(world)
    answer = say(world, "yes")
    assert (answer.status_code, kept(world)) == (409, None)
    assert "This meeting is cancelled" in answer.text


def test_a_meeting_that_is_over_takes_no_answer(world) -> None:
    world.clock.at = STARTS + HOUR
    answer = say(world, "yes")
    assert (answer.status_code, kept(world)) == (409, None)
    assert "This meeting is over" in answer.text


@pytest.mark.parametrize(
    ("answer", "starts", "why"),
    [
        ("maybe", STARTS, "does not say whether you come"),
        ("", STARTS, "does not say whether you come"),
        ("yes", "tomorrow", "does not say which time"),
        ("yes", "2026-10-13T16:00:00", "does not say which time"),
        ("yes", STARTS + HOUR, "has moved meanwhile"),
    ],
)
def test_what_the_page_does_not_send_is_refused_in_words(world, answer, starts, why) -> None:
    refused = say(world, answer, starts=starts)
    assert (refused.status_code, kept(world)) == (409, None)
    assert why in refused.text


def test_nobody_answers_for_another_or_about_a_meeting_that_they_do_not_have(world) -> None:
    statuses = [
        say(world, "yes", role="other").status_code,
        say(world, "yes", person="cedar-M2").status_code,
        say(world, "yes", meeting=world.birch.meeting).status_code,
        say(world, "yes", meeting="nothing").status_code,
    ]
    assert statuses == [404] * 4


def test_whoever_looks_after_the_cohort_sees_who_comes(world) -> None:
    assert who_comes(world).startswith("Who comes yes 0 if need be 0 no 0 no answer 3 ")
    say(world, "if_need_be")
    for role in ("coordinator", "facilitator"):
        said = who_comes(world, role)
        assert said.startswith(
            "Who comes yes 0 if need be 1 no 0 no answer 2 By name Name Comes Mariam If need be "
        )
        assert said.count("No answer") == 2


def test_when_a_meeting_moves_who_answered_is_asked_anew(world) -> None:
    say(world, "yes")
    with world.store.write() as tx:
        move_meeting(
            whole_cohort(tx, "cedar"),
            meeting=world.cedar.meeting,
            wall=datetime.fromisoformat("2026-10-14T12:00"),
            minutes=60,
        )
    assert "Who comes yes 0 if need be 0 no 0 no answer 3" in who_comes(world)
    assert "Mariam No answer answered before it moved" in who_comes(world)
    assert ("You answered before it moved" in card(world), pressed(world)) == (True, [])
    say(world, "no", starts=STARTS + timedelta(days=1))
    assert "Mariam No " in who_comes(world)
    assert "before it moved" not in card(world) + who_comes(world)


@pytest.fixture
def gateway(make_world):  # noqa: ANN201 - a world
    """A world with a mail gateway, in which Mariam has an invitation by mail."""
    world = make_world(reply_address=ADDRESS, reply_token=TOKEN.encode())
    with world.store.write() as tx:
        person = PersonId(world.cedar.person)
        content = tx.calendars.entries(person)[world.cedar.meeting].content
        tx.told.put(person, {content.uid: Told(content=content, sequence=0, invited=True)}, invites=True)
    return world


def reply(world, *, partstat: str = "ACCEPTED", to: str = "") -> bytes:
    tag = reply_tag(key=world.settings.feed_key, person=world.cedar.person, uid=world.cedar.meeting)
    return (
        f"To: {to or with_tag(address=ADDRESS, tag=tag)}\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n"
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{world.cedar.meeting}\r\nDTSTAMP:20261001T120000Z\r\n"
        f"ATTENDEE;PARTSTAT={partstat}:mailto:mariam@cedar.example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def hand_in(world, raw: bytes, *, said: str = f"Bearer {TOKEN}", kind: str = "message/rfc822"):  # noqa: ANN201
    client = world.app.test_client(use_cookies=False)
    headers = {"Authorization": said} if said else {}
    return client.post("/mails/replies", data=raw, headers=headers, content_type=kind)


def test_a_mail_gateway_hands_an_answer_in_and_may_do_so_again(gateway) -> None:
    answers = [hand_in(gateway, reply(gateway)) for _ in range(2)]
    assert [(each.status_code, each.text.partition(":")[0]) for each in answers] == [
        (202, "taken"),
        (202, "superseded"),
    ]
    assert kept(gateway) is Answer.YES


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "unreadable: "),
        (b"To: a\r\n\r\nHello", "unreadable: The mail brings no calendar."),
        (None, "no_tag: The mail was not sent to the address that an invitation gave."),
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(gateway, raw, said) -> None:
    answer = hand_in(gateway, reply(gateway, to=ADDRESS) if raw is None else raw)
    assert (answer.status_code, answer.mimetype) == (422, "text/plain")
    assert answer.text.startswith(said)
    assert kept(gateway) is None


@pytest.mark.parametrize("said", ["", "Bearer", f"Bearer {TOKEN}x", "Bearer ключ", f"Basic {TOKEN}"])
def test_whoever_has_not_the_token_is_told_to_say_who_they_are(gateway, said) -> None:
    answer = hand_in(gateway, reply(gateway), said=said)
    assert (answer.status_code, answer.headers["WWW-Authenticate"], kept(gateway)) == (401, "Bearer", None)


def test_what_is_too_large_or_no_mail_is_not_read(gateway) -> None:
    assert hand_in(gateway, b"x" * (MOST_OCTETS_OF_MAIL + 1)).status_code == 413
    assert hand_in(gateway, reply(gateway), kind="text/calendar").status_code == 415
    assert kept(gateway) is None


def test_without_a_token_there_is_no_gateway(world) -> None:
    assert hand_in(world, b"", said="Bearer ").status_code == 404
