"""summary.html: counts and pictures, no person's name or address; fit to forward (DESIGN 8)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from calendars.burden import DAY, MARGIN, NIGHT, NONE
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, SessionMeeting
from scheduler.outputs.burden_table import burden_table
from scheduler.outputs.charts import Count, counts, shares
from scheduler.outputs.drawing import FAINT, PALE, SOLID
from scheduler.outputs.figures import figures
from scheduler.outputs.heatmap import days_worth_drawing, heat_map
from scheduler.outputs.pages import render
from scheduler.outputs.wording import Wording
from scheduler.problems.coaching import coaches

MOST_HOURS = 8
"""Pairs that share this many hours a week or more are counted together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopCount:
    """How many groups and seats a workshop came to."""

    name: str
    sections: int
    seats: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingCount:
    """For how many one meeting lies in their hours, in their day, early or late, and in their night."""

    meeting: SessionMeeting
    hours: int
    day: int
    margin: int
    night: int
    bar: Markup


def summary_html(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> bytes:
    """Return the summary as one HTML file: the cohort's and its workshops' names and counts, and no person's.

    A zone is counted and never named, since one person may be alone in it. The same plan gives the same bytes.
    """
    meetings = plan.sessions.meetings
    day = days_worth_drawing(cohort=cohort, people=people, meetings=meetings)[0]
    values: dict[str, object] = {
        "cohort": cohort,
        "plan": plan,
        "figures": figures(people=people, plan=plan),
        "wording": Wording(locale=cohort.locale),
        "loads": _loads(cohort, people, plan),
        "bands": _bands(plan),
        "hours": _hours(plan),
        "workshops": _workshops(cohort, plan),
        "meetings": _meetings(people, meetings),
        "bearing": _bearing(people, meetings),
        "map": heat_map(cohort=cohort, people=people, day=day, meetings=meetings) if people else None,
    }
    return render(template="summary.html", values=values)


def _loads(cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> tuple[Count, ...]:
    taken = Counter(pair.coach for pair in plan.coaching.pairs)
    loads = Counter(taken[coach.id] for coach in coaches(cohort=cohort, people=people))
    return counts(numbers=((str(load), loads[load]) for load in _from_least_to_most(loads)))


def _bands(plan: Plan) -> tuple[Count, ...]:
    labels = (*(f"{band}00-{band}99" for band in range(1, 9)), "900-1000")
    return counts(numbers=zip(("0-99", *labels), plan.coaching.objective.bands, strict=True))


def _hours(plan: Plan) -> tuple[Count, ...]:
    hours = Counter(min(MOST_HOURS, pair.shared_minutes // 60) for pair in plan.coaching.pairs)

    def label(hour: int) -> str:
        return f"{hour} or more" if hour == MOST_HOURS else f"{hour} to {hour + 1}"

    return counts(numbers=((label(hour), hours[hour]) for hour in _from_least_to_most(hours)))


def _workshops(cohort: Cohort, plan: Plan) -> tuple[WorkshopCount, ...]:
    held = plan.workshops.sections
    return tuple(
        WorkshopCount(
            name=workshop.name,
            sections=sum(section.workshop == workshop.id for section in held),
            seats=sum(len(section.members) for section in held if section.workshop == workshop.id),
        )
        for workshop in cohort.workshops
    )


def _meetings(people: tuple[Person, ...], meetings: tuple[SessionMeeting, ...]) -> tuple[MeetingCount, ...]:
    if not (people and meetings):
        return ()
    zones = burden_table(people=people, meetings=meetings)
    everybody = [bearer.burdens for zone in zones for bearer in zone.bearers]
    return tuple(
        _meeting(meeting, Counter(column))
        for meeting, column in zip(meetings, zip(*everybody, strict=True), strict=True)
    )


def _meeting(meeting: SessionMeeting, number: Counter[int]) -> MeetingCount:
    title = (
        f"{number[NONE]} within their hours, {number[DAY]} in their day, {number[MARGIN]} early or late, "
        f"{number[NIGHT]} at night"
    )
    parts = [(number[NONE], SOLID), (number[DAY], PALE), (number[MARGIN], FAINT), (number[NIGHT], 0.0)]
    return MeetingCount(
        meeting=meeting,
        hours=number[NONE],
        day=number[DAY],
        margin=number[MARGIN],
        night=number[NIGHT],
        bar=shares(title=title, parts=parts),
    )


def _bearing(people: tuple[Person, ...], meetings: tuple[SessionMeeting, ...]) -> tuple[Count, ...]:
    if not (people and meetings):
        return ()
    zones = burden_table(people=people, meetings=meetings)
    totals = Counter(bearer.total for zone in zones for bearer in zone.bearers)
    return counts(numbers=((str(total), totals[total]) for total in sorted(totals)))


def _from_least_to_most(numbers: Iterable[int]) -> range:
    numbers = tuple(numbers)
    return range(min(numbers), max(numbers) + 1) if numbers else range(0)
