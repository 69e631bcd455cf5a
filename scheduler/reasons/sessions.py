"""Why a whole-group session stands where it does, and which of them stand in each other's way."""

from collections import Counter
from collections.abc import Iterable

from calendars.availability import minute_of
from calendars.zones import zone
from matcher.problem import GatheringsProblem, GatheringStart
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort, MonthlyAt
from scheduler.domain.plans import Reason, SessionsPart
from scheduler.languages.sentences import City, Clock, Sentence, Weekday, all_of, counted, message, sentence
from scheduler.problems.gatherings import placing_order
from scheduler.problems.instants import instant_of
from scheduler.reasons.phrases import day

_SET_TIMES = {
    1: message("It is set for the 1st {weekday} of each month at {time} by the clock of {place}."),
    2: message("It is set for the 2nd {weekday} of each month at {time} by the clock of {place}."),
    3: message("It is set for the 3rd {weekday} of each month at {time} by the clock of {place}."),
    4: message("It is set for the 4th {weekday} of each month at {time} by the clock of {place}."),
    -1: message("It is set for the last {weekday} of each month at {time} by the clock of {place}."),
}
"""By the ordinal of a `MonthlyAt`."""


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
    begins = instant_of(start.interval.begin).astimezone(zone(cohort.home_time_zone))
    return Reason(
        code="sessions_overlap",
        params={"session": one.id, "other": other.id, "date": f"{begins:%Y-%m-%d}", "times": times},
        text=counted(
            "{session} and {other} are set for times that overlap on {day} and {count} more time: move one.",
            "{session} and {other} are set for times that overlap on {day} and {count} more times: move one.",
            times - 1,
            session=one.name,
            other=other.name,
            day=day(begins.date(), cohort=cohort),
        )
        if times > 1
        else sentence(
            "{session} and {other} are set for times that overlap on {day}: move one.",
            session=one.name,
            other=other.name,
            day=day(begins.date(), cohort=cohort),
        ),
    )


def _set_time(when: MonthlyAt, *, cohort: Cohort) -> Reason:
    return Reason(
        code="set_time",
        params={"ordinal": when.ordinal, "weekday": when.weekday, "at": f"{when.at:%H:%M}"},
        text=sentence(
            _SET_TIMES[when.ordinal],
            weekday=Weekday(day=when.weekday),
            time=Clock.at(when.at),
            place=City(time_zone=cohort.home_time_zone),
        ),
    )


def _evenly_borne(start: GatheringStart, *, offered: int) -> Reason:
    burdens = Counter(start.burdens)
    kinds = {"inside": burdens[0], "by_day": burdens[1], "early_or_late": burdens[3], "at_night": burdens[10]}
    return Reason(
        code="evenly_borne",
        params={"offered": offered, **kinds},
        text=counted(
            "Of the {count} start on offer that month it is the one that shares the odd hours most evenly over all the "
            "sessions: of {people}, {come}.",
            "Of the {count} starts on offer that month it is the one that shares the odd hours most evenly over all "
            "the sessions: of {people}, {come}.",
            offered,
            people=counted("{count} person", "{count} people", len(start.burdens)),
            come=all_of(_come(kind, number) for kind, number in kinds.items() if number),
        ),
    )


def _come(kind: str, number: int) -> Sentence:
    """Return how many come at such an hour of theirs."""
    match kind:
        case "inside":
            return counted("{count} inside their hours", "{count} inside their hours", number)
        case "by_day":
            return counted("{count} by day outside them", "{count} by day outside them", number)
        case "early_or_late":
            return counted("{count} early or late", "{count} early or late", number)
        case _:
            return counted("{count} at night", "{count} at night", number)
