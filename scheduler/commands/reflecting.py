"""Someone says what a meeting was worth to them, until some days after it; it is told in sum, and of nobody."""

from scheduler.access import PersonScope
from scheduler.domain.meetings import Meeting
from scheduler.domain.own_words import paragraphs
from scheduler.domain.people import PersonId
from scheduler.domain.reflections import Reflection, Worth, is_asked, is_summed_up
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import MeetingReflected
from scheduler.languages.sentences import sentence

LONGEST = 500
"""Letters."""


def reflect(scope: PersonScope, *, meeting: str, worth: Worth, text: str) -> None:
    """Have this be what a meeting was to the person, in place of what they said before.

    Raises NotFoundError for a meeting that they were not at, or that nobody is asked about, and NotNowError once it is
    too long ago.
    """
    tx, person, words = scope.tx, scope.person.id, paragraphs(text)
    mine, there = _mine(scope, meeting)
    if not is_asked(mine, there=there, now=tx.now):
        raise NotNowError(sentence("This meeting is too long ago: what it was worth was summed up."))
    if len(words) > LONGEST:
        raise NotNowError(sentence("Say it in a few words: at most {most} characters.", most=LONGEST))
    said = Reflection(worth=worth, text=words, given_at=tx.now)
    if not said.says_as(tx.reflections.of(person, meeting)):
        tx.reflections.put(person, meeting, said)
        tx.outbox.emit(MeetingReflected(cohort=scope.cohort.id, meeting=meeting))


def take_reflection_back(scope: PersonScope, *, meeting: str) -> None:
    """Forget what the person said of a meeting, however long ago; raises NotFoundError as `reflect`."""
    tx, person = scope.tx, scope.person.id
    _mine(scope, meeting)
    if tx.reflections.of(person, meeting) is not None:
        tx.reflections.take_back(person, meeting)
        tx.outbox.emit(MeetingReflected(cohort=scope.cohort.id, meeting=meeting))


def _mine(scope: PersonScope, meeting: str) -> tuple[Meeting, frozenset[PersonId]]:
    """Return a meeting that the person was at, and who was there."""
    _, past = scope.meetings_and_past(scope.tx.people.people(scope.cohort.id))
    there = scope.tx.calendars.who_had(scope.cohort.id, [meeting])[meeting]
    found = next((each for each in past if each.uid == meeting), None)
    if found is None or not is_summed_up(there):
        raise NotFoundError
    return found, there
