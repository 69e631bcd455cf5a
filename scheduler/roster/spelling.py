"""How text is cleaned, compared, and what it was probably meant to be."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from scheduler.languages.sentences import Listed, Quoted, Sentence, Value, counted, sentence

# Control characters, surrogates and the invisible ones that hide or turn text round. The joiners U+200C and U+200D
# stay: Persian, Kurdish and many Indic words are written with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_PLAIN = str.maketrans(
    {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
    }
)


_SHORT = 200
"""Letters: what is longer is read with more care, and not remembered."""
_MOST_MARKS = 30


def clean(text: str) -> str:
    """Make the text one line without control characters: composed (NFC), every stretch of white space one space.

    Of marks on one letter 30 are left (UAX 15, stream-safe text): to order them takes the square of their number.
    """
    visible = _INVISIBLE.sub("", text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _few_marks(visible))).strip()


def plain(text: str) -> str:
    """Put typewriter quotes and hyphens in the place of typographic ones."""
    return text.translate(_PLAIN)


def fold(text: str) -> str:
    """Bring to the form in which texts are compared: case, width, kind of quote, dash and space do not matter."""
    return _folded(text) if len(text) <= _SHORT else _folded.__wrapped__(text)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return plain(clean(unicodedata.normalize("NFKC", _few_marks(text)))).casefold()


def _few_marks(text: str) -> str:
    """Leave at most so many marks on a letter; a short text has few enough."""
    if len(text) <= _SHORT or text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def nearest(text: str, *, among: Iterable[str], limit: int = 1) -> tuple[str, ...]:
    """Up to `limit` of `among` that look like `text`, the likest first; none where nothing does."""
    by_fold = {fold(candidate): candidate for candidate in among}
    return tuple(by_fold[match] for match in get_close_matches(fold(text), by_fold, n=limit, cutoff=0.6))


def did_you_mean(text: str, *, among: Iterable[str], otherwise: Sentence) -> Sentence:
    """Suggest the one of `among` that `text` was probably meant to be, else `otherwise`."""
    match = nearest(text, among=among)
    return sentence("Did you mean {guess}?", guess=Quoted(text=match[0])) if match else otherwise


def listed(items: Iterable[str], *, limit: int = 12) -> Value:
    """Put the items into a sentence: "a, b, c", cut after `limit` with how many more there are."""
    every = tuple(items)
    first = Listed(items=every[:limit], style="unit")
    if len(every) <= limit:
        return first
    return counted(
        "{items}, ... ({count} more)", "{items}, ... ({count} more)", len(every) - limit, items=first
    )
