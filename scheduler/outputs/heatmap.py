"""A day of everybody's, quarter hour by quarter hour: who is available, who is awake, and whose night it is.

What a quarter costs a person is the burden of DESIGN 6: 0 available, 1 by day, 3 early or late, 10 at night. The
more ink, the better the hour: available is solid, the rest of the day pale, early and late faint, the night blank.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from xml.etree.ElementTree import Element

from markupsafe import Markup

from calendars.burden import DAY, MARGIN, NONE
from calendars.wall_clock import offset_at, to_utc
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import SessionMeeting
from scheduler.outputs.drawing import FAINT, PALE, SOLID, bar, frame, picture, steps
from scheduler.outputs.zone_order import eastern_first
from scheduler.problems.hours import burdens
from scheduler.problems.instants import interval

QUARTER = timedelta(minutes=15)
QUARTERS = 24 * 4
TICKS_EVERY = 6 * 4

_OPACITY = {NONE: SOLID, DAY: PALE, MARGIN: FAINT}
"""By burden; what is not here is night, and blank."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One person's day: the burden of each quarter hour, and its picture."""

    person: Person
    burdens: tuple[int, ...]
    strip: Markup


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneRows:
    """The people of one zone, in the roster's order."""

    time_zone: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatMap:
    """Twenty-four hours from the home zone's midnight of `day`, the easternmost zone first.

    `begins` is aware UTC; `ticks` are the instants six hours apart at which the axis is labelled; `crowd` is the
    picture of how many are available, awake, up early or late; `most` the largest number available at once and
    `most_at` when that first is.
    """

    day: date
    begins: datetime
    ticks: tuple[datetime, ...]
    zones: tuple[ZoneRows, ...]
    crowd: Markup
    most: int
    most_at: datetime


def heat_map(
    *, cohort: Cohort, people: tuple[Person, ...], day: date, meetings: Iterable[SessionMeeting]
) -> HeatMap:
    """Return everybody's day; the meetings that fall in it are framed. `people` must not be empty."""
    begins = to_utc(wall=datetime.combine(day, time()), time_zone=cohort.home_time_zone)
    starts = tuple(begins + quarter * QUARTER for quarter in range(QUARTERS))
    by_quarter = burdens(
        people=people, intervals=tuple(interval(starts=start, minutes=15) for start in starts)
    )
    framed = _framed(begins, meetings)
    rows = tuple(
        Row(person=person, burdens=mine, strip=_strip(mine, framed))
        for person, mine in zip(people, zip(*by_quarter, strict=True), strict=True)
    )
    available = [sum(burden == NONE for burden in quarter) for quarter in by_quarter]
    most = max(available)
    return HeatMap(
        day=day,
        begins=begins,
        ticks=starts[::TICKS_EVERY],
        zones=_by_zone(rows, begins),
        crowd=_crowd(by_quarter, framed),
        most=most,
        most_at=starts[available.index(most)],
    )


def days_worth_drawing(
    *, cohort: Cohort, people: tuple[Person, ...], meetings: Sequence[SessionMeeting]
) -> tuple[date, ...]:
    """Return the home date of the first meeting under each distinct set of clocks, or the cohort's first day.

    Two meetings are under the same clocks when every zone is as far from UTC at both.
    """
    zones = sorted({cohort.home_time_zone, *(person.time_zone for person in people)})
    first_days: dict[tuple[timedelta, ...], date] = {}
    for meeting in meetings:
        offsets = {name: offset_at(instant=meeting.starts, time_zone=name) for name in zones}
        home = meeting.starts.astimezone(UTC) + offsets[cohort.home_time_zone]
        first_days.setdefault(tuple(offsets.values()), home.date())
    return tuple(dict.fromkeys(first_days.values())) or (cohort.starts,)


def _framed(begins: datetime, meetings: Iterable[SessionMeeting]) -> tuple[tuple[float, float], ...]:
    """Return the meetings within the day as (first quarter, quarters), cut at the day's end."""
    spans = (((meeting.starts - begins) / QUARTER, meeting.minutes / 15) for meeting in meetings)
    return tuple((at, min(length, QUARTERS - at)) for at, length in spans if 0 <= at < QUARTERS)


def _strip(mine: Sequence[int], framed: Sequence[tuple[float, float]]) -> Markup:
    shapes: list[Element] = []
    x = 0
    for burden, run in groupby(mine):
        length = sum(1 for _ in run)
        if burden in _OPACITY:
            shapes.append(bar(x=x, y=0, width=length, height=1, opacity=_OPACITY[burden]))
        x += length
    shapes.extend(frame(x=at, y=0, width=length, height=1) for at, length in framed)
    return picture(width=QUARTERS, height=1, title=_in_words(mine), shapes=shapes)


def _in_words(mine: Sequence[int]) -> str:
    quarters = sum(burden == NONE for burden in mine)
    return f"Available for {quarters / 4:g} of these 24 hours"


def _crowd(by_quarter: Sequence[Sequence[int]], framed: Sequence[tuple[float, float]]) -> Markup:
    everybody = len(by_quarter[0])
    shapes: list[Element] = []
    lower = [everybody] * len(by_quarter)
    for kind, opacity in _OPACITY.items():
        upper = [
            under - sum(burden == kind for burden in quarter)
            for under, quarter in zip(lower, by_quarter, strict=True)
        ]
        shapes.append(steps(lower=lower, upper=upper, opacity=opacity))
        lower = upper
    shapes.extend(frame(x=at, y=0, width=length, height=everybody) for at, length in framed)
    return picture(
        width=QUARTERS,
        height=everybody,
        title="How many are available through the day",
        description="From the bottom: available, otherwise awake by day, up early or late; blank above is night.",
        shapes=shapes,
    )


def _by_zone(rows: Sequence[Row], at: datetime) -> tuple[ZoneRows, ...]:
    people = tuple(row.person for row in rows)
    return tuple(
        ZoneRows(time_zone=name, rows=tuple(row for row in rows if row.person.time_zone == name))
        for name in eastern_first(people=people, at=at)
    )
