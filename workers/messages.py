"""The message that a notice becomes: plain and HTML words, and for an invitation the calendar object beside them."""

from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from typing import cast

from markupsafe import Markup, escape

from calendars.cal_address import CalendarAddress
from calendars.entries import EntryContent, Revision
from calendars.invitations import invitation, method_of
from scheduler.agenda import COACHING
from scheduler.commands.mailing import Outgoing
from scheduler.domain.reply_addresses import with_tag
from scheduler.outputs.letters import filled, one_line, with_words
from scheduler.tokens import feed_token, reply_tag, stop_token
from workers.handing_over import SEVEN_BIT
from workers.mail import Mail

_PAGE = Markup(
    '<!doctype html>\n<html><head><meta charset="utf-8"></head><body dir="auto">\n{}\n</body></html>\n'
)
_PARAGRAPH = Markup('<p dir="auto">{}</p>')
_LINK = Markup('<a href="{0}">{0}</a>')


class _WholeHeader(UniqueUnstructuredHeader):
    """A header of one long address, in one line: folded, it would be encoded, which nobody undoes there."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """Return the header's line."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", cast("type[BaseHeader]", _WholeHeader))
_UNFOLDED = SEVEN_BIT.clone(header_factory=_HEADERS)


def message_of(found: Outgoing, *, mail: Mail, key: bytes, now: datetime) -> EmailMessage:
    """Return the message of a notice: its Message-ID is the notice's, so that a second copy shows as one.

    What is secret in it is made here: the links to its reader's feed, if that is open, and to having no more mails
    (RFC 8058). Raises ValueError or MessageError where the address is none, or is our own.
    """
    own_page, feed = f"{mail.base_url}/me", found.feed
    secret = None if feed is None else feed_token(key=key, feed=feed.id, generation=feed.generation)
    body = filled(
        found.notice.body,
        feed_link=own_page if secret is None else f"{mail.base_url}/feeds/{secret}.ics",
        own_page=own_page,
    )
    words = with_words(body, found.words)
    message = EmailMessage(policy=_UNFOLDED)
    message["From"] = mail.sender
    message["To"] = Address(addr_spec=found.to.email or "")
    message["Subject"] = one_line(found.notice.subject)
    message["Date"] = now
    message["Message-ID"] = f"<{found.notice.id}@{mail.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{mail.base_url}/mails/{stop_token(key=key, person=found.to.id)}/stop>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(words)
    if found.meeting is not None:
        message.add_alternative(_html(words), subtype="html")
        _add_calendar(message, found, found.meeting, mail=mail, key=key)
    return message


def _add_calendar(
    message: EmailMessage, found: Outgoing, meeting: EntryContent, *, mail: Mail, key: bytes
) -> None:
    """Add the calendar object, last: of several alternatives a reader takes the last it knows (RFC 2046, 5.1.4).

    Its bytes are not to be touched on their way: hence base64.
    """
    drafted = found.notice.created_at.replace(microsecond=0)
    body = invitation(
        content=meeting,
        revision=Revision(
            sequence=found.notice.sequence or 0, dtstamp=drafted, last_modified=drafted, digest=""
        ),
        organizer=_organizer(found, meeting, mail=mail, key=key),
        attendee=CalendarAddress(name=one_line(found.to.name), email=found.to.email or ""),
        rsvp=bool(mail.reply_address)
        and meeting.category != COACHING,  # nobody counts who comes to an hour of two
        partstat="NEEDS-ACTION" if found.answer is None else found.answer.partstat,
    )
    message.add_alternative(
        body, maintype="text", subtype="calendar", params={"method": method_of(meeting), "charset": "utf-8"}
    )


def _organizer(found: Outgoing, meeting: EntryContent, *, mail: Mail, key: bytes) -> CalendarAddress:
    """Return whom the reader's calendar answers: an address that only who has this invitation knows."""
    if not mail.reply_address:
        return CalendarAddress(name=mail.sender.display_name, email=mail.sender.addr_spec)
    tag = reply_tag(key=key, person=found.to.id, uid=meeting.uid)
    return CalendarAddress(name=mail.sender.display_name, email=with_tag(address=mail.reply_address, tag=tag))


def _html(words: str) -> str:
    paragraphs = (_PARAGRAPH.format(_lines(each)) for each in words.strip().split("\n\n"))
    return str(_PAGE.format(Markup("\n").join(paragraphs)))


def _lines(paragraph: str) -> Markup:
    """Write a paragraph's lines; one that is an address, or ends in one, leads there."""
    said: list[Markup] = []
    for line in paragraph.split("\n"):
        before, space, last = line.rpartition(" ")
        is_link = last.startswith(("https://", "http://"))
        said.append(escape(before + space) + _LINK.format(last) if is_link else escape(line))
    return Markup("<br>\n").join(said)
