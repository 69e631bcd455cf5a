from dataclasses import replace
from datetime import UTC, date, datetime

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, SessionMeeting
from scheduler.outputs.heatmap import HeatMap, days_worth_drawing, heat_map

People = tuple[Person, ...]


def _day_of(drawn: HeatMap, key: str) -> list[int]:
    """Return the burden of a person at the beginning of each hour."""
    (row,) = (row for zone in drawn.zones for row in zone.rows if row.person.key == key)
    return list(row.burdens[::4])


def test_each_hour_of_the_home_day_costs_a_person_what_it_is_where_they_live(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    drawn = heat_map(cohort=cohort, people=people, day=date(2024, 10, 8), meetings=plan.sessions.meetings)

    # In New York, free from 9 to 12.
    assert _day_of(drawn, "M3") == [10] * 6 + [3] * 2 + [1] + [0] * 3 + [1] * 9 + [3] * 2 + [10]
    # In Nairobi it is seven hours later, and free from 16 to 20: 9 to 13 in New York.
    assert _day_of(drawn, "M1") == [3] + [1] * 8 + [0] * 4 + [1] + [3] * 2 + [10] * 7 + [3]


def test_the_day_of_the_october_clock_change_is_drawn_on_the_one_timeline(
    cohort: Cohort, people: People
) -> None:
    drawn = heat_map(cohort=cohort, people=people, day=date(2024, 11, 3), meetings=())

    assert drawn.begins == datetime(2024, 11, 3, 4, tzinfo=UTC), "midnight in New York, still in summer time"
    assert [f"{tick:%H:%M}" for tick in drawn.ticks] == ["04:00", "10:00", "16:00", "22:00"]
    # New York shows 1:00 twice: free from 9 to 12 is an hour later on the timeline.
    assert _day_of(drawn, "M3").index(0) == 10


def test_people_are_grouped_by_zone_from_the_east(cohort: Cohort, people: People) -> None:
    drawn = heat_map(cohort=cohort, people=people, day=date(2024, 10, 8), meetings=())

    assert [(zone.time_zone, [row.person.key for row in zone.rows]) for zone in drawn.zones] == [
        ("Asia/Kabul", ["nuri@example.org"]),
        ("Africa/Nairobi", ["M1", "S1"]),
        ("Europe/Kyiv", ["C2"]),
        ("America/New_York", ["M3", "C1"]),
    ]


def test_the_hour_at_which_most_are_available_is_the_first_such(cohort: Cohort, people: People) -> None:
    drawn = heat_map(cohort=cohort, people=people, day=date(2024, 10, 8), meetings=())

    # From 9:00 in New York: two there, two in Nairobi, one in Kyiv (16:00) and one in Kabul (17:30).
    assert (drawn.most, drawn.most_at) == (6, datetime(2024, 10, 8, 13, tzinfo=UTC))


def test_a_strip_shows_runs_and_frames_the_meeting(cohort: Cohort, people: People, plan: Plan) -> None:
    drawn = heat_map(cohort=cohort, people=people, day=date(2024, 10, 8), meetings=plan.sessions.meetings)
    (row,) = (row for zone in drawn.zones for row in zone.rows if row.person.key == "M3")

    assert row.strip == (
        '<svg viewBox="0 0 96 1" preserveAspectRatio="none" role="img">'
        "<title>Available for 3 of these 24 hours</title>"
        '<rect x="24" y="0" width="8" height="1" fill="currentColor" fill-opacity="0.16" />'
        '<rect x="32" y="0" width="4" height="1" fill="currentColor" fill-opacity="0.42" />'
        '<rect x="36" y="0" width="12" height="1" fill="currentColor" fill-opacity="1" />'
        '<rect x="48" y="0" width="36" height="1" fill="currentColor" fill-opacity="0.42" />'
        '<rect x="84" y="0" width="8" height="1" fill="currentColor" fill-opacity="0.16" />'
        '<rect x="40" y="0" width="4" height="1" fill="none" stroke="CanvasText" stroke-width="1.5" '
        'vector-effect="non-scaling-stroke" /></svg>'
    )


def test_a_meeting_that_runs_over_midnight_is_framed_to_the_days_end(cohort: Cohort, people: People) -> None:
    late = SessionMeeting(session="gathering", starts=datetime(2024, 10, 9, 3, tzinfo=UTC), minutes=120)

    drawn = heat_map(cohort=cohort, people=people, day=date(2024, 10, 8), meetings=(late,))

    assert 'x="92" y="0" width="4" height="6" fill="none"' in drawn.crowd
    assert (
        "CanvasText"
        not in heat_map(cohort=cohort, people=people, day=date(2024, 10, 9), meetings=(late,)).crowd
    )


def test_one_day_is_drawn_for_each_set_of_clocks(cohort: Cohort, people: People, plan: Plan) -> None:
    first, last = plan.sessions.meetings
    meetings = (
        first,
        replace(first, starts=datetime(2024, 10, 15, 14, tzinfo=UTC)),  # the same clocks
        replace(first, starts=datetime(2024, 10, 29, 14, tzinfo=UTC)),  # Kyiv has left summer time
        last,  # and so has New York
    )

    assert days_worth_drawing(cohort=cohort, people=people, meetings=meetings) == (
        date(2024, 10, 8),
        date(2024, 10, 29),
        date(2024, 11, 12),
    )


def test_the_day_is_the_home_zones_date(cohort: Cohort, people: People) -> None:
    evening = SessionMeeting(session="gathering", starts=datetime(2024, 10, 9, 1, tzinfo=UTC), minutes=60)

    assert days_worth_drawing(cohort=cohort, people=people, meetings=(evening,)) == (date(2024, 10, 8),)


def test_without_meetings_the_cohorts_first_day_is_drawn(cohort: Cohort, people: People) -> None:
    assert days_worth_drawing(cohort=cohort, people=people, meetings=()) == (cohort.starts,)
