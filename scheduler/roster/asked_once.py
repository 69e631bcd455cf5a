"""What rows have and nobody here knows, each asked once for all rows instead of mended in every one."""

from collections.abc import Iterable, Iterator

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Role
from scheduler.domain.problems import Problem
from scheduler.languages.sentences import Quoted, sentence
from scheduler.roster.cells import UNKNOWN_ROLE
from scheduler.roster.columns import IGNORED, Field
from scheduler.roster.findings import Question
from scheduler.roster.lists import UNKNOWN_TOPIC, UNKNOWN_WORKSHOP
from scheduler.roster.spelling import fold, nearest

Key = tuple[str, str]


def key_of(problem: Problem) -> Key:
    """Return what is the same of problems that one answer settles."""
    return problem.code, fold(problem.value or "")


def asked_once(problems: Iterable[Problem], *, cohort: Cohort) -> dict[Key, Question]:
    """Return a question for each role, topic and workshop that is none of ours.

    A topic may be left out (IGNORED), and so may a workshop; one that is its own meaning is a new topic.
    """
    alike: dict[Key, list[Problem]] = {}
    for problem in problems:
        if problem.row is not None:
            alike.setdefault(key_of(problem), []).append(problem)
    return {key: question for key, same in alike.items() for question in _question(same, cohort=cohort)}


def _question(same: list[Problem], *, cohort: Cohort) -> Iterator[Question]:
    said = same[0].value or ""
    quoted = Quoted(text=said)
    if same[0].code == UNKNOWN_ROLE:
        roles = tuple(role.value for role in Role)
        yield _asked(same, Field.ROLE, roles, message=sentence("What is a {role} here?", role=quoted))
    elif same[0].code == UNKNOWN_TOPIC:
        message = sentence("{text} is not a topic of this cohort. What is it?", text=quoted)
        yield _asked(same, Field.INTERESTS, (*_likely(said, cohort.topics), IGNORED, said), message=message)
    elif same[0].code == UNKNOWN_WORKSHOP:
        names = tuple(workshop.name for workshop in cohort.workshops)
        message = sentence("{text} is not a workshop of this cohort. Which one is it?", text=quoted)
        yield _asked(same, Field.WORKSHOPS, (*_likely(said, names), IGNORED), message=message)


def _asked(same: list[Problem], field: Field, candidates: tuple[str, ...], *, message: str) -> Question:
    return Question(
        field=field,
        column=same[0].column or "",
        value=same[0].value,
        guess=None,
        candidates=candidates,
        rows=tuple(problem.row for problem in same if problem.row is not None),
        message=message,
    )


def _likely(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names, those that look like the text first."""
    return tuple(dict.fromkeys((*nearest(text, among=names), *names)))
