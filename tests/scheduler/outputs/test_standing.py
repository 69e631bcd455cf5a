"""What is found so far, and what is known of the best there could be, in words that hold."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from matcher.solution import Progress
from scheduler.domain.cohorts import Cohort
from scheduler.domain.plans import Plan, WorkshopsValue
from scheduler.languages.speech import speech
from scheduler.outputs.standing import WORDS, standing_of, standing_words


def count(part: str, of: str, value: int, bound: int) -> Progress:
    return Progress(phase=part, of=of, incumbent=value, bound=bound)


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        (count("sessions", "worst", 12, 11), "Nobody bears more than 12, and less than 11 is impossible."),
        (count("sessions", "worst", 12, 12), "Nobody bears more than 12, the least possible."),
        (count("sessions", "total", 90, 90), "Everybody together bears 90, the least possible."),
        (count("sessions", "total", 95, 90), "Everybody together bears 95, and less than 90 is impossible."),
        (count("coaching", "placed", 40, 40), "40 members have a coach."),
        (count("coaching", "placed", 1, 1), "1 member has a coach."),
        (count("workshops", "served", 36, 37), "36 of at most 37 members have a workshop."),
        (count("workshops", "served", 0, 1), "0 of at most 1 member has a workshop."),
        (count("workshops", "total", 988, 1000), "Worth within 1.2 % of the best possible."),
        (count("workshops", "total", 1000, 1000), "Worth the best possible."),
        (
            count("workshops", "alone", 3, 2),
            "3 seats are alone with their language, and fewer than 2 is impossible.",
        ),
        (count("workshops", "alone", 1, 1), "1 seat is alone with their language, as few as can be."),
        (count("sessions", "worst", 0, 0), "Nobody bears more than 0, the least possible."),
    ],
)
def test_each_component_is_said_with_its_bound(counted: Progress, said: str) -> None:
    assert list(standing_words([counted]).values()) == [said]


def test_the_components_of_a_part_are_one_sentence_and_what_has_no_value_says_nothing() -> None:
    counts = (
        Progress(phase="sessions"),
        count("workshops", "served", 37, 37),
        count("workshops", "total", 5, 6),
    )
    assert standing_words(counts) == {
        "workshops": "37 members have a workshop; worth within 16.7 % of the best possible."
    }


@pytest.mark.parametrize("of", WORDS)
@pytest.mark.parametrize(("value", "bound"), [(1, 1), (1, 2), (2, 1), (2000, 2000), (1999, 2000)])
def test_all_of_it_is_said_in_the_language_of_the_page(of: tuple[str, str], value: int, bound: int) -> None:
    nobody_speaks_it = speech("ar-XB")
    assert nobody_speaks_it is not None
    (said,) = standing_words([count(*of, value, bound), count(*of, value, bound)]).values()
    assert not re.search("[A-Za-z]", said.told(nobody_speaks_it))


def test_of_what_a_cohort_does_not_have_nothing_is_said() -> None:
    none = (
        count("sessions", "joy", 1, 2),
        count("coaching", "placed", 0, 0),
        count("workshops", "served", 0, 0),
        count("workshops", "total", 0, 0),
    )
    assert standing_words(none) == {}


def test_a_gap_is_never_said_to_be_smaller_than_it_is() -> None:
    for bound in range(1, 400):
        for value in range(bound):
            said = WORDS["workshops", "total"](value, bound)
            percent = Fraction(said.split("within ")[1].split(" %")[0])
            assert percent - Fraction(1, 10) < Fraction(100 * (bound - value), bound) <= percent


def test_of_a_plan_only_what_is_not_proven_is_said(cohort: Cohort, plan: Plan) -> None:
    assert standing_of(plan, cohort=cohort) == (count("workshops", "served", 1, 2),)
    equal = replace(plan.workshops, bound=WorkshopsValue(served=1, total=2000))
    assert standing_of(replace(plan, workshops=equal), cohort=cohort) == (
        count("workshops", "served", 1, 1),
        count("workshops", "total", 1000, 2000),
    )
    assert standing_of(plan, cohort=replace(cohort, served_first=False)) == (
        count("workshops", "total", 1000, 2000),
    )


def test_who_is_alone_is_said_in_its_place_in_the_order(cohort: Cohort, plan: Plan) -> None:
    value, bound = (WorkshopsValue(served=1, alone=alone, total=1000) for alone in (1, 0))
    open_one = replace(plan, workshops=replace(plan.workshops, objective=value, bound=bound))
    served, alone = count("workshops", "served", 1, 1), count("workshops", "alone", 1, 0)
    assert standing_of(open_one, cohort=cohort) == (served, alone)
    assert standing_of(open_one, cohort=replace(cohort, served_first=False)) == (
        count("workshops", "total", 1000, 1000),
        alone,
    )
