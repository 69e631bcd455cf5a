"""Two languages that nobody speaks, made of the English words: they show what a page forgot to have said.

`en-XA` is English with an accent on each letter, longer by a third as German would be; `ar-XB` is the same written from
right to left. Whatever still stands there in plain letters never went through a catalogue.
"""

import re
from collections.abc import Mapping
from gettext import NullTranslations

LANGUAGES: Mapping[str, str] = {"en-XA": "en", "ar-XB": "ar"}
"""Each with the language in which CLDR says its dates; the tags are those that CLDR keeps for pseudo-locales."""
_ACCENTED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļḿñöþǫŕšţûṽŵẋýž",
)
_KEPT = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|<[^<>]+>|&#?\w+;")
"""Places to fill in, and markup."""


class Pseudo(NullTranslations):
    """The words of a pseudo-language."""

    def gettext(self, message: str) -> str:
        """Return the message with accents, between brackets that show where it is cut or put together."""
        said = "".join(part if kept else part.translate(_ACCENTED) for part, kept in _parts(message))
        return f"[{said}{'·' * (len(message) // 3)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form that English takes for this number, in the same way."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def _parts(message: str) -> list[tuple[str, bool]]:
    """Cut a message into words and what is to be kept as it is."""
    parts: list[tuple[str, bool]] = []
    end = 0
    for kept in _KEPT.finditer(message):
        parts += [(message[end : kept.start()], False), (kept[0], True)]
        end = kept.end()
    return [*parts, (message[end:], False)]
