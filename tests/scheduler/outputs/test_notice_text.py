"""What a notice says, word by word; nothing in a name can end a line or pass for more than a name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.entries import EntryContent, Link
from scheduler.domain.news import News, NewsKind
from scheduler.domain.readers import Reader
from scheduler.outputs.letters import FEED_LINK, MASKED, OWN_PAGE, Addressee, filled, masked, one_line
from scheduler.outputs.notice_text import change_text, first_text

NOW = datetime(2026, 10, 25, 0, tzinfo=UTC)


def entry(day: int, title: str = "Gathering", **more: object) -> EntryContent:
    starts = datetime(2026, 10, day, 9, tzinfo=UTC)
    plain = {"uid": f"{day}", "ends": starts + timedelta(hours=1), "time_zone": "UTC", "summary": title}
    return EntryContent(starts=starts, **(plain | more))


def to(group: str = "Cohort", *, locale: str = "en", discreet: bool = False) -> Addressee:
    reader = Reader(time_zone="Europe/London", locale=locale, discreet=discreet)
    return Addressee(name="Amina", reader=reader, group=group)


def test_a_first_notice_word_by_word() -> None:
    text = first_text(to=to("Autumn circle"), entries=[entry(24), entry(25)], now=NOW)
    assert text.subject == "Your meetings in Autumn circle"
    assert text.body.replace("\u2009", " ").replace("\u202f", " ") == (
        "Hello Amina,\n\n"
        "Your meetings in Autumn circle are set: there are 2.\n\n"
        "The next one is Gathering:\n"
        "Sunday, October 25, 2026, 9:00 AM \N{EN DASH} 10:00 AM (London · Greenwich Mean Time)\n\n"
        "This link brings all of them into your calendar, and keeps them right when one moves:\n\n"
        f"{FEED_LINK}\n\n"
        "Google Calendar: on a computer, Other calendars, +, From URL.\n"
        "iPhone: Settings, Calendar, Accounts, Add Account, Other, Add Subscribed Calendar.\n"
        "Outlook: Add calendar, Subscribe from web.\n\n"
        "The link is yours alone: whoever has it can read your meetings. Please do not pass it on. On your page "
        "you can see your meetings and make a new link:\n\n"
        f"{OWN_PAGE}\n\n"
        "If an hour does not suit you, please tell the people who run Autumn circle.\n"
    )


@pytest.mark.parametrize("locale", ["en", "ar", "es", "fa", "fr", "sr", "sw", "uk"])
def test_a_first_notice_says_where_the_two_agree_on_an_hour(locale) -> None:
    def paragraphs(**more: bool) -> list[str]:
        reader = to(locale=locale, discreet=more.pop("discreet", False))
        return first_text(to=reader, entries=[entry(25)], now=NOW, **more).body.split("\n\n")

    plain, paired = paragraphs(), paragraphs(coaching=True)
    assert [*plain[:3], paired[3], *plain[3:]] == paired
    assert ("your coach" in paired[3]) == (locale == "en")
    assert paragraphs(discreet=True) == paragraphs(discreet=True, coaching=True)


def changed(*news: News) -> list[str]:
    """Return the paragraphs that tell of this news."""
    text = change_text(to=to(), news=news, entries=[entry(24)], now=NOW)
    plain = text.body.replace("\u2009", " ").replace("\u202f", " ").split("\n\n")
    assert plain[1] == "Some of your meetings in Cohort have changed."
    return plain[2 : 2 + len(news)]


def test_a_change_says_what_was_and_what_is() -> None:
    """London leaves summer time on 25 October 2026."""
    was, now = entry(29, "Games"), entry(30, "Number games", conference="https://example.org/j")
    kinds = NewsKind.NEW, NewsKind.CANCELLED, NewsKind.MOVED
    told = [(None, was), (was, replace(was, status="CANCELLED")), (was, now)]
    thursday, friday = (
        f"{day}, 2026, 9:00 AM \N{EN DASH} 10:00 AM (London · Greenwich Mean Time)"
        for day in ("Thursday, October 29", "Friday, October 30")
    )
    assert changed(
        *(News(kind=kind, was=was, now=now) for kind, (was, now) in zip(kinds, told, strict=True)),
    ) == [
        f"New: Games\n{thursday}",
        f"Cancelled: Games\nwas: {thursday}",
        (
            "Moved: Games\n"
            f"was: {thursday}\nnow: {friday}\n"
            "was: Games\nnow: Number games\n"
            "was: no link\nnow: https://example.org/j"
        ),
    ]


def test_a_change_of_notes_alone_says_so() -> None:
    was = entry(29, "Games")
    now = replace(was, links=(Link(title="Notes", url="https://example.org/n"),))
    said = changed(News(kind=NewsKind.CHANGED, was=was, now=now))
    assert said == [
        "Changed: Games\nIts notes and links are others: they stand in your calendar and on your page."
    ]


def test_a_letter_tells_twenty_changes_and_counts_the_rest() -> None:
    news = tuple(News(kind=NewsKind.NEW, was=None, now=entry(29, f"Games {n}")) for n in range(22))
    text = change_text(to=to(), news=news, entries=[], now=NOW)
    assert text.body.count("New: Games") == 20
    assert "\n\nAnd 2 more: they stand on your page.\n\n" in text.body
    assert "\n\nNo meeting lies ahead of you now.\n\n" in text.body


def test_the_next_meeting_is_the_first_that_has_not_ended_and_is_not_cancelled() -> None:
    entries = [
        entry(30, "Later"),
        entry(26, "Off", status="CANCELLED"),
        entry(27, "Next"),
        entry(24, "Before"),
    ]
    text = first_text(to=to(), entries=entries, now=NOW)
    assert "The next one is Next:\n" in text.body
    assert "there are 3." in text.body


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-GB", "Sunday, 25 October 2026"),
        ("uk", "неділя, 25 жовтня 2026"),
        ("prs", "یکشنبه"),
        ("cy", "Sunday, October 25, 2026"),
    ],
)
def test_dates_are_in_the_language_of_the_words(locale, said) -> None:
    text = first_text(to=to(locale=locale), entries=[entry(25)], now=NOW)
    assert said in text.body


def test_a_discreet_letter_names_no_group() -> None:
    news = (News(kind=NewsKind.NEW, was=None, now=entry(29, "Meeting", private=True)),)
    first = first_text(to=to("Autumn circle", discreet=True), entries=[entry(25)], now=NOW)
    change = change_text(to=to("Autumn circle", discreet=True), news=news, entries=[], now=NOW)
    assert (first.subject, change.subject) == ("Your meetings", "Your meetings have changed")
    assert "Autumn" not in first.body + change.body


@pytest.mark.parametrize("openly_first", [True, False])
def test_what_was_told_openly_is_not_told_again_in_a_discreet_letter(openly_first) -> None:
    openly = entry(29, "Number games", conference="https://example.org/j")
    discreetly = entry(30, "Meeting", private=True)
    was, now = (openly, discreetly) if openly_first else (discreetly, openly)
    said = changed(News(kind=NewsKind.MOVED, was=was, now=now))
    assert [line.partition(": ")[0] for line in said[0].splitlines()] == ["Moved", "was", "now"]
    assert said[0].startswith(f"Moved: {now.summary}\nwas: ")


def test_what_is_secret_comes_in_only_while_it_is_sent() -> None:
    body = f"{FEED_LINK} and {OWN_PAGE}"
    assert filled(body, feed_link="L", own_page="P") == "L and P"
    assert masked(body, own_page="P") == f"{MASKED} and P"


def test_nothing_in_a_name_ends_a_line_or_makes_a_subject_endless() -> None:
    text = first_text(to=to("A\r\nBcc: x\x00\u2028" + 200 * "b"), entries=[], now=NOW)
    assert text.subject.startswith("Your meetings in A Bcc: x bbb")
    assert len(text.subject) == 120
    assert one_line(" a\tb\n") == "a b"
