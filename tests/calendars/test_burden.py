from datetime import UTC, datetime

import pytest

from calendars.burden import burden


@pytest.mark.parametrize(
    ("local", "weight"),
    [
        ("00:00", 10), ("05:59", 10), ("06:00", 3), ("07:59", 3), ("08:00", 1), ("20:59", 1),
        ("21:00", 3), ("22:59", 3), ("23:00", 10),
    ],
)  # fmt: skip
def test_a_meeting_outside_availability_weighs_by_the_local_time_at_which_it_begins(
    local: str, weight: int
) -> None:
    begin = datetime.fromisoformat(f"2026-10-14T{local}+03:00")  # Nairobi's clock
    assert burden(time_zone="Africa/Nairobi", begin=begin, available=False) == weight


def test_a_meeting_inside_availability_weighs_nothing_even_at_night() -> None:
    begin = datetime(2026, 10, 14, 0, tzinfo=UTC)
    assert burden(time_zone="Africa/Nairobi", begin=begin, available=True) == 0


def test_the_same_instant_weighs_more_once_the_clock_is_put_back() -> None:
    begin = datetime(2026, 10, 28, 7, tzinfo=UTC)
    before, after = begin.replace(day=24), begin  # 08:00 and, after 25 October, 07:00 in London
    weights = [burden(time_zone="Europe/London", begin=at, available=False) for at in (before, after)]
    assert weights == [1, 3]
