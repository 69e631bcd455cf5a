"""The calendar that a mail brings (RFC 6047), whoever sent it and however broken it is."""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from itertools import islice
from typing import cast

from calendars.replies import NoReplyError

MOST_OCTETS_OF_MAIL = 2 * 1024 * 1024
_MOST_LINES = 40_000
_MOST_CONTAINERS = 16
_MOST_CALENDARS = 8
# Where mail servers write the address that a mail came in by, besides what its sender wrote.
_RECEIVERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")

_CONTAINER = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_LONG_HEADER = re.compile(rb"(?:^|[\r\n])content-[\w-]+:(?:[^\r\n]|\r?\n[ \t]|\r[ \t]){2048}", re.IGNORECASE)
# In what calendars arrive besides UTF-8; other names of Python's stand for what is no text, or slow to read.
_CHARSET = re.compile(r"(?:iso-8859-|windows-|koi8-|utf-16|iso-2022-|euc-|gb|big5|shift_jis)[\w-]*")


def read_mail(raw: bytes) -> Message:
    """Take a mail apart, within a second or two; raises NoReplyError for what is too large or tangled for an answer.

    Headers are left as they are: the policies that understand them raise RecursionError at some. The time that a
    header takes grows with its length squared, and each line is read once for all the parts that it lies in: hence
    the limits.
    """
    if len(raw) > MOST_OCTETS_OF_MAIL or len(raw.splitlines()) > _MOST_LINES:
        raise NoReplyError("The mail is too large to be an answer to an invitation.")
    if len(_CONTAINER.findall(raw)) > _MOST_CONTAINERS or _LONG_HEADER.search(raw):
        raise NoReplyError("The mail is too tangled to be an answer to an invitation.")
    return BytesParser(policy=compat32).parsebytes(raw)


def calendar_part(message: Message) -> bytes:
    """Give the calendar that a mail brings, in UTF-8 if its character set is known; raises NoReplyError without one.

    Several that say the same count as one. A mail within the mail is not looked into: its calendar is another's.
    """
    try:
        calendars = (part for part in _leaves(message) if part.get_content_type() == "text/calendar")
        found = [_utf_8(part) for part in islice(calendars, _MOST_CALENDARS + 1)]
    except Exception:  # noqa: BLE001 - what reads headers may raise anything at broken ones
        raise NoReplyError("The mail is broken: what it brings cannot be told.") from None
    different = {body.replace(b"\r\n", b"\n").strip() for body in found}
    if not different:
        raise NoReplyError("The mail brings no calendar.")
    if len(different) > 1 or len(found) > _MOST_CALENDARS:
        raise NoReplyError("The mail brings several calendars.")
    return found[0]


def sent_to(message: Message) -> str:
    """Give what the headers say that name whom a mail was sent to, as they stand there; they may name anybody."""
    try:
        return "\n".join(str(value) for name in _RECEIVERS for value in message.get_all(name, ()))
    except Exception:  # noqa: BLE001 - as above
        raise NoReplyError("The mail is broken: whom it was sent to cannot be told.") from None


def _leaves(message: Message) -> Iterator[Message]:
    """Give the parts that hold no others, in their order."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "message":
            continue
        if part.is_multipart():
            waiting += reversed(cast("list[Message]", part.get_payload()))
        else:
            yield part


def _utf_8(part: Message) -> bytes:
    body = cast("bytes", part.get_payload(decode=True))
    charset = part.get_content_charset("utf-8")
    if _CHARSET.fullmatch(charset):
        try:
            return body.decode(charset).encode()
        except (LookupError, UnicodeError):
            pass  # whoever reads it will find out what it is
    return body
