"""What a coordinator reads of a whole-group meeting, and of two that overlap."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Choice, Cohort, MonthlyAt, Session
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason, SessionMeeting, SessionsPart, SessionsValue
from scheduler.problems import gatherings_problem
from scheduler.reasons import overlap_reasons, session_reasons

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]
MakeSession = Callable[..., Session]


def part(*meetings: SessionMeeting) -> SessionsPart:
    nothing = SessionsValue(worst=0, total=0)
    return SessionsPart(objective=nothing, bound=nothing, proven=True, meetings=meetings)


def test_a_chosen_start_says_how_it_is_borne_and_a_set_one_by_which_rule(
    make_cohort: MakeCohort, make_session: MakeSession, make_person: MakePerson
) -> None:
    """At 20:00 UTC it is 21:00 in London, 23:00 in Nairobi and 16:00 in New York."""
    chosen = make_session(
        "chosen", when=Choice(weekdays=(3,), opens=20 * 60, closes=22 * 60, step_minutes=60)
    )
    first = make_session("first", when=MonthlyAt(ordinal=1, weekday=1, at=time(18)))
    last = make_session("last", when=MonthlyAt(ordinal=-1, weekday=6, at=time(9, 30)))
    cohort = make_cohort(sessions=(chosen, first, last))
    people = (
        make_person("ann", hours="Thu 20:00-21:00"),
        make_person("ben", zone="Europe/London", hours="Mon 09:00-10:00"),
        make_person("cem", zone="Africa/Nairobi", hours="Mon 09:00-10:00"),
        make_person("dee", zone="America/New_York", hours="Mon 09:00-10:00"),
        make_person("eve", zone="America/New_York", hours="Mon 09:00-10:00"),
    )
    problem = gatherings_problem(cohort=cohort, people=people)
    meetings = part(
        SessionMeeting(session="chosen", starts=datetime(2026, 10, 1, 20, tzinfo=UTC), minutes=60),
        SessionMeeting(session="first", starts=datetime(2026, 10, 6, 17, tzinfo=UTC), minutes=60),
        SessionMeeting(session="last", starts=datetime(2026, 10, 25, 9, 30, tzinfo=UTC), minutes=60),
    )
    assert session_reasons(cohort=cohort, problem=problem, part=meetings) == (
        Reason(
            code="evenly_borne",
            params={"offered": 10, "inside": 1, "by_day": 2, "early_or_late": 1, "at_night": 1},
            text="Of the 10 starts on offer that month it is the one that shares the odd hours most evenly over all "
            "the sessions: of 5 people, 1 inside their hours, 2 by day outside them, 1 early or late and 1 at night.",
        ),
        Reason(
            code="set_time",
            params={"ordinal": 1, "weekday": 1, "at": "18:00"},
            text="It is set for the 1st Tuesday of each month at 18:00 by the clock of London.",
        ),
        Reason(
            code="set_time",
            params={"ordinal": -1, "weekday": 6, "at": "09:30"},
            text="It is set for the last Sunday of each month at 09:30 by the clock of London.",
        ),
    )


def test_sessions_that_overlap_are_named_with_their_date(
    make_cohort: MakeCohort, make_session: MakeSession
) -> None:
    """Indices count in placing order: sessions at set times come first, wherever they stand in the file."""
    one = make_session("one", when=MonthlyAt(ordinal=1, weekday=0, at=time(18)))
    other = make_session("other", when=MonthlyAt(ordinal=1, weekday=0, at=time(18, 30)))
    cohort = make_cohort(sessions=(make_session("chosen"), one, other))
    problem = gatherings_problem(cohort=cohort, people=())
    finding = Finding(
        code="sessions_overlap", params={"session": 0, "month": 0, "other": 1, "other_month": 0, "times": 1}
    )
    assert overlap_reasons(cohort=cohort, problem=problem, findings=(finding,)) == (
        Reason(
            code="sessions_overlap",
            params={"session": "one", "other": "other", "date": "2026-10-05", "times": 1},
            text="One and Other are set for times that overlap on 5 October: move one.",
        ),
    )
    often = replace(finding, params={**finding.params, "times": 3})
    (told,) = overlap_reasons(cohort=cohort, problem=problem, findings=(often,))
    assert (
        told.text == "One and Other are set for times that overlap on 5 October and 2 more times: move one."
    )
    with pytest.raises(ValueError, match="moon"):
        overlap_reasons(cohort=cohort, problem=problem, findings=(Finding(code="moon"),))
