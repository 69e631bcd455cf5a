"""What a notice says: plain, short, on the reader's own clock, and with no secret in it before it is sent."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendars.entries import EntryContent
from calendars.wording import local_times
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person

FEED_LINK = "{calendar link}"
"""Where the reader's own secret link comes in while the mail is sent; what is kept never holds it (DESIGN 7)."""
OWN_PAGE = "{own page}"
"""Where the address of the reader's page comes in."""
MASKED = "[a link that only they are sent]"
MOST_OF_A_SUBJECT = 120
_ENGLISH = "en"


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """How many meetings are new, changed and cancelled for someone since they were last written to."""

    new: int
    changed: int
    cancelled: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeText:
    """A notice's words; the subject is one line."""

    subject: str
    body: str


def first_text(
    *, cohort: Cohort, reader: Person, entries: Sequence[EntryContent], now: datetime
) -> NoticeText:
    """Tell someone for the first time when they meet, and how the meetings come into their calendar."""
    return _text(
        f"Your meetings in {one_line(cohort.name)}",
        _greeting(reader),
        f"Your meetings in {one_line(cohort.name)} are set: {_meetings(_still_on(entries))}.",
        _next(entries, cohort=cohort, reader=reader, now=now),
        "This link brings all of them into your calendar, and keeps them right when one moves:",
        FEED_LINK,
        "Google Calendar: on a computer, Other calendars, +, From URL.\n"
        "iPhone: Settings, Calendar, Accounts, Add Account, Other, Add Subscribed Calendar.\n"
        "Outlook: Add calendar, Subscribe from web.",
        "The link is yours alone: whoever has it can read your meetings. Please do not pass it on. On your page "
        "you can see your meetings and make a new link:",
        OWN_PAGE,
        _closing(cohort),
    )


def change_text(
    *, cohort: Cohort, reader: Person, news: News, entries: Sequence[EntryContent], now: datetime
) -> NoticeText:
    """Tell someone that some of their meetings are not what they were told before."""
    return _text(
        f"Your meetings in {one_line(cohort.name)} have changed",
        _greeting(reader),
        f"Some of your meetings in {one_line(cohort.name)} have changed: {_counted(news)}.",
        _next(entries, cohort=cohort, reader=reader, now=now),
        "If you have subscribed to your calendar, it changes by itself; some programs take a day to look. "
        "If you have not, this is your own link, for you alone:",
        FEED_LINK,
        "All your meetings also stand on your page:",
        OWN_PAGE,
        _closing(cohort),
    )


def filled(body: str, *, feed_link: str, own_page: str) -> str:
    """Return the body as it is sent."""
    return body.replace(OWN_PAGE, own_page).replace(FEED_LINK, feed_link)


def masked(body: str, *, own_page: str) -> str:
    """Return the body as a coordinator may read it."""
    return filled(body, feed_link=MASKED, own_page=own_page)


def one_line(text: str) -> str:
    """Return the text with nothing in it that ends a line or controls anything."""
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())


def _text(subject: str, *paragraphs: str) -> NoticeText:
    return NoticeText(subject=subject[:MOST_OF_A_SUBJECT], body="\n\n".join(paragraphs) + "\n")


def _greeting(reader: Person) -> str:
    return f"Hello {one_line(reader.name)},"


def _closing(cohort: Cohort) -> str:
    return f"If an hour does not suit you, please tell the people who run {one_line(cohort.name)}."


def _still_on(entries: Sequence[EntryContent]) -> int:
    return sum(entry.status == "CONFIRMED" for entry in entries)


def _meetings(count: int) -> str:
    return "there is one" if count == 1 else f"there are {count}"


def _counted(news: News) -> str:
    counts = ((news.new, "new"), (news.changed, "changed"), (news.cancelled, "cancelled"))
    said = [f"{count} {what}" for count, what in counts if count]
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))


def _next(entries: Sequence[EntryContent], *, cohort: Cohort, reader: Person, now: datetime) -> str:
    ahead = [entry for entry in entries if entry.status == "CONFIRMED" and entry.ends > now]
    if not ahead:
        return "No meeting lies ahead of you now."
    first = min(ahead, key=lambda entry: (entry.starts, entry.uid))
    return f"The next one is {one_line(first.summary)}:\n{_when(first, cohort=cohort, reader=reader)}"


def _when(entry: EntryContent, *, cohort: Cohort, reader: Person) -> str:
    """Say when it is on the reader's clock alone, in English yet, as the reader or else the cohort writes it."""
    tags = (reader.locale or "", cohort.locale)
    english = (tag for tag in tags if tag.replace("_", "-").partition("-")[0].lower() == _ENGLISH)
    return local_times(
        starts=entry.starts,
        ends=entry.ends,
        reader_zone=reader.time_zone,
        meeting_zone=reader.time_zone,
        locale=next(english, _ENGLISH),
    )
