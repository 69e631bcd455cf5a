"""What somebody has said of one of their meetings: whether they come."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.access import PersonScope
from scheduler.domain.answers import Answer
from scheduler.errors import NotFoundError


@dataclass(frozen=True, kw_only=True, slots=True)
class MyAnswer:
    """A meeting as it is held, and what the reader said of it, while that holds for its time."""

    starts: datetime
    ends: datetime
    cancelled: bool
    answer: Answer | None


def my_answer(scope: PersonScope, *, meeting: str) -> MyAnswer:
    """Return what the person has answered; raises NotFoundError for a meeting that is none of theirs."""
    mine = scope.meetings(scope.tx.people.people(scope.cohort.id))
    found = next((each for each in mine if each.uid == meeting), None)
    if found is None:
        raise NotFoundError
    given = scope.tx.answers.of(scope.person.id).get(meeting)
    holds = given is not None and given.holds_for(starts=found.starts, ends=found.ends)
    return MyAnswer(
        starts=found.starts,
        ends=found.ends,
        cancelled=found.cancelled,
        answer=given.answer if given is not None and holds else None,
    )
