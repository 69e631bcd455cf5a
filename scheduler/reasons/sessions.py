"""Why a whole-group session stands where it does, and which of them stand in each other's way."""

from collections import Counter
from collections.abc import Iterable

from calendars.availability import minute_of
from calendars.zones import zone
from matcher.problem import GatheringsProblem, GatheringStart
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort, MonthlyAt
from scheduler.domain.plans import Reason, SessionsPart
from scheduler.problems.gatherings import placing_order
from scheduler.problems.instants import instant_of
from scheduler.reasons.phrases import WEEKDAYS, city, counted, day, listed, ordinal


def session_reasons(*, cohort: Cohort, problem: GatheringsProblem, part: SessionsPart) -> tuple[Reason, ...]:
    """Return for each of the part's meetings why it stands there: its set time, or how its burden is borne."""
    starts = {
        (session.id, start.interval.begin): (session, start, len(offered))
        for session, gathering in zip(placing_order(cohort=cohort), problem.gatherings, strict=True)
        for offered in gathering.months
        for start in offered
    }
    chosen = (starts[meeting.session, minute_of(meeting.starts)] for meeting in part.meetings)
    return tuple(
        _set_time(session.when, cohort=cohort)
        if isinstance(session.when, MonthlyAt)
        else _evenly_borne(start, offered=offered)
        for session, start, offered in chosen
    )


def overlap_reasons(
    *, cohort: Cohort, problem: GatheringsProblem, findings: Iterable[Finding]
) -> tuple[Reason, ...]:
    """Return, for what `matcher.gatherings.solver` refuses, which sessions at set times overlap, and when."""
    return tuple(_overlap_reason(finding, cohort=cohort, problem=problem) for finding in findings)


def _overlap_reason(finding: Finding, *, cohort: Cohort, problem: GatheringsProblem) -> Reason:
    if finding.code != "sessions_overlap":
        raise ValueError(f"no words for the finding {finding.code}")
    sessions, params = placing_order(cohort=cohort), finding.params
    one, other = sessions[params["session"]], sessions[params["other"]]
    (start,) = problem.gatherings[params["session"]].months[params["month"]]
    times = params["times"]
    again = f" and {counted(times - 1, 'more time', 'more times')}" if times > 1 else ""
    begins = instant_of(start.interval.begin).astimezone(zone(cohort.home_time_zone))
    return Reason(
        code="sessions_overlap",
        params={"session": one.id, "other": other.id, "date": f"{begins:%Y-%m-%d}", "times": times},
        text=f"{one.name} and {other.name} are set for times that overlap on "
        f"{day(begins.date(), cohort=cohort)}{again}: move one.",
    )


def _set_time(when: MonthlyAt, *, cohort: Cohort) -> Reason:
    which = "last" if when.ordinal == -1 else ordinal(when.ordinal)
    return Reason(
        code="set_time",
        params={"ordinal": when.ordinal, "weekday": when.weekday, "at": f"{when.at:%H:%M}"},
        text=f"It is set for the {which} {WEEKDAYS[when.weekday]} of each month at {when.at:%H:%M} by the clock of "
        f"{city(cohort.home_time_zone)}.",
    )


def _evenly_borne(start: GatheringStart, *, offered: int) -> Reason:
    burdens = Counter(start.burdens)
    kinds = {
        "inside": (burdens[0], "inside their hours"),
        "by_day": (burdens[1], "by day outside them"),
        "early_or_late": (burdens[3], "early or late"),
        "at_night": (burdens[10], "at night"),
    }
    come = listed(f"{number} {how}" for number, how in kinds.values() if number)
    return Reason(
        code="evenly_borne",
        params={"offered": offered, **{kind: number for kind, (number, _) in kinds.items()}},
        text=f"Of the {counted(offered, 'start')} on offer that month it is the one that shares the odd hours most "
        f"evenly over all the sessions: of {counted(len(start.burdens), 'person', 'people')}, {come}.",
    )
