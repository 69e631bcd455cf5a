"""What a coordinator reads of the small changes that would help, by the clock of whoever would have to agree."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matcher.coaching.advice import advise
from matcher.coaching.solver import solve
from matcher.scoring import PairScores
from scheduler.domain.cohorts import Coaching, Cohort, Criterion, Language, Rule
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.plans import Reason
from scheduler.problems import MoreHours, coaching_problem
from scheduler.reasons import advice_reasons

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]

RULES = Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=60)
ALL_WEEK = "Mon 00:00-24:00; Tue 00:00-24:00"


def advised(cohort: Cohort, *people: Person) -> tuple[Reason, ...]:
    problem = coaching_problem(cohort=cohort, people=people)
    scores, solution = PairScores(problem), solve(problem)
    hours = MoreHours(cohort=cohort, people=people, problem=problem)
    advice = advise(problem=problem, scores=scores, solution=solution, hours=hours)
    return advice_reasons(cohort=cohort, people=people, solution=solution, advice=advice)


def test_time_is_asked_by_the_clock_of_whoever_would_give_it(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    """Ann is there on Tuesdays from 15:00 to 18:00 UTC: 18:00 to 21:00 in Nairobi; at 20:15 not an hour is left."""
    coach = make_person("carl", role=Role.COACH, zone="Africa/Nairobi", hours="Mon 08:00-09:00")
    member = make_person("ann", zone="Africa/Nairobi", hours="Tue 18:00-21:00")
    assert advised(make_cohort(coaching=RULES), member, coach) == (
        Reason(
            code="coach_hour",
            params={"coach": "carl", "minutes": 60, "windows": "Tue 18:00-21:00", "placed": 1, "filled": 0},
            text="One more hour a week of Carl, on Tuesdays between 18:00 and 21:00 in Nairobi, would place 1 more "
            "member: Ann.",
        ),
        Reason(
            code="member_hour",
            params={"member": "ann", "minutes": 60, "windows": "Mon 08:00-09:00", "placed": 1, "filled": 0},
            text="One more hour a week of Ann, on Mondays 08:00-09:00 in Nairobi, would place 1 more member: Ann.",
        ),
    )


def test_days_with_the_same_hours_are_read_together_and_more_than_three_times_of_day_not_at_all(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    coach = make_person("carl", role=Role.COACH, hours="Sun 00:00-01:00")
    many = "Mon 09:00-10:00; Tue 09:00-10:00; Wed 11:00-12:30; Thu 13:00-14:00; Fri 15:00-16:00"
    (first,) = advised(make_cohort(coaching=RULES), make_person("ann", hours=many), coach)
    assert first.text == (
        "One more hour a week of Carl, on Mondays or Tuesdays 09:00-10:00, on Wednesdays between 11:00 and 12:30, on "
        "Thursdays 13:00-14:00 or at other times of the week in UTC, would place 1 more member: Ann."
    )
    assert first.params["windows"] == (
        "Mon 09:00-10:00; Tue 09:00-10:00; Wed 11:00-12:30; Thu 13:00-14:00; Fri 15:00-16:00"
    )


def test_a_place_says_whom_it_places_and_a_shorter_meeting_is_minutes(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    full = make_person("carl", role=Role.COACH, hours=ALL_WEEK, capacity=Capacity(minimum=0, maximum=1))
    other = make_person("dora", role=Role.COACH, hours="Sun 09:00-09:30")
    cohort = make_cohort(coaching=replace(RULES, meeting_minutes=30))
    members = make_person("ann", hours="Mon 09:00-10:00"), make_person("cleo", hours="Mon 09:00-10:00")
    place, hour, own = advised(cohort, *members, full, other)
    assert place.text in {
        f"One more place with Carl would place 1 more member: {who}." for who in ("Ann", "Cleo")
    }
    assert place.params == {"coach": "carl", "placed": 1, "filled": 0}
    assert hour.text.startswith(
        "30 more minutes a week of Dora, on Mondays between 09:00 and 10:00 in UTC, would"
    )
    assert own.params["windows"] == "Sun 09:00-09:30"


def test_rules_that_could_be_dropped_are_named(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    coach = make_person("carl", role=Role.COACH, hours=ALL_WEEK, languages=("fr",))
    ann = make_person("ann", hours=ALL_WEEK, languages=("fr",))
    barred = make_cohort(coaching=replace(RULES, never=(("ann", "carl"),)))
    assert [one.text for one in advised(barred, ann, coach)] == [
        "Letting Ann go with Carl, which is ruled out now, would place 1 more member: Ann."
    ]
    strict = make_cohort(coaching=replace(RULES, language=Language.REQUIRED))
    ben = make_person("ben", hours=ALL_WEEK, languages=("en",))
    assert [one.text for one in advised(strict, ben, coach)] == [
        "A common language that is preferred instead of required would place 1 more member: Ben."
    ]
    asking = make_cohort(
        coaching=replace(RULES, criteria=(Criterion(column="School", rule=Rule.SAME, weight=None),))
    )
    eve = make_person("eve", hours=ALL_WEEK, answers={"School": "North"})
    schooled = make_person("carl", role=Role.COACH, hours=ALL_WEEK, answers={"School": "South"})
    assert advised(asking, eve, schooled) == (
        Reason(
            code="criterion_dropped",
            params={"column": "School", "rule": "same", "placed": 1, "filled": 0},
            text="Not asking any more for School to be the same would place 1 more member: Eve.",
        ),
    )


def test_a_pin_taken_back_fills_what_another_coach_lacks(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    carl = make_person("carl", role=Role.COACH, hours=ALL_WEEK)
    dora = make_person("dora", role=Role.COACH, hours=ALL_WEEK, capacity=Capacity(minimum=1, maximum=1))
    pinned = make_cohort(coaching=replace(RULES, must=(("ann", "carl"),)))
    assert advised(pinned, make_person("ann", hours=ALL_WEEK), carl, dora) == (
        Reason(
            code="must_taken_back",
            params={"member": "ann", "coach": "carl", "placed": 0, "filled": 1},
            text="Not holding Ann to Carl, which is a `must` now, would fill 1 of the places that coaches lack below "
            "their minimum.",
        ),
    )


@pytest.mark.parametrize(("minutes", "told"), [(60, True), (120, False)])
def test_where_everybody_is_placed_the_lowest_scores_can_be_bettered(
    make_cohort: MakeCohort, make_person: MakePerson, minutes: int, *, told: bool
) -> None:
    """An hour of two that are the target is half of the time's three tenths; interests and language are alike."""
    rules = replace(RULES, target_minutes=120)
    coach = make_person("carl", role=Role.COACH, hours="Mon 09:00-11:00")
    ann = make_person("ann", hours=f"Mon 09:00-{9 + minutes // 60:02}:00; Tue 09:00-10:00")
    found = advised(make_cohort(coaching=rules), ann, coach)
    assert [one.code for one in found] == (["coach_hour"] if told else [])
    if told:
        assert found[0].params["windows"] == "Tue 09:00-10:00"
        assert found[0].text.startswith(
            "One more hour a week of Carl, on Tuesdays 09:00-10:00 in UTC, would better 1 pair"
        )
        assert found[0].text.endswith(", so that none does.")
