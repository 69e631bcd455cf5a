"""The oracle stands on what is known: clocks as almanacs have them, weeks and starts counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calendars.availability import Window
from calendars.zones import zone
from scheduler.domain.cohorts import Choice, Coaching, Cohort, CohortId
from scheduler.domain.people import Capacity, Person, PersonId, Role
from tests.oracle.offers import instants_shown, offered
from tests.oracle.pairs import worths
from tests.oracle.timeline import FIRST, QUARTER, clock_readings

COACHING = Coaching(capacity=Capacity(minimum=1, maximum=2), meeting_minutes=60, target_minutes=1200)
COHORT = Cohort(
    id=CohortId("c0"),
    name="Known",
    starts=date(2026, 10, 5),
    ends=date(2026, 12, 13),
    home_time_zone="Europe/Kyiv",
    locale="en",
    topics=(),
)


def _person(role: Role, time_zone: str, window: Window) -> Person:
    return Person(
        id=PersonId(f"id-{role}"),
        key=role,
        name=role.title(),
        email=None,
        role=role,
        time_zone=time_zone,
        availability=(window,),
    )


@pytest.mark.parametrize(
    ("day", "new_york", "kabul"),
    [
        ((10, 14), (13, 0), (21, 30)),
        ((10, 28), (14, 0), (22, 30)),  # London has left summer time, New York leaves it on 1 November
        ((11, 4), (13, 0), (22, 30)),
    ],
)
def test_six_in_the_evening_in_london_is_read_as_every_almanac_has_it(
    day: tuple[int, int], new_york: tuple[int, int], kabul: tuple[int, int]
) -> None:
    (instant,) = instants_shown(zone("Europe/London"), datetime(2026, *day, 18))  # noqa: DTZ001 - a wall clock
    quarter = (instant - FIRST) // QUARTER
    for time_zone, (hour, minute) in (("America/New_York", new_york), ("Asia/Kabul", kabul)):
        assert (
            clock_readings(time_zone)[quarter] == 2 * 96 + hour * 4 + minute // 15
        )  # all three are Wednesdays


def test_a_pair_on_two_sides_of_a_clock_change_shares_what_its_worst_week_has() -> None:
    london = _person(Role.MEMBER, "Europe/London", Window(day=2, start=18 * 60, end=20 * 60))
    kabul = _person(Role.COACH, "Asia/Kabul", Window(day=2, start=21 * 60, end=23 * 60))
    worth = worths(cohort=COHORT, coaching=COACHING, people=(london, kabul))[london.id, kabul.id]
    # 21:30 to 23:00 in Kabul in summer; from 25 October 22:30 to 23:00, which is no whole hour.
    assert worth.by_week == {
        **{f"2026-10-{day:02}": 90 for day in (5, 12, 19)},
        **{f"2026-{month}": 0 for month in ("10-26", "11-02", "11-09", "11-16", "11-23", "11-30", "12-07")},
    }
    assert not worth.allowed


def test_no_start_is_offered_that_the_home_clock_skips_repeats_or_changes_under() -> None:
    hourly = Choice(weekdays=(6,), opens=60, closes=6 * 60, step_minutes=30)
    sunday = date(2026, 10, 25)  # Kyiv shows 03:00 to 04:00 twice, from 00:00 UTC on
    starts = offered(cohort=COHORT, choice=hourly, minutes=60, dates=[sunday], meetings=1)
    assert starts == [
        (datetime(2026, 10, 24, 22, tzinfo=UTC) + timedelta(minutes=m),)
        for m in (0, 30, 60, 90, 240, 270, 300)
    ]
