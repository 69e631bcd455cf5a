"""Someone says whether they come: the last answer about each meeting is kept, and told where it says something else."""

from datetime import datetime, timedelta

from scheduler.access import PersonScope
from scheduler.commands.telling import told_by
from scheduler.domain.answers import Answer, GivenAnswer, later
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import MeetingAnswered
from scheduler.languages.sentences import sentence
from scheduler.store.told import Told
from scheduler.store.unit_of_work import Transaction

_TICK = timedelta(microseconds=1)


def answer_on_page(
    scope: PersonScope, *, meeting: str, answer: Answer, starts: datetime, ends: datetime
) -> None:
    """Have this be the person's answer about a meeting that their page showed to be from `starts` to `ends`.

    It counts from now on whatever came before. Raises NotFoundError for a meeting that is none of theirs, and
    NotNowError for one that is over, cancelled, or held at another time than they saw.
    """
    tx, person = scope.tx, scope.person.id
    mine = scope.meetings(tx.people.people(scope.cohort.id))
    found = next((each for each in mine if each.uid == meeting), None)
    if found is None:
        raise NotFoundError
    if found.cancelled:
        raise NotNowError(sentence("This meeting is cancelled: there is nothing to come to."))
    if found.ends <= tx.now:
        raise NotNowError(sentence("This meeting is over: nobody needs to know any more whether you come."))
    if (found.starts, found.ends) != (starts, ends):
        raise NotNowError(sentence("This meeting has moved meanwhile: look at its new time, then answer."))
    before, entry = tx.answers.of(person).get(meeting), scope.entries().get(meeting)
    known = [
        *(told.sequence or 0 for told in last_mailed(tx, cohort=scope.cohort.id, person=person, uid=meeting)),
        0 if entry is None else entry.revision.sequence,
        0 if before is None else before.sequence,
    ]
    given = GivenAnswer(
        answer=answer,
        sequence=max(known),
        starts=starts,
        ends=ends,
        given_at=tx.now if before is None else max(tx.now, before.given_at + _TICK),
        by="page",
    )
    keep_answer(tx, cohort=scope.cohort.id, person=person, uid=meeting, given=given)


def keep_answer(tx: Transaction, *, cohort: CohortId, person: PersonId, uid: str, given: GivenAnswer) -> bool:
    """Keep an answer if it is later than the one before; return whether it was. For who holds the cohort's row."""
    before = tx.answers.of(person).get(uid)
    if later(before, given) == before:
        return False
    tx.answers.put(person, uid, given)
    if not given.says_as(before):
        tx.outbox.emit(MeetingAnswered(cohort=cohort, meeting=uid, person=person, answer=given.answer.value))
    return True


def last_mailed(tx: Transaction, *, cohort: CohortId, person: PersonId, uid: str) -> tuple[Told, ...]:
    """Return what someone was last mailed about a meeting under a SEQUENCE, and what is being handed over just now."""
    underway = [told_by(notice).get(uid) for notice in tx.notices.underway(cohort, only={person})]
    told = (tx.told.to(person).get(uid), *underway)
    return tuple(each for each in told if each is not None and each.sequence is not None)
