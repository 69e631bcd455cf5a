"""All people at once give what each person gives alone."""

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from calendars.availability import Window, is_available
from calendars.burden import burden
from matcher.problem import Interval
from scheduler.domain.people import Person, PersonId, Role
from scheduler.problems.hours import attendances, burdens
from scheduler.problems.instants import instant_of, interval

ZONES = ("Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Phoenix")
OCTOBER = int(datetime(2026, 10, 20, tzinfo=UTC).timestamp()) // 60

windows = st.builds(
    lambda day, start, length: Window(day=day, start=15 * start, end=15 * (start + length)),
    st.integers(0, 6),
    st.integers(0, 95),
    st.integers(1, 96),
)
stretches = st.builds(
    lambda begin, length: Interval(begin=OCTOBER + begin, end=OCTOBER + begin + length),
    st.integers(0, 21 * 24 * 60),
    st.integers(1, 300),
)


@st.composite
def groups(draw: st.DrawFn) -> tuple[Person, ...]:
    return tuple(
        Person(
            id=PersonId(str(number)),
            key=str(number),
            name=str(number),
            email=None,
            role=Role.MEMBER,
            time_zone=draw(st.sampled_from(ZONES)),
            availability=tuple(draw(st.lists(windows, max_size=4))),
        )
        for number in range(draw(st.integers(0, 10)))
    )


@given(people=groups(), intervals=st.lists(stretches, max_size=8).map(tuple))
def test_attendance_and_burden_of_many_are_those_of_each(
    people: tuple[Person, ...], intervals: tuple[Interval, ...]
) -> None:
    """The stretches lie in the three weeks in which London, New York and Lord Howe change their clocks."""
    there = [
        [
            is_available(
                time_zone=person.time_zone,
                windows=person.availability,
                begin=instant_of(one.begin),
                end=instant_of(one.end),
            )
            for person in people
        ]
        for one in intervals
    ]
    masks = tuple(sum(1 << person for person, is_there in enumerate(row) if is_there) for row in there)
    costs = tuple(
        bytes(
            burden(time_zone=person.time_zone, begin=instant_of(one.begin), available=is_there)
            for person, is_there in zip(people, row, strict=True)
        )
        for one, row in zip(intervals, there, strict=True)
    )
    assert attendances(people=people, intervals=intervals) == masks
    assert burdens(people=people, intervals=intervals) == costs


def test_more_than_eight_people_keep_their_bits(make_person: Callable[..., Person]) -> None:
    people = tuple(make_person(f"p{n}", hours="" if n == 11 else "Mon 00:00-00:15") for n in range(12))
    noon = interval(starts=datetime(2026, 10, 1, 12, tzinfo=UTC), minutes=60)
    assert attendances(people=people, intervals=(noon,)) == (1 << 11,)
