"""A pair that loses its hour, or some of it, is named from this week on, with the clock that takes it."""

from collections.abc import Callable
from datetime import date

import pytest

from scheduler.domain.cohorts import Coaching
from scheduler.domain.people import Capacity, Person, Role
from tests.scheduler.queries.attention.conftest import Community

MakePairs = Callable[..., Community]
ALWAYS = "Mon 00:00-24:00; Tue 00:00-24:00; Wed 00:00-24:00; Thu 00:00-24:00; Fri 00:00-24:00"
NEW_YORK, LONDON = ("America/New_York", "Wed 13:00-14:00"), ("Europe/London", "Wed 18:00-19:00")


@pytest.fixture
def paired(make_community: Callable[..., Community], make_person: Callable[..., Person]) -> MakePairs:
    """Pair Amina and Bea, who could always meet when they were paired, and by now are free in these hours alone."""

    def pair(amina: tuple[str, str], bea: tuple[str, str], **rules: object) -> Community:
        community = make_community(**rules)
        before = (make_person("amina", hours=ALWAYS), make_person("bea", role=Role.COACH, hours=ALWAYS))
        community.release(*before, pairs=(("amina", "bea"),))
        community.now_has(
            make_person("amina", zone=amina[0], hours=amina[1]),
            make_person("bea", role=Role.COACH, zone=bea[0], hours=bea[1]),
        )
        return community

    return pair


def test_weeks_between_two_clock_changes_are_foreseen(paired: MakePairs) -> None:
    (matter,) = paired(NEW_YORK, LONDON).matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.until) == ("apart", date(2026, 3, 8), date(2026, 3, 29))
    assert matter.ids == ("id-amina", "id-bea")
    assert matter.what == (
        "From 8 March, when the clocks change in New York, Amina and Bea share no hour. "
        "From 29 March on they share one again."
    )


def test_in_such_weeks_it_matters_already(paired: MakePairs) -> None:
    community = paired(NEW_YORK, LONDON)
    said = (
        "Since 8 March, when the clocks changed in New York, Amina and Bea share no hour. "
        "From 29 March on they share one again."
    )
    assert [community.said(2026, 3, day) for day in (9, 20, 29)] == [[("apart", None, said)]] * 3


def test_weeks_that_are_over_do_not_matter_any_more(paired: MakePairs) -> None:
    assert paired(NEW_YORK, LONDON).said(2026, 3, 30) == []


def test_a_single_day_between_two_changes_is_foreseen_too(paired: MakePairs) -> None:
    """London's clock changes on the Sunday before New York's: of their Sundays they lose one."""
    community = paired(
        ("America/New_York", "Sun 13:00-14:00"), ("Europe/London", "Sun 18:00-19:00"), ends=date(2026, 12, 18)
    )
    (matter,) = community.matters(2026, 10, 12)
    assert (matter.since, matter.until) == (date(2026, 10, 25), date(2026, 11, 1))


def test_an_hour_that_the_clock_skips_is_back_with_the_next_week(paired: MakePairs) -> None:
    small_hours = ("Europe/London", "Sun 01:00-02:00")
    (matter,) = paired(small_hours, small_hours).matters(2026, 2, 2)
    assert (matter.since, matter.until) == (date(2026, 3, 29), date(2026, 3, 30))


def test_after_the_weeks_of_spring_those_of_autumn_are_foreseen(paired: MakePairs) -> None:
    (matter,) = paired(NEW_YORK, LONDON, ends=date(2026, 12, 18)).matters(2026, 3, 30)
    assert (matter.since, matter.until) == (date(2026, 10, 25), date(2026, 11, 1))
    assert str(matter.what).startswith("From 25 October, when the clocks change in London,")


def test_a_change_of_the_cohorts_last_weeks_alone_is_foreseen_too(paired: MakePairs) -> None:
    community = paired(LONDON, NEW_YORK, starts=date(2026, 6, 1), ends=date(2026, 10, 27))
    assert community.said(2026, 6, 3) == [
        (
            "apart",
            date(2026, 10, 25),
            "From 25 October, when the clocks change in London, Amina and Bea share no hour.",
        )
    ]


def test_what_is_left_is_said_where_it_is_too_short_for_a_meeting(paired: MakePairs) -> None:
    community = paired(("Europe/London", "Wed 17:00-18:30"), ("Africa/Nairobi", "Wed 20:00-21:30"))
    assert community.said(2026, 2, 2) == [
        (
            "apart",
            date(2026, 3, 29),
            (
                "From 29 March, when the clocks change in London, Amina and Bea share no hour. "
                "The longest stretch they share is 30 minutes."
            ),
        )
    ]


def test_ramadan_puts_casablancas_clock_back(paired: MakePairs) -> None:
    community = paired(("Africa/Casablanca", "Wed 18:00-19:00"), ("Africa/Nairobi", "Wed 20:00-21:00"))
    assert community.said(2026, 2, 2) == [
        (
            "apart",
            date(2026, 2, 15),
            (
                "From 15 February, when the clocks change in Casablanca, Amina and Bea share no hour. "
                "From 22 March on they share one again."
            ),
        )
    ]


