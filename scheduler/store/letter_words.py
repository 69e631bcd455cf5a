"""A cohort's own words in its letters, as rows."""

from sqlalchemy import Connection, delete, insert, select

from scheduler.domain.cohorts import CohortId
from scheduler.domain.letter_words import LetterWords
from scheduler.store import tables


class LetterWordings:
    """The words of each cohort, by language."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_cohort(self, cohort: CohortId) -> dict[str, LetterWords]:
        """Return the cohort's words, by language; `letter_words.ANY` for all others."""
        rows = self._connection.execute(
            select(tables.letter_words).where(tables.letter_words.c.cohort_id == cohort)
        )
        return {row.language: LetterWords(opening=row.opening, closing=row.closing) for row in rows}

    def put(self, cohort: CohortId, language: str, words: LetterWords) -> None:
        """Have these be the words in this language; empty ones are none."""
        self._connection.execute(
            delete(tables.letter_words).where(
                tables.letter_words.c.cohort_id == cohort, tables.letter_words.c.language == language
            )
        )
        if words != LetterWords():
            self._connection.execute(
                insert(tables.letter_words).values(
                    cohort_id=cohort, language=language, opening=words.opening, closing=words.closing
                )
            )
