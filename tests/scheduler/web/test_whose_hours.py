"""Everybody's day in any zone, on any date, and the week that two people share."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from calendars.availability import Window
from scheduler.access import CohortScope, whole_cohort
from scheduler.commands.rosters import import_people
from scheduler.queries.whose_hours import Both, Hour, day_table, shared_week
from tests.scheduler.web.plain_words import PSEUDO, plain_words

TUESDAY_EVENING = (Window(day=1, start=18 * 60, end=20 * 60 + 30),)
KABUL = "Asia/Kabul"


@pytest.fixture
def scope(world) -> CohortScope:
    """Mariam in Kyiv can from 18:00 to 20:30 on Tuesdays; everyone else all the time."""
    with world.store.write() as tx:
        scope = whole_cohort(tx, world.cedar.cohort)
        first, *others = scope.people()
        import_people(scope, people=(replace(first, availability=TUESDAY_EVENING), *others))
    with world.store.read() as tx:
        yield whole_cohort(tx, world.cedar.cohort)


def mariam(table) -> dict[int, Hour]:
    """Return what each hour of the table is to her, by the hour that the table's zone shows."""
    (row,) = (row for row in table.rows if row.name.startswith("Mariam") or row.name == "Mariam")
    return dict(enumerate(row.hours))


def test_each_hour_is_free_whole_or_in_part_or_a_time_of_her_own_day(scope) -> None:
    hers = mariam(day_table(scope, day=date(2026, 10, 20), time_zone="Europe/Kyiv"))
    assert [hers[hour] for hour in (18, 19, 20, 21, 23)] == [
        Hour.FREE,
        Hour.FREE,
        Hour.PARTLY,
        Hour.MARGIN,
        Hour.NIGHT,
    ]
    assert [hers[hour] for hour in (0, 6, 8)] == [Hour.NIGHT, Hour.MARGIN, Hour.DAY]


def test_the_day_is_that_of_the_zone_asked_for(scope) -> None:
    table = day_table(scope, day=date(2026, 10, 20), time_zone=KABUL)
    # Kabul is an hour and a half ahead of Kyiv's summer time: her 18:00 is 19:30 there.
    assert [mariam(table)[hour] for hour in (19, 20, 21, 22)] == [
        Hour.PARTLY,
        Hour.FREE,
        Hour.FREE,
        Hour.DAY,
    ]
    assert table.free[20] == table.people == table.best


def test_kyiv_leaves_summer_time_on_25_october_and_the_day_has_25_hours(scope) -> None:
    days = (date(2026, 10, 25), date(2026, 3, 29), date(2026, 10, 26))
    assert [len(day_table(scope, day=day, time_zone="Europe/Kyiv").starts) for day in days] == [25, 23, 24]


def test_of_very_many_each_zone_has_a_row(scope, monkeypatch) -> None:
    monkeypatch.setattr("scheduler.queries.whose_hours.MOST_ROWS", 1)
    table = day_table(scope, day=date(2026, 10, 20), time_zone="Europe/Kyiv")
    assert {row.name for row in table.rows} == {None}
    assert sum(row.people for row in table.rows) == table.people
    assert tuple(map(sum, zip(*(row.free for row in table.rows), strict=True))) == table.free


def test_a_pairs_week_says_who_is_free(scope, world) -> None:
    coach = f"{world.cedar.cohort}-C1"
    week = shared_week(
        scope, coach=coach, member=world.cedar.person, day=date(2026, 10, 22), time_zone="Europe/Kyiv"
    )
    assert week.monday == date(2026, 10, 19)
    assert [week.days[1][hour] for hour in (17, 18, 19, 20)] == [
        Both.COACH,
        Both.BOTH,
        Both.BOTH,
        Both.COACH,
    ]
    assert week.minutes == 150


def test_a_skipped_hour_is_none(scope, world) -> None:
    week = shared_week(
        scope,
        coach=f"{world.cedar.cohort}-C1",
        member=world.cedar.person,
        day=date(2026, 3, 29),
        time_zone="Europe/Kyiv",
    )
    assert [week.days[6][hour] for hour in (2, 3, 4)] == [Both.COACH, None, Both.COACH]


@pytest.mark.parametrize("role", ["coordinator", "facilitator"])
def test_the_page_shows_any_date_in_any_place(scope, world, role) -> None:
    browser, path = world.browser(role), f"/cohorts/{world.cedar.cohort}/hours"
    page = browser.get(f"{path}?date=2026-10-25&place=Kyiv").text
    assert "The clock of Kyiv changes on this day: it has 25 hours." in page
    assert len(re.findall(r'<th scope="col">\d', page)) == 25
    assert "Sunday, October 25, 2026, from midnight to midnight in Kyiv." in page
    for odd in ("?date=nonsense&place=Atlantis", "?date=9999-12-31", "?date=0001-01-01"):
        assert browser.get(path + odd).status_code == 200


def test_a_pair_is_a_coach_and_a_member(scope, world) -> None:
    browser, path = world.browser("coordinator"), f"/cohorts/{world.cedar.cohort}/hours"
    coach, member = f"{world.cedar.cohort}-C1", world.cedar.person
    assert browser.get(f"{path}/{coach}/{member}").status_code == 200
    assert browser.get(f"{path}/{member}/{coach}").status_code == 404
    assert browser.get(f"{path}/{coach}/{coach}").status_code == 404


def test_both_pages_are_said_in_the_pages_language(scope, world) -> None:
    browser, path = world.browser("coordinator"), f"/cohorts/{world.cedar.cohort}/hours"
    pair = f"{path}/{world.cedar.cohort}-C1/{world.cedar.person}"
    for page in (path, f"{path}?date=2026-10-25&place=Kyiv", pair, f"{pair}?date=2026-03-29&place=Kyiv"):
        assert plain_words(browser.get(page, headers=PSEUDO).text) == [], page


def test_before_the_cohort_begins_its_first_day_is_shown(scope, world) -> None:
    world.clock.at -= timedelta(days=10)
    page = world.browser("coordinator").get(f"/cohorts/{world.cedar.cohort}/hours").text
    assert f'value="{scope.cohort.starts.isoformat()}"' in page
