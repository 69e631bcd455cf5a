from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.outputs.burden_table import burden_table


def test_everybody_bears_what_the_hour_costs_where_they_live(people: tuple[Person, ...], plan: Plan) -> None:
    table = burden_table(people=people, meetings=plan.sessions.meetings)

    # 10:00 in New York is 17:00 in Nairobi and Kyiv and 18:30 in Kabul before the clocks change; on 12 November
    # it is 18:00 in Nairobi, still 17:00 in Kyiv and 19:30 in Kabul, where the hour then runs past 20:00.
    assert [
        (zone.time_zone, [(each.person.key, each.burdens, each.total) for each in zone.bearers])
        for zone in table
    ] == [
        ("Asia/Kabul", [("nuri@example.org", (0, 1), 1)]),
        ("Africa/Nairobi", [("M1", (0, 0), 0), ("S1", (0, 0), 0)]),
        ("Europe/Kyiv", [("C2", (0, 0), 0)]),
        ("America/New_York", [("M3", (0, 0), 0), ("C1", (0, 0), 0)]),
    ]
