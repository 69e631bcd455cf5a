"""A plan read back from plan.json: who is with whom and when groups meet, as far as a rebalancing follows it."""

from collections.abc import Callable
from datetime import datetime

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import PersonId
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    Pair,
    Plan,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    SolverInfo,
    SolverParts,
    WorkshopsPart,
    WorkshopsValue,
)
from scheduler.domain.problems import Problem
from scheduler.languages.sentences import sentence
from scheduler.outputs import plan_format as read


def not_in_the_rules(document: read.Plan, *, cohort: Cohort) -> tuple[Problem, ...]:
    """Return the sessions and workshops of which a plan holds meetings, and the cohort's rules have none any more."""
    found = (
        (
            "session",
            {one.session for one in document.sessions.meetings},
            {each.id for each in cohort.sessions},
        ),
        (
            "workshop",
            {one.workshop for one in document.workshops.sections},
            {each.id for each in cohort.workshops},
        ),
    )
    return tuple(
        Problem(
            code="not_in_the_rules",
            message=sentence(
                "The plan before holds meetings of {name}, and the rules do not have it.", name=name
            ),
            suggestion=sentence("Leave it in the cohort's file: what is not over by then can be given up."),
            column=f"{table}.id",
            value=name,
        )
        for table, held, known in found
        for name in sorted(held - known)
    )


def plan_from(document: read.Plan, *, person: Callable[[str], PersonId]) -> Plan:
    """Return the plan without its reasons; `person` names people by key, whoever has left since among them."""
    coaching, workshops, sessions = document.coaching, document.workshops, document.sessions
    return Plan(
        sessions=SessionsPart(
            objective=_sessions(sessions.objective),
            bound=_sessions(sessions.bound),
            proven=sessions.proven,
            meetings=tuple(
                SessionMeeting(session=one.session, starts=_instant(one.starts), minutes=one.minutes)
                for one in sessions.meetings
            ),
        ),
        coaching=CoachingPart(
            objective=_coaching(coaching.objective),
            bound=_coaching(coaching.bound),
            proven=coaching.proven,
            pairs=tuple(
                Pair(
                    member=person(pair.member),
                    coach=person(pair.coach),
                    score=pair.score,
                    shared_minutes=pair.shared_minutes,
                    topics=pair.topics,
                    languages=pair.languages,
                    worst_week="",
                )
                for pair in coaching.pairs
            ),
            unplaced=(),
        ),
        workshops=WorkshopsPart(
            objective=_workshops(workshops.objective),
            bound=_workshops(workshops.bound),
            gap=workshops.gap,
            proven=workshops.proven,
            sections=tuple(
                Section(
                    workshop=section.workshop,
                    section=section.section,
                    facilitator=person(section.facilitator),
                    starts=tuple(map(_instant, section.starts)),
                    minutes=section.minutes,
                    members=tuple(map(person, section.members)),
                )
                for section in workshops.sections
            ),
            unserved=(),
        ),
        solver=SolverInfo(
            seed=document.solver.seed,
            seconds=document.solver.seconds,
            parts=SolverParts(
                sessions=document.solver.parts.sessions,
                coaching=document.solver.parts.coaching,
                workshops=document.solver.parts.workshops,
            ),
        ),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _sessions(value: read.SessionsValue) -> SessionsValue:
    return SessionsValue(worst=value.worst, total=value.total)


def _coaching(value: read.CoachingValue) -> CoachingValue:
    return CoachingValue(placed=value.placed, shortfall=value.shortfall, bands=value.bands, total=value.total)


def _workshops(value: read.WorkshopsValue) -> WorkshopsValue:
    return WorkshopsValue(served=value.served, total=value.total, alone=value.alone)
