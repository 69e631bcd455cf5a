"""What a page says without having it said by a catalogue, found by asking for it in a language that nobody speaks.

In the pseudo-language `ar-XB` each word of a message has accents, and CLDR's dates, places and units are Arabic.
What is left in plain letters is either data, and then marked as such (`bdi`, `dir="auto"`, `code`, or isolated by a
sentence), or a page for programmers, whose `lang` is said to be English, or was forgotten.
"""

import re
from html.parser import HTMLParser

PSEUDO = {"Accept-Language": "ar-XB"}
OUR_NAME = re.compile(r"\bCommonhour\b")
ISOLATED = re.compile("\u2068[^\u2069]*\u2069")
PLAIN = re.compile(r"[A-Za-z]{2,}")
SPOKEN = ("aria-label", "alt", "placeholder", "title", "data-label")
DATA = {"bdi", "code", "script", "style", "textarea"}
VOID = {"meta", "link", "img", "input", "br", "hr"}


def plain_words(page: str) -> list[str]:
    """Return every text and spoken attribute with a word in plain letters that is not marked as data."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        is_data = (
            self._in_data()
            or tag in DATA
            or given.get("dir") == "auto"
            or (tag != "html" and given.get("lang") == "en")
        )
        for name in SPOKEN:
            self._look(given.get(name) or "", is_data=is_data)
        if tag not in VOID:
            self._open.append((tag, is_data))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._look(data, is_data=self._in_data())

    def _in_data(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _look(self, text: str, *, is_data: bool) -> None:
        if not is_data and PLAIN.search(OUR_NAME.sub("", ISOLATED.sub("", text))):
            self.found.append(" ".join(text.split()))
