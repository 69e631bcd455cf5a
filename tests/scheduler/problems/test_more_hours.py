"""An hour more in somebody's week is theirs in every week, whatever their clock does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from calendars.availability import Window, week_masks, weeks_between
from matcher.problem import WeekMasks
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, Role
from scheduler.problems import MoreHours, coaching_problem
from scheduler.problems.more_hours import advice_is_sought, windows_more

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]


@pytest.mark.parametrize(
    "zone", ["Europe/London", "America/New_York", "Asia/Beirut", "Africa/Nairobi", "Asia/Kathmandu"]
)
def test_an_hour_more_makes_the_weeks_that_giving_it_in_the_roster_would(
    make_cohort: MakeCohort, make_person: MakePerson, zone: str
) -> None:
    """London, New York and Beirut change the clock on three different days; the others never do."""
    cohort = make_cohort(starts=date(2026, 9, 1), ends=date(2027, 4, 30))
    people = (
        make_person("ann", zone=zone, hours="Mon 17:30-18:30; Sun 00:00-05:00"),
        make_person("carl", role=Role.COACH, zone=zone, hours="Tue 08:00-09:00"),
    )
    problem = coaching_problem(cohort=cohort, people=people)
    more = MoreHours(cohort=cohort, people=people, problem=problem)
    windows = windows_more(cohort=cohort)
    assert len(windows) == 7 * 53
    for person, found in ((people[0], more.of_member(0)), (people[1], more.of_coach(0))):
        assert [every_week(one) for one in found] == [
            given(replace(person, availability=(*person.availability, window)), cohort, edge=problem.edge)
            for window in windows
        ]


def every_week(weeks: WeekMasks) -> list[int]:
    assert len(set(weeks.masks)) == len(weeks.masks)
    return [weeks.masks[index] for index in weeks.of_week]


def given(person: Person, cohort: Cohort, *, edge: int) -> list[int]:
    weeks = weeks_between(starts=cohort.starts, ends=cohort.ends)
    masks, of_week = week_masks(
        time_zone=person.time_zone, windows=person.availability, weeks=weeks, edge=edge
    )
    return [masks[index] for index in of_week]


def test_a_meeting_takes_whole_quarter_hours_between_eight_and_ten_at_night(make_cohort: MakeCohort) -> None:
    rules = make_cohort().coaching
    odd = windows_more(cohort=make_cohort(coaching=replace(rules, meeting_minutes=50)))
    assert (odd[0], odd[-1]) == (
        Window(day=0, start=8 * 60, end=9 * 60),
        Window(day=6, start=21 * 60, end=22 * 60),
    )
    assert windows_more(cohort=make_cohort(coaching=replace(rules, meeting_minutes=841))) == ()
    assert windows_more(cohort=make_cohort(coaching=None)) == ()


def test_advice_is_sought_up_to_a_quarter_of_a_million_pairs(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    member, coach = make_person("ann"), make_person("carl", role=Role.COACH)
    assert advice_is_sought(cohort=make_cohort(), people=(member,) * 500 + (coach,) * 500)
    assert not advice_is_sought(cohort=make_cohort(), people=(member,) * 501 + (coach,) * 500)
    assert not advice_is_sought(cohort=make_cohort(), people=(member,) * 20_001 + (coach,))
