"""What those who run a cohort add to its letters in their own words, in one language or several."""

from collections.abc import Mapping
from dataclasses import dataclass

ANY = ""
"""In the place of a language: for whoever reads one that has no words of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterWords:
    """What comes after the greeting, and what a letter ends with; paragraphs, empty for none."""

    opening: str = ""
    closing: str = ""


def words_for(words: Mapping[str, LetterWords], *, language: str) -> LetterWords:
    """Return the words for a reader of this language (its primary subtag)."""
    return words.get(language) or words.get(ANY) or LetterWords()
