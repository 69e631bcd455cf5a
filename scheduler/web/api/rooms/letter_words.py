"""The cohort's own words in its letters, by the languages that its people read."""

from typing import Annotated

from pydantic import ConfigDict, Field

from scheduler.access import COORDINATE, Access, CohortScope
from scheduler.commands.wording import LONGEST, languages_read, say_words
from scheduler.domain.letter_words import ANY, LetterWords
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.web.api.operations import Room
from scheduler.web.api.paging import page_of
from scheduler.web.api.shapes import Given, Listed, Paging, Paragraphs, Taken

room = Room(
    tag="Letter words",
    about="What the letters of a cohort say in its own words, after the greeting and at their end.",
)

ANY_LANGUAGE = "*"
"""In the place of a language (RFC 4647, 2.1): for whoever reads one that has no words of its own."""


class LetterWordsGiven(Given):
    """The words for those who read a language; of none, both are empty."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"language": "uk", "opening": "Вітаємо!", "closing": "Пишіть нам."}]}
    )

    language: str
    opening: str
    closing: str


class LetterWordsSaid(Taken):
    """The words for those who read a language."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"opening": "Welcome!", "closing": "Write to us."}]}
    )

    opening: Annotated[Paragraphs, Field(max_length=LONGEST)]
    closing: Annotated[Paragraphs, Field(max_length=LONGEST)]


@room.get("/cohorts/<cohort>/letter-words", scope=Scope.NOTICES_READ)
def list_letter_words(access: Access, *, cohort: str, query: Paging) -> Listed[LetterWordsGiven]:
    """List the words in each language that the people of the cohort read; `*` is for all others."""
    every = _every(access.cohort(cohort, need=COORDINATE))
    return page_of(every, query, key=lambda words: words.language, shown=lambda words: words)


@room.get("/cohorts/<cohort>/letter-words/<language>", scope=Scope.NOTICES_READ)
def get_letter_words(access: Access, *, cohort: str, language: str) -> LetterWordsGiven:
    """Read the words in a language."""
    for words in _every(access.cohort(cohort, need=COORDINATE)):
        if words.language == language:
            return words
    raise NotFoundError


@room.put("/cohorts/<cohort>/letter-words/<language>", scope=Scope.NOTICES_WRITE, guards=get_letter_words)
def put_letter_words(
    access: Access, *, cohort: str, language: str, body: LetterWordsSaid
) -> LetterWordsGiven:
    """Have letters in a language say so from now on, also those that wait."""
    say_words(
        access.cohort(cohort, need=COORDINATE),
        language=ANY if language == ANY_LANGUAGE else language,
        opening=body.opening,
        closing=body.closing,
    )
    return get_letter_words(access, cohort=cohort, language=language)


def _every(scope: CohortScope) -> tuple[LetterWordsGiven, ...]:
    kept = scope.tx.letter_words.of_cohort(scope.cohort.id)
    return tuple(
        LetterWordsGiven(language=language or ANY_LANGUAGE, opening=words.opening, closing=words.closing)
        for language in (ANY, *languages_read(scope))
        for words in [kept.get(language, LetterWords())]
    )
