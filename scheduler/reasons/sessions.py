"""Why a whole-group session stands where it does, and which of them stand in each other's way."""

from collections import Counter

from matcher.problem import GatheringStart
from scheduler.domain.cohorts import Cohort, MonthlyAt, Session
from scheduler.domain.plans import Reason
from scheduler.reasons.phrases import city, counted, ordinal

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def meeting_reason(*, cohort: Cohort, session: Session, start: GatheringStart, offered: int) -> Reason:
    """Return why the session's meeting of a month stands at `start`, one of the `offered` of that month."""
    if isinstance(session.when, MonthlyAt):
        return _set_time(session.when, cohort=cohort)
    burdens = Counter(start.burdens)
    params = {
        "offered": offered,
        "inside": burdens[0],
        "by_day": burdens[1],
        "early_or_late": burdens[3],
        "at_night": burdens[10],
    }
    outside = [
        f"{params['by_day']} by day outside them" if params["by_day"] else "",
        f"{params['early_or_late']} early or late" if params["early_or_late"] else "",
        f"{params['at_night']} at night" if params["at_night"] else "",
    ]
    come = ", ".join(part for part in (f"{params['inside']} inside their hours", *outside) if part)
    text = (
        f"Of the {counted(offered, 'start')} that this month offers, this one shares the odd hours out most "
        f"evenly over the sessions: of {counted(len(start.burdens), 'person', 'people')} {come}."
    )
    return Reason(code="evenly_borne", params=params, text=text)


def _set_time(when: MonthlyAt, *, cohort: Cohort) -> Reason:
    which = "last" if when.ordinal == -1 else ordinal(when.ordinal)
    return Reason(
        code="set_time",
        params={"ordinal": when.ordinal, "weekday": when.weekday, "at": f"{when.at:%H:%M}"},
        text=f"It is set for the {which} {_WEEKDAYS[when.weekday]} of each month at {when.at:%H:%M} by the clock of "
        f"{city(cohort.home_time_zone)}.",
    )
