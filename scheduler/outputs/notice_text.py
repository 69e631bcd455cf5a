"""What a notice says: plain, short, on the reader's own clock, and with no secret in it before it is sent."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendars.entries import EntryContent
from calendars.wording import local_times
from scheduler.domain.cohorts import Cohort
from scheduler.domain.news import News, NewsKind
from scheduler.domain.people import Person

FEED_LINK = "{calendar link}"
"""Where the reader's own secret link comes in while the mail is sent; what is kept never holds it (DESIGN 7)."""
OWN_PAGE = "{own page}"
"""Where the address of the reader's page comes in."""
MASKED = "[a link that only they are sent]"
MOST_OF_A_SUBJECT = 120
MOST_NEWS = 20
"""Which a letter tells one by one; what is more stands on the reader's page."""
_ENGLISH = "en"
_HEADS = {
    NewsKind.NEW: "New",
    NewsKind.MOVED: "Moved",
    NewsKind.CHANGED: "Changed",
    NewsKind.CANCELLED: "Cancelled",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeText:
    """A notice's words; the subject is one line."""

    subject: str
    body: str


def first_text(
    *, cohort: Cohort, reader: Person, entries: Sequence[EntryContent], now: datetime
) -> NoticeText:
    """Tell someone for the first time when they meet, and how the meetings come into their calendar."""
    return letter(
        f"Your meetings in {one_line(cohort.name)}",
        reader,
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
        cohort=cohort,
    )


def change_text(
    *, cohort: Cohort, reader: Person, news: Sequence[News], entries: Sequence[EntryContent], now: datetime
) -> NoticeText:
    """Tell someone which of their meetings are not what they were told before: what was, and what is."""
    more = len(news) - MOST_NEWS
    return letter(
        f"Your meetings in {one_line(cohort.name)} have changed",
        reader,
        f"Some of your meetings in {one_line(cohort.name)} have changed.",
        *(told_of(each, cohort=cohort, reader=reader) for each in news[:MOST_NEWS]),
        *([f"And {more} more: they stand on your page."] if more > 0 else []),
        _next(entries, cohort=cohort, reader=reader, now=now),
        "If you have subscribed to your calendar, it changes by itself; some programs take a day to look. "
        "If you have not, this is your own link, for you alone:",
        FEED_LINK,
        "All your meetings also stand on your page:",
        OWN_PAGE,
        cohort=cohort,
    )


def told_of(news: News, *, cohort: Cohort, reader: Person) -> str:
    """Tell what was and what is of one meeting, each that differs on two lines of its own."""
    was, now = news.was, news.now
    lines = [f"{_HEADS[news.kind]}: {one_line((was or now).summary)}"]
    if was is None:
        lines.append(when(now, cohort=cohort, reader=reader))
    elif news.kind is NewsKind.CANCELLED:
        lines.append(f"was: {when(was, cohort=cohort, reader=reader)}")
    else:
        if news.kind is NewsKind.MOVED and _stays_on_own_clock(was, now):
            lines += [
                f"as before on your clock: {when(now, cohort=cohort, reader=reader)}",
                "By new rules for clocks that is another hour elsewhere.",
            ]
        elif news.kind is NewsKind.MOVED:
            lines += _was_now(*(when(each, cohort=cohort, reader=reader) for each in (was, now)))
        lines += _was_now(one_line(was.summary), one_line(now.summary))
        lines += _was_now(was.conference or "no link", now.conference or "no link")
        if was.links != now.links:
            lines.append("Its notes and links are others: they stand in your calendar and on your page.")
    return "\n".join(lines)


def when(entry: EntryContent, *, cohort: Cohort, reader: Person) -> str:
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


def letter(subject: str, reader: Person, *paragraphs: str, cohort: Cohort) -> NoticeText:
    """Put a mail together: a greeting, what it says, and whom to turn to."""
    closing = f"If an hour does not suit you, please tell the people who run {one_line(cohort.name)}."
    said = (f"Hello {one_line(reader.name)},", *paragraphs, closing)
    return NoticeText(subject=subject[:MOST_OF_A_SUBJECT], body="\n\n".join(said) + "\n")


def filled(body: str, *, feed_link: str, own_page: str) -> str:
    """Return the body as it is sent."""
    return body.replace(OWN_PAGE, own_page).replace(FEED_LINK, feed_link)


def masked(body: str, *, own_page: str) -> str:
    """Return the body as a coordinator may read it."""
    return filled(body, feed_link=MASKED, own_page=own_page)


def one_line(text: str) -> str:
    """Return the text with nothing in it that ends a line, controls anything, or would be filled in as a link."""
    for placeholder in (FEED_LINK, OWN_PAGE):
        text = text.replace(placeholder, " ")
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())


def _stays_on_own_clock(was: EntryContent, now: EntryContent) -> bool:
    """Whether another instant is told as the very hour that the reader was told, since the zone data are others now.

    An entry says first what the reader's clock shows, by the data of when it was told, and then the clock's name in
    brackets.
    """
    told, says = (each.description.partition("\n")[0].partition(" (")[0] for each in (was, now))
    return told == says != ""


def _was_now(was: str, now: str) -> tuple[str, ...]:
    return () if was == now else (f"was: {was}", f"now: {now}")


def _still_on(entries: Sequence[EntryContent]) -> int:
    return sum(entry.status == "CONFIRMED" for entry in entries)


def _meetings(count: int) -> str:
    return "there is one" if count == 1 else f"there are {count}"


def _next(entries: Sequence[EntryContent], *, cohort: Cohort, reader: Person, now: datetime) -> str:
    ahead = [entry for entry in entries if entry.status == "CONFIRMED" and entry.ends > now]
    if not ahead:
        return "No meeting lies ahead of you now."
    first = min(ahead, key=lambda entry: (entry.starts, entry.uid))
    return f"The next one is {one_line(first.summary)}:\n{when(first, cohort=cohort, reader=reader)}"
