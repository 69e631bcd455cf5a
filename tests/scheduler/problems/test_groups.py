"""Workshops become starts with whoever can be there, and people's choices wishes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from scheduler.domain import cohorts
from scheduler.domain.cohorts import Choice, Cohort
from scheduler.domain.people import Capacity, Person, Role
from scheduler.domain.plans import SessionMeeting, SessionsPart, SessionsValue
from scheduler.problems import groups_problem, wished_workshops

MakePerson = Callable[..., Person]
MakeCohort = Callable[..., Cohort]
MakeWorkshop = Callable[..., cohorts.Workshop]


def sessions(*meetings: SessionMeeting) -> SessionsPart:
    nothing = SessionsValue(worst=0, total=0)
    return SessionsPart(objective=nothing, bound=nothing, proven=True, meetings=meetings)


def stretch(*moment: int, minutes: int = 60) -> Interval:
    begin = int(datetime(*moment, tzinfo=UTC).timestamp()) // 60
    return Interval(begin=begin, end=begin + minutes)


def test_a_small_cohort_is_the_problem_written_by_hand(
    make_cohort: MakeCohort, make_person: MakePerson, make_workshop: MakeWorkshop
) -> None:
    """Two weekly meetings at 18:00 in London, on both sides of its change of clock on 25 October 2026."""
    cohort = make_cohort(
        workshops=(
            make_workshop(
                "reading",
                facilitators=("carl", "gone", "ann"),
                size=Capacity(minimum=2, maximum=5),
                sections=2,
                meetings=2,
                window=(date(2026, 10, 19), date(2026, 10, 25)),
                when=Choice(weekdays=(0,), opens=18 * 60, closes=20 * 60, step_minutes=60),
            ),
        ),
        per_member=2,
        served_first=False,
    )
    people = (
        make_person("ann", zone="Europe/London", hours="Mon 18:00-19:30", interests=("reading",)),
        make_person("ben", hours="Mon 17:00-19:00", interests=("maths",)),
        make_person("carl", role=Role.COACH, zone="Europe/London", hours="Mon 17:00-22:00"),
    )
    meeting = SessionMeeting(session="monthly", starts=datetime(2026, 10, 1, 12, tzinfo=UTC), minutes=90)

    assert groups_problem(cohort=cohort, people=people, sessions=sessions(meeting)) == GroupsProblem(
        people=3,
        workshops=(
            Workshop(
                minimum=2,
                maximum=5,
                sections=2,
                facilitators=(2, 0),
                starts=(
                    WorkshopStart(
                        meetings=(stretch(2026, 10, 19, 17), stretch(2026, 10, 26, 18)), available=0b111
                    ),
                    WorkshopStart(
                        meetings=(stretch(2026, 10, 19, 18), stretch(2026, 10, 26, 19)), available=0b100
                    ),
                ),
            ),
        ),
        wishes=((0,), (), ()),
        per_member=2,
        served_first=False,
        busy=(stretch(2026, 10, 1, 12, minutes=90),),
    )


def test_whoever_named_no_workshops_wishes_those_on_their_topics_best_topic_first(
    make_cohort: MakeCohort, make_person: MakePerson, make_workshop: MakeWorkshop
) -> None:
    cohort = make_cohort(
        workshops=(
            make_workshop("one", topic="reading"),
            make_workshop("two", topic="play"),
            make_workshop("three", topic="reading"),
        )
    )
    wishes = {
        person.key: wished_workshops(cohort=cohort, person=person)
        for person in (
            make_person("derived", interests=("play", "maths", "reading")),
            make_person("named", interests=("play",), workshops=("three", "one", "three", "gone")),
            make_person("neither"),
            make_person("coach", role=Role.COACH, interests=("play",), workshops=("one",)),
            make_person("staff", role=Role.STAFF, interests=("play",), workshops=("one",)),
        )
    }
    assert wishes == {"derived": (1, 0, 2), "named": (2, 0), "neither": (), "coach": (), "staff": ()}


def test_a_cohort_without_workshops_asks_nothing(make_cohort: MakeCohort, make_person: MakePerson) -> None:
    problem = groups_problem(cohort=make_cohort(), people=(make_person("ann"),), sessions=sessions())
    assert problem == GroupsProblem(people=1, workshops=(), wishes=((),))


def test_pins_and_bans_are_of_members_who_are_there_and_languages_compare_by_primary_subtag(
    make_cohort: MakeCohort, make_person: MakePerson, make_workshop: MakeWorkshop
) -> None:
    cohort = make_cohort(
        workshops=(make_workshop("one"), make_workshop("two")),
        must_attend=(("ben", "two"), ("gone", "one"), ("carl", "one"), ("ben", "two")),
        never_attend=(("ann", "one"), ("ben", "gone")),
        no_one_alone=(cohorts.Company.LANGUAGES,),
    )
    people = (
        make_person("carl", role=Role.COACH, languages=("pt-BR", "en")),
        make_person("ann", languages=()),
        make_person("ben", languages=("en-GB", "pt", "pt-PT")),
    )
    problem = groups_problem(cohort=cohort, people=people, sessions=sessions())
    assert (problem.must, problem.never) == (((2, 1),), ((1, 0),))
    assert problem.languages == ((0, 1), (), (1, 0))
    unasked = replace(cohort, no_one_alone=())
    assert groups_problem(cohort=unasked, people=people, sessions=sessions()).languages is None
