"""What a coordinator reads of a pair, of a member without a coach, and of pins that contradict each other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from matcher.check import coaching_conflicts
from matcher.coaching.explain import why_pair, why_unplaced
from matcher.coaching.shortage import Shortages
from matcher.objective import coaching_objective
from matcher.scoring import PairScores
from matcher.solution import CoachingSolution
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Coaching, Cohort, Language
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.plans import Reason
from scheduler.problems import coached, coaches, coaching_problem
from scheduler.reasons import conflict_reasons, pair_reasons, shortage_reason, unplaced_reasons

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]

RULES = Coaching(capacity=Capacity(minimum=0, maximum=2), meeting_minutes=60, target_minutes=180)


def pair(cohort: Cohort, member: Person, coach: Person) -> tuple[Reason, ...]:
    problem = coaching_problem(cohort=cohort, people=(member, coach))
    findings = why_pair(problem=problem, scores=PairScores(problem), member=0, coach=0)
    return pair_reasons(cohort=cohort, member=member, coach=coach, findings=findings)


def left_out(cohort: Cohort, people: tuple[Person, ...], *, coach_of: tuple[int | None, ...]) -> list[Reason]:
    """Return the reasons of whoever is the first without a coach."""
    problem = coaching_problem(cohort=cohort, people=people)
    scores = PairScores(problem)
    objective = coaching_objective(problem=problem, scores=scores, coach_of=coach_of)
    solution = CoachingSolution(coach_of=coach_of, objective=objective, bound=objective, proven=True)
    member = coach_of.index(None)
    findings = why_unplaced(problem=problem, scores=scores, solution=solution, member=member)
    who = coached(cohort=cohort, people=people)[member]
    return list(unplaced_reasons(cohort=cohort, people=people, member=who, findings=findings))


def test_a_pair_hears_of_its_topics_hours_and_languages(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    """From 26 October to 1 November 2026 London's clock has changed and New York's has not: 22:00 there is 18:00."""
    ny, london = "America/New_York", "Europe/London"
    member = make_person(
        "ann",
        zone=ny,
        hours="Wed 17:00-19:00",
        interests=("play", "maths", "reading"),
        languages=("pt-BR", "en-US", "pt"),
    )
    coach = make_person(
        "carl",
        role=Role.COACH,
        zone=london,
        hours="Wed 22:00-24:00",
        interests=("reading", "play"),
        languages=("en", "pt-PT"),
    )
    cohort = make_cohort(coaching=RULES, ends=date(2026, 11, 30))
    who = {"member": "ann", "coach": "carl"}

    assert pair(cohort, member, coach) == (
        Reason(
            code="common_topics",
            params={**who, "topics": 3, "common": 2, "best_topic": "play", "best_rank": 1},
            text="Both chose play (1st) and reading (3rd), of the 3 topics that Ann named.",
        ),
        Reason(
            code="shared_hours",
            params={**who, "minutes": 60, "week": "2026-10-26"},
            text="They share 60 minutes even in the week of 26 October, when London's clock has changed and New "
            "York's has not yet.",
        ),
        Reason(
            code="common_language",
            params={**who, "language": "pt-BR"},
            text="They both speak Portuguese and English.",
        ),
    )


def test_a_pair_with_nothing_in_common_but_an_hour_hears_that(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    member = make_person("ann", hours="Mon 18:00-19:00", interests=("play",))
    coach = make_person("carl", role=Role.COACH)
    texts = [reason.text for reason in pair(make_cohort(coaching=RULES), member, coach)]
    assert texts == [
        "They have no topic in common: Ann chose play.",
        "They share 60 minutes or more in every week.",
        "They have no language in common.",
    ]


def test_a_clock_is_not_blamed_where_every_week_has_as_much(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    """New York changes its clock on 1 November 2026 and Nairobi never, but Carl is there all day."""
    member = make_person("ann", zone="America/New_York", hours="Wed 12:00-14:00")
    coach = make_person("carl", role=Role.COACH, zone="Africa/Nairobi")
    reasons = pair(make_cohort(coaching=RULES, ends=date(2026, 11, 30)), member, coach)
    assert reasons[1].text == "They share 120 minutes or more in every week."


def test_a_member_without_topics_is_as_near_to_every_coach(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    (topics, *_) = pair(make_cohort(coaching=RULES), make_person("ann"), make_person("carl", role=Role.COACH))
    assert topics == Reason(
        code="no_topics_named",
        params={"member": "ann", "coach": "carl", "topics": 0},
        text="Ann named no topics, so no coach is nearer than another by topic.",
    )


def test_a_pin_says_what_it_overrode(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    member = make_person("ann", hours="Mon 18:00-18:45", languages=("uk",))
    coach = make_person("carl", role=Role.COACH, languages=("en",))
    pinned = replace(RULES, must=(("ann", "carl"),), language=Language.REQUIRED)
    reasons = pair(make_cohort(coaching=pinned), member, coach)
    assert [reason.code for reason in reasons] == [
        "no_topics_named",
        "no_common_language",
        "must",
        "must_no_shared_time",
        "must_no_common_language",
    ]
    assert [reason.text for reason in reasons[2:]] == [
        "This pair was asked for.",
        (
            "They were put together although they do not share 60 minutes in every week: in the week of 28 September "
            "it is 45 minutes at most."
        ),
        "They were put together although they share no language, which this cohort asks for.",
    ]


def test_a_cohort_of_more_than_a_year_says_which_year(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    cohort = make_cohort(
        coaching=replace(RULES, must=(("ann", "carl"),)), starts=date(2026, 10, 1), ends=date(2027, 10, 31)
    )
    member = make_person("ann", hours="Mon 18:00-18:45")
    reasons = pair(cohort, member, make_person("carl", role=Role.COACH))
    assert "in the week of 28 Sept 2026 it is" in reasons[-1].text


def test_without_coaches_nobody_has_one(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    assert left_out(make_cohort(coaching=RULES), (make_person("ann"),), coach_of=(None,)) == [
        Reason(code="no_coaches", params={"member": "ann"}, text="The cohort has no coach.")
    ]


def test_no_coach_at_the_members_hours_names_the_nearest(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    people = (
        make_person("ann", hours="Mon 18:00-18:45"),
        make_person("carl", role=Role.COACH, hours="Mon 18:15-20:00"),
        make_person("dora", role=Role.COACH),
    )
    assert left_out(make_cohort(coaching=RULES), people, coach_of=(None,)) == [
        Reason(
            code="no_shared_time",
            params={"member": "ann", "coaches": 2, "coach": "dora", "minutes": 45, "week": "2026-09-28"},
            text="No coach shares 60 minutes with Ann in every week; nearest: 45 minutes with Dora in the week of "
            "28 September.",
        )
    ]


def test_every_coach_is_accounted_for(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    people = (
        make_person("ann", hours="Mon 18:00-20:00", languages=("uk",)),
        make_person("ben", hours="Mon 18:00-20:00", languages=("uk",)),
        make_person("apart", role=Role.COACH, hours="Tue 18:00-20:00", languages=("uk",)),
        make_person("mute", role=Role.COACH, languages=("ar",)),
        make_person("other", role=Role.COACH),
        make_person("banned", role=Role.COACH, languages=("uk",)),
        make_person("full", role=Role.COACH, languages=("uk",), capacity=Capacity(minimum=0, maximum=1)),
        make_person("free", role=Role.COACH, languages=("uk",)),
    )
    rules = replace(RULES, language=Language.REQUIRED, never=(("ann", "banned"),))
    reasons = left_out(make_cohort(coaching=rules), people, coach_of=(None, 4))
    assert [reason.text for reason in reasons] == [
        "Banned and Ann are not to go together.",
        (
            "1 of the 6 coaches does not share 60 minutes with Ann in every week; with each there is a week "
            "without even a quarter of an hour."
        ),
        "2 of the 6 coaches do not share a language with Ann, which this cohort asks for.",
        "Full could, but has 1 member already, the most they take.",
        "Free has room for 2 more: match again.",
    ]
    assert [reason.params.get("coach") for reason in reasons] == ["banned", "apart", None, "full", "free"]


def test_pins_that_contradict_each_other_are_named(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    people = (
        make_person("ann"),
        make_person("ben"),
        make_person("carl", role=Role.COACH, capacity=Capacity(minimum=0, maximum=1)),
        make_person("dora", role=Role.COACH),
    )
    rules = replace(RULES, must=(("ann", "carl"), ("ann", "dora"), ("ben", "carl")), never=(("ben", "carl"),))
    cohort = make_cohort(coaching=rules)
    findings = coaching_conflicts(coaching_problem(cohort=cohort, people=people))
    assert conflict_reasons(cohort=cohort, people=people, findings=findings) == (
        Reason(
            code="must_never",
            params={"member": "ben", "coach": "carl"},
            text="Ben must go with Carl, and must not: take the pair out of `must` under [coaching] in the cohort's "
            "rules, or of `never`.",
        ),
        Reason(
            code="must_twice",
            params={"member": "ann", "coaches": "carl;dora"},
            text="Ann must go with Carl and Dora: leave one of the two in `must` under [coaching] in the cohort's "
            "rules.",
        ),
        Reason(
            code="must_maximum",
            params={"coach": "carl", "members": "ann;ben", "maximum": 1},
            text="Ann and Ben must go with Carl, who takes 1 at most: take 1 of them out of `must` under [coaching] in "
            "the cohort's rules, or raise the "
            "maximum to 2.",
        ),
    )


def test_a_finding_without_words_is_a_fault(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    cohort, people = make_cohort(), (make_person("ann"), make_person("carl", role=Role.COACH))
    unknown = (Finding(code="moon"),)
    with pytest.raises(ValueError, match="moon"):
        pair_reasons(cohort=cohort, member=people[0], coach=people[1], findings=unknown)
    with pytest.raises(ValueError, match="moon"):
        unplaced_reasons(cohort=cohort, people=people, member=people[0], findings=unknown)
    with pytest.raises(ValueError, match="moon"):
        conflict_reasons(cohort=cohort, people=people, findings=unknown)
    assert coaches(cohort=cohort, people=people) == people[1:]


def short_of_places(
    cohort: Cohort, people: tuple[Person, ...], *, coach_of: tuple[int | None, ...]
) -> Reason | None:
    """Return why whoever is the first without a coach cannot have one."""
    problem = coaching_problem(cohort=cohort, people=people)
    member = coach_of.index(None)
    found = Shortages(problem=problem, scores=PairScores(problem), coach_of=coach_of).of(member)
    assert found is not None
    who = coached(cohort=cohort, people=people)[member]
    return shortage_reason(cohort=cohort, people=people, member=who, shortage=found)


def test_whoever_is_one_too_many_for_the_only_coaches_they_can_have_hears_how_many_there_are(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    mornings, evenings = "Mon 08:00-09:00", "Mon 18:00-20:00"
    people = (
        *(make_person(name, hours=evenings) for name in ("ann", "ben", "cleo")),
        make_person("dan", role=Role.COACH, hours=evenings),
        make_person("eve", role=Role.COACH, hours=mornings),
    )
    one_place = replace(RULES, capacity=Capacity(minimum=0, maximum=2))
    assert short_of_places(make_cohort(coaching=one_place), people, coach_of=(0, 0, None)) == Reason(
        code="too_few_places",
        params={"member": "cleo", "members": 3, "places": 2, "pinned": 0, "coaches": "dan"},
        text="Cleo and 2 others can go only to Dan, who takes 2: one more place there, or one of them free to go "
        "to a coach who has a place, and all have a coach.",
    )
    pinned = replace(one_place, must=(("ann", "dan"),))
    assert short_of_places(make_cohort(coaching=pinned), people, coach_of=(0, 0, None)) == short_of_places(
        make_cohort(coaching=one_place), people, coach_of=(0, 0, None)
    )
    early = (make_person("ann", hours=f"{mornings}; {evenings}"), *people[1:])
    reason = short_of_places(make_cohort(coaching=pinned), early, coach_of=(0, 0, None))
    assert reason is not None
    assert reason.text.startswith("Cleo and 2 others can go only to Dan (1 of them by a pin), who takes 2: ")


def test_whoever_is_one_too_many_for_all_coaches_hears_that_and_one_whom_no_coach_suits_does_not(
    make_cohort: MakeCohort, make_person: MakePerson
) -> None:
    people = (make_person("ann"), make_person("ben"), make_person("dan", role=Role.COACH))
    one_place = replace(RULES, capacity=Capacity(minimum=0, maximum=1))
    reason = short_of_places(make_cohort(coaching=one_place), people, coach_of=(0, None))
    assert reason is not None
    assert reason.text == (
        "Ben and 1 other want a coach, and the cohort's coaches take 1 in all: one more place with any of them, and "
        "all have one."
    )
    apart = (
        make_person("ann", hours="Mon 08:00-09:00"),
        make_person("dan", role=Role.COACH, hours="Tue 08:00-09:00"),
    )
    assert short_of_places(make_cohort(coaching=one_place), apart, coach_of=(None,)) is None
