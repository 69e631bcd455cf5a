"""A cohort's own words in its letters, written by whoever runs it."""

from calendars.wording import language_of
from scheduler.access import CohortScope
from scheduler.domain.letter_words import ANY, LetterWords
from scheduler.domain.own_words import paragraphs
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence

LONGEST = 2_000
"""Letters of each of the two."""


def languages_read(scope: CohortScope) -> tuple[str, ...]:
    """Return the languages that the cohort's people read, as primary subtags, and any that has words already."""
    read = {language_of(person.locale or scope.cohort.locale) for person in scope.people()}
    return tuple(sorted((read | set(scope.tx.letter_words.of_cohort(scope.cohort.id))) - {ANY}))


def say_words(scope: CohortScope, *, language: str, opening: str, closing: str) -> None:
    """Have letters in this language say so from now on, also those that wait; empty for nothing.

    Raises NotNowError for a language that nobody here reads, and for words that are too long.
    """
    if language not in {ANY, *languages_read(scope)}:
        raise NotNowError(sentence("Load the page again: nobody here reads that language any more."))
    words = LetterWords(opening=paragraphs(opening), closing=paragraphs(closing))
    if max(len(words.opening), len(words.closing)) > LONGEST:
        raise NotNowError(
            sentence("A letter is read when it is short: use at most {most} characters.", most=LONGEST)
        )
    scope.tx.letter_words.put(scope.cohort.id, language, words)
