"""Mails to people: plain, short, in their language, and with no secret in them before they are sent."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from calendars.entries import EntryContent
from calendars.wording import local_moment, local_times
from scheduler.domain.cohorts import Cohort
from scheduler.domain.letter_words import LetterWords
from scheduler.domain.people import Person
from scheduler.domain.preferences import Preference
from scheduler.domain.readers import Reader, reader_of
from scheduler.languages import spoken, words

FEED_LINK = "{calendar link}"
"""Where the reader's own secret link comes in while the mail is sent; what is kept never holds it (DESIGN 7)."""
OWN_PAGE = "{own page}"
"""Where the address of the reader's page comes in."""
MASKED = "[a link that only they are sent]"
MOST_OF_A_SUBJECT = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeText:
    """A notice's words; the subject is one line."""

    subject: str
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """Whom a mail is to: their name, how they read, and what the group is called whose meetings it tells of."""

    name: str
    reader: Reader
    group: str

    def named(self, said: str, *, discreetly: str, **more: object) -> str:
        """Say what names the `{group}`, or to a discreet reader what does not."""
        if self.reader.discreet:
            return discreetly.format(**more)
        return said.format(group=one_line(self.group), **more)

    def when(self, entry: EntryContent) -> str:
        """Say when it is on the reader's clock alone."""
        return self.between(entry.starts, entry.ends)

    def between(self, starts: datetime, ends: datetime) -> str:
        """Say when something is that lasts from one aware instant to the other, on the reader's clock alone."""
        return local_times(
            starts=starts,
            ends=ends,
            reader_zone=self.reader.time_zone,
            meeting_zone=self.reader.time_zone,
            locale=spoken(self.reader.locale),
        )

    def at(self, instant: datetime) -> str:
        """Say an aware instant on the reader's clock."""
        return local_moment(instant, time_zone=self.reader.time_zone, locale=spoken(self.reader.locale))


def addressee_of(person: Person, *, cohort: Cohort, chose: Preference) -> Addressee:
    """Return how someone of a cohort is written to, by what they chose."""
    reader = reader_of(person, cohort=cohort, chose=chose)
    return Addressee(name=person.name, reader=reader, group=cohort.name)


def letter(subject: str, *paragraphs: str, to: Addressee, closing: str = "") -> NoticeText:
    """Put a mail together: a greeting, what it says, and whom to turn to (as `closing` says; else about an hour)."""
    say = words(to.reader.locale).gettext
    greeting = say("Hello {name},").format(name=one_line(to.name))
    about_an_hour = to.named(
        say("If an hour does not suit you, please tell the people who run {group}."),
        discreetly=say("If an hour does not suit you, please tell the people who run your group."),
    )
    return NoticeText(
        subject=subject[:MOST_OF_A_SUBJECT],
        body="\n\n".join((greeting, *paragraphs, closing or about_an_hour)) + "\n",
    )


def whom_to_ask(to: Addressee) -> str:
    """Say whom to turn to with a question about what a mail says."""
    say = words(to.reader.locale).gettext
    return to.named(
        say("If you have a question about it, please ask the people who run {group}."),
        discreetly=say("If you have a question about it, please ask the people who run your group."),
    )


def filled(body: str, *, feed_link: str, own_page: str) -> str:
    """Return the body as it is sent."""
    return body.replace(OWN_PAGE, own_page).replace(FEED_LINK, feed_link)


def with_words(body: str, words: LetterWords) -> str:
    """Return a letter with what those who run the cohort add: after its greeting, and after all the rest."""
    greeting, _, rest = body.rstrip("\n").partition("\n\n")
    return "\n\n".join(filter(None, (greeting, words.opening, rest, words.closing))) + "\n"


def masked(body: str, *, own_page: str) -> str:
    """Return the body as a coordinator may read it."""
    return filled(body, feed_link=MASKED, own_page=own_page)


def one_line(text: str) -> str:
    """Return the text with nothing in it that ends a line, controls anything, or would be filled in as a link."""
    for placeholder in (FEED_LINK, OWN_PAGE):
        text = text.replace(placeholder, " ")
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())