def test_cairo_changes_its_clock_within_a_week_which_may_still_be_good(paired: MakePairs) -> None:
    community = paired(("Africa/Nairobi", "Thu 21:00-22:00"), ("Africa/Cairo", "Thu 20:00-21:00"))
    said = "when the clocks {} in Cairo, Amina and Bea share no hour."
    assert community.said(2026, 4, 22) == [
        ("apart", date(2026, 4, 24), f"From 24 April, {said.format('change')}")
    ]
    assert community.said(2026, 4, 27) == [("apart", None, f"Since 24 April, {said.format('changed')}")]


def test_the_sunday_of_the_change_may_be_the_first_day_without(paired: MakePairs) -> None:
    community = paired(("Asia/Beirut", "Sun 18:00-19:00"), ("Africa/Nairobi", "Sun 19:00-20:00"))
    said = "From 29 March, when the clocks change in Beirut, Amina and Bea share no hour."
    assert community.said(2026, 3, 28) == [("apart", date(2026, 3, 29), said)]


def test_a_pair_that_shares_less_from_a_week_on_is_foreseen(paired: MakePairs) -> None:
    community = paired(("Asia/Beirut", "Tue 18:00-21:00"), ("Africa/Nairobi", "Tue 19:00-22:00"))
    said = (
        "From 29 March, when the clocks change in Beirut, Amina and Bea share 120 minutes a week "
        "instead of 180 minutes."
    )
    assert community.said(2026, 2, 2) == [("less", date(2026, 3, 29), said)]
    assert community.said(2026, 3, 30) == []


def test_less_for_some_weeks_is_less_until_then_by_its_worst_week(paired: MakePairs) -> None:
    community = paired(("America/New_York", "Wed 12:00-15:00"), ("Europe/London", "Wed 17:00-20:00"))
    (matter,) = community.matters(2026, 2, 2)
    assert (matter.kind, matter.since, matter.until) == ("less", date(2026, 3, 8), date(2026, 3, 29))
    assert matter.what == (
        "From 8 March, when the clocks change in New York, Amina and Bea share 120 minutes a week "
        "instead of 180 minutes. "
        "From 29 March on it is more again."
    )


def test_the_worst_of_several_weeks_is_told_though_the_first_is_better(paired: MakePairs) -> None:
    """Of the week that ends with the change only the Sunday is shorter."""
    aims = Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=360)
    community = paired(
        ("Asia/Beirut", "Tue 18:00-21:00; Sun 18:00-21:00"),
        ("Africa/Nairobi", "Tue 19:00-22:00; Sun 19:00-22:00"),
        coaching=aims,
    )
    (matter,) = community.matters(2026, 2, 2)
    assert matter.since == date(2026, 3, 29)
    assert str(matter.what).endswith("share 240 minutes a week instead of 360 minutes.")


def test_less_than_now_is_no_matter_while_it_is_all_that_is_aimed_at(paired: MakePairs) -> None:
    modest = Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=120)
    community = paired(
        ("Asia/Beirut", "Tue 18:00-21:00"), ("Africa/Nairobi", "Tue 19:00-22:00"), coaching=modest
    )
    assert community.said(2026, 2, 2) == []


def test_clocks_that_change_alike_take_nothing(paired: MakePairs) -> None:
    community = paired(("Europe/Paris", "Wed 19:00-20:00"), ("Europe/London", "Wed 18:00-19:00"))
    assert community.said(2026, 2, 2) == []


def test_where_no_clock_has_changed_it_is_their_hours_that_have(paired: MakePairs) -> None:
    community = paired(("Europe/Paris", "Wed 18:00-19:30"), ("Europe/London", "Wed 18:00-19:00"))
    assert community.said(2026, 2, 2) == [
        (
            "apart",
            None,
            "Amina and Bea do not share an hour any more. The longest stretch they share is 30 minutes.",
        )
    ]


def test_a_pair_that_was_to_be_whatever_its_hours_is_no_matter(
    make_community: Callable[..., Community], make_person: Callable[..., Person]
) -> None:
    community = make_community()
    people = (
        make_person("amina", hours="Mon 09:00-10:00"),
        make_person("bea", role=Role.COACH, hours="Tue 09:00-10:00"),
    )
    community.release(*people, pairs=(("amina", "bea"),))
    assert community.said(2026, 2, 2) == []


def test_once_the_cohort_is_over_nobody_needs_an_hour(paired: MakePairs) -> None:
    community = paired(("UTC", "Wed 09:00-10:00"), ("UTC", "Thu 09:00-10:00"))
    assert [kind for kind, *_ in community.said(2026, 6, 26)] == ["apart"]
    assert community.said(2026, 6, 29) == []
