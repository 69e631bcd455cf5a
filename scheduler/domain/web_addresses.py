"""Which addresses become links on pages and in calendars."""

from urllib.parse import urlsplit

MOST_CHARACTERS = 2_000
"""What every browser and calendar program takes."""
SCHEMES = ("https", "http")


def is_web_address(text: str) -> bool:
    """Whether this is the whole address of something on the web: no other scheme, no space, nothing unseen."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - asked for its ValueError: no number, or none that a port can be
    except ValueError:
        return False
    whole = len(text) <= MOST_CHARACTERS and text.isprintable() and not any(map(str.isspace, text))
    return whole and parts.scheme in SCHEMES and bool(parts.hostname)
