"""Who a calendar speaks of, by name and mail: the value type CAL-ADDRESS (RFC 5545, 3.3.3; RFC 6068)."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from calendars.content_lines import is_readable

# An addr-spec without quotes and comments (RFC 5322, 3.4.1), as mail here goes out: in ASCII, without SMTPUTF8.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDR_SPEC = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_LABEL}(?:\.{_LABEL})*)")
_MOST_CHARACTERS, _MOST_IN_LOCAL_PART = 254, 64
# What may stand in the local part of a mailto URI as it is (RFC 6068, 2), besides letters and digits.
_AS_IT_IS = "!$'*+-._~"
_SCHEME = "mailto"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarAddress:
    """A person or a service, as the organizer or the attendee of a meeting.

    `name` may hold anything but control characters and what else readers choke on, and may be empty; `email` is one
    address in ASCII. Raises ValueError for what is not so.
    """

    name: str
    email: str

    def __post_init__(self) -> None:
        if not is_readable(self.name):
            raise ValueError("the name of an organizer or attendee holds no control characters")
        if not _is_email(self.email):
            raise ValueError("an organizer or attendee has one e-mail address, in ASCII")

    @property
    def uri(self) -> str:
        """The address as a mailto URI."""
        local, _, domain = self.email.rpartition("@")
        return f"{_SCHEME}:{quote(local, safe=_AS_IT_IS)}@{domain}"

    def is_reached_like(self, other: "CalendarAddress") -> bool:
        """Tell whether mail to both goes to one place: case does not count, which hardly a server minds."""
        return self.email.lower() == other.email.lower()


def email_of(uri: str) -> str:
    """Give the e-mail address that a mailto URI names, in lower case; raises ValueError for any other text."""
    scheme, _, rest = uri.partition(":")
    email = unquote(rest.strip(" "))
    if scheme.lower() != _SCHEME or not _is_email(email):
        raise ValueError("only mailto: and an e-mail address names one")
    return email.lower()


def _is_email(text: str) -> bool:
    found = _ADDR_SPEC.fullmatch(text) if len(text) <= _MOST_CHARACTERS else None
    return found is not None and len(found["local"]) <= _MOST_IN_LOCAL_PART
