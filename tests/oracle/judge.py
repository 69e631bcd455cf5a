"""The whole verdict on a plan: what is wrong with each part of it, in words; nothing, if all is right."""

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, SessionsPart
from tests.oracle.best_groups import best_groups
from tests.oracle.coaching import coaching_findings
from tests.oracle.pairs import contradictory
from tests.oracle.sessions import clashing, session_findings
from tests.oracle.wishes import wishes_of
from tests.oracle.workshops import workshop_findings


def findings(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> list[str]:
    """Say everything that is wrong with the plan."""
    return [
        *session_findings(cohort=cohort, people=people, plan=plan),
        *coaching_findings(cohort=cohort, people=people, plan=plan),
        *workshop_findings(cohort=cohort, people=people, plan=plan),
    ]


def impossible(*, cohort: Cohort, people: tuple[Person, ...]) -> bool:
    """Tell whether the requirements contradict each other, so that there can be no plan (exit 3)."""
    pinned = cohort.coaching is not None and contradictory(coaching=cohort.coaching, people=people)
    return pinned or clashing(cohort=cohort)


def unkeepable(*, cohort: Cohort, people: tuple[Person, ...], sessions: SessionsPart) -> bool:
    """Tell whether not everybody can have the workshop that they must, beside these sessions."""
    busy = [(meeting.starts, meeting.minutes) for meeting in sessions.meetings]
    return best_groups(cohort, people, wishes_of(cohort, people), busy) is None
