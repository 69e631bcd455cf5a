"""The address that answers to invitations go to, with a tag for each person and meeting (RFC 5233: user+detail)."""

import re

TAG_CHARACTERS = 24
"""Of base32, in lower case: 120 bits that nobody guesses."""
_MOST_CHARACTERS = 254 - 1 - TAG_CHARACTERS
_MOST_IN_LOCAL_PART = 64 - 1 - TAG_CHARACTERS  # RFC 5321, 4.5.3.1.1

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*@(?P<domain>{_LABEL}(?:\.{_LABEL})*)", re.ASCII)
_TAG = rf"([a-z2-7]{{{TAG_CHARACTERS}}})"


def is_reply_address(text: str) -> bool:
    """Tell whether tags can be added to this: an address of letters, digits, dots, hyphens and underlines, and short.

    It has no plus sign yet, for mail servers take all that comes after the first as the detail.
    """
    found = _ADDRESS.fullmatch(text)
    local = text.partition("@")[0]
    return found is not None and len(local) <= _MOST_IN_LOCAL_PART and len(text) <= _MOST_CHARACTERS


def with_tag(*, address: str, tag: str) -> str:
    """Return the address of one person's answers about one meeting."""
    local, _, domain = address.partition("@")
    return f"{local}+{tag}@{domain}"


def tags_in(text: str, *, address: str) -> frozenset[str]:
    """Return the tags with which the address stands in a text, such as a mail's To, without regard to case."""
    local, _, domain = re.escape(address.lower()).partition("@")
    return frozenset(re.findall(rf"(?<![a-z0-9+._-]){local}\+{_TAG}@{domain}(?![a-z0-9.-])", text.lower()))
