"""What mails say of a seat that is kept, or no longer: word by word, in each language, and to who reads discreetly."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.readers import Reader
from scheduler.outputs.letters import OWN_PAGE, Addressee, NoticeText
from scheduler.outputs.seat_text import Seat, lapsed_text, offered_text, withdrawn_text

LANGUAGES = ["en", "ar", "es", "fa", "fr", "sr", "sw", "uk"]
UNTIL = datetime(2026, 10, 26, 8, tzinfo=UTC)
STARTS = datetime(2026, 10, 22, 16, tzinfo=UTC), datetime(2026, 10, 29, 16, tzinfo=UTC)
TIMES = [(starts, starts + timedelta(hours=1)) for starts in STARTS]
SEAT = Seat(workshop="Stories & songs\nBcc: all", number=2, until=UNTIL)


def to(locale: str = "en", *, discreet: bool = False) -> Addressee:
    reader = Reader(time_zone="Europe/Kyiv", locale=locale, discreet=discreet)
    return Addressee(name="Mariam", reader=reader, group="Cedar circle")


def plain(text: NoticeText) -> str:
    return text.body.replace("\u2009", " ").replace("\u202f", " ")


def every(reader: Addressee) -> list[NoticeText]:
    return [
        offered_text(to=reader, seat=SEAT, times=TIMES),
        lapsed_text(to=reader, seat=SEAT),
        *(withdrawn_text(to=reader, seat=SEAT, waits=waits) for waits in (True, False)),
    ]


def test_that_a_seat_is_free_word_by_word() -> None:
    """Kyiv leaves summer time on 25 October 2026."""
    text = offered_text(to=to(), seat=SEAT, times=TIMES)
    assert text.subject == "A seat is free: Stories & songs Bcc: all (Cedar circle)"
    assert plain(text) == (
        "Hello Mariam,\n\n"
        "A seat is free in group 2 of Stories & songs Bcc: all. It is kept for you until "
        "Monday, October 26, 2026, 10:00 AM (Kyiv · Eastern European Standard Time).\n\n"
        "Thursday, October 22, 2026, 7:00 PM \N{EN DASH} 8:00 PM (Kyiv · Eastern European Summer Time)\n"
        "Thursday, October 29, 2026, 6:00 PM \N{EN DASH} 7:00 PM (Kyiv · Eastern European Standard Time)\n\n"
        "Take it, or let it go, on your page:\n\n"
        f"{OWN_PAGE}\n\n"
        "Without an answer by then it goes to whoever waits next, and you no longer wait for it.\n\n"
        "If an hour does not suit you, please tell the people who run Cedar circle.\n"
    )


def test_that_it_is_kept_no_longer_word_by_word() -> None:
    _, lapsed, waits, gone = every(to())
    assert {text.subject for text in (lapsed, waits, gone)} == {
        "No longer kept for you: a seat in Stories & songs Bcc: all (Cedar circle)"
    }
    until = "Monday, October 26, 2026, 10:00 AM (Kyiv · Eastern European Standard Time)"
    unanswered = (
        f"A seat in group 2 of Stories & songs Bcc: all was kept for you until {until}. There was no answer"
    )
    assert [plain(text).split("\n\n")[1:4] for text in (lapsed, waits, gone)] == [
        [
            f"{unanswered}, so it goes to whoever waits next.",
            "If you would still like a seat, wait for one again on your page:",
            OWN_PAGE,
        ],
        [
            "Something has changed: the seat in group 2 of Stories & songs Bcc: all is no longer kept for you.",
            "You keep your place among those who wait. How things stand is on your page:",
            OWN_PAGE,
        ],
        [
            "Something has changed: the seat in group 2 of Stories & songs Bcc: all is no longer kept for you.",
            "You do not wait for it any more. How things stand is on your page:",
            OWN_PAGE,
        ],
    ]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_each_language_says_which_seat_until_when_and_where_to_answer(locale: str) -> None:
    offered, lapsed, waits, gone = every(to(locale))
    until = to(locale).at(UNTIL)
    for text in (offered, lapsed, waits, gone):
        assert text.body.count(OWN_PAGE) == 1
        assert "Stories & songs Bcc: all" in text.subject
        assert "Stories & songs Bcc: all" in text.body
        assert "{" not in text.body.replace(OWN_PAGE, "")
    assert (until in offered.body, until in lapsed.body) == (True, True)
    assert len({text.body for text in (offered, lapsed, waits, gone)}) == 4
    english = [text.body for text in every(to())]
    assert (locale == "en") == any(text.body in english for text in (offered, lapsed, waits, gone))


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_discreet_letter_names_neither_the_workshop_nor_the_group(locale: str) -> None:
    for text in every(to(locale, discreet=True)):
        for named in ("Stories", "Cedar"):
            assert named not in text.subject + text.body
        assert OWN_PAGE in text.body
