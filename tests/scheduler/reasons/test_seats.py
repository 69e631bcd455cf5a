"""What a coordinator reads of too few seats, and of too few people for a workshop."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from matcher.groups.shortage import SeatShortage
from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from matcher.solution import Reason as Finding
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Reason, Section
from scheduler.reasons import too_few_people, too_few_seats

MakePerson = Callable[..., Person]


@pytest.fixture
def cohort(make_cohort: Callable[..., Cohort], make_workshop: Callable[..., object]) -> Cohort:
    return make_cohort(workshops=(make_workshop("reading"), make_workshop("play")))


def held(workshop: str, *, by: str) -> Section:
    starts = (datetime(2026, 10, 6, 17, tzinfo=UTC),)
    return Section(
        workshop=workshop, section=1, facilitator=PersonId(f"id-{by}"), starts=starts, minutes=60, members=()
    )


@pytest.mark.parametrize(
    ("shortage", "params", "text"),
    [
        (
            SeatShortage(members=(0, 1, 2), sections=(0,), seats=2),
            {"members": 3, "seats": 2, "sections": "reading/1"},
            (
                "Only Dan's group of Reading fits Cleo, and its 2 seats are taken by people who can go to no other "
                "group that is held: one more seat there, or one of them free to go elsewhere, and Cleo has one."
            ),
        ),
        (
            SeatShortage(members=(0, 1), sections=(0,), seats=1),
            {"members": 2, "seats": 1, "sections": "reading/1"},
            (
                "Only Dan's group of Reading fits Cleo, and its only seat is taken by people who can go to no other "
                "group that is held: one more seat there, or one of them free to go elsewhere, and Cleo has one."
            ),
        ),
        (
            SeatShortage(members=(0, 1, 2, 3), sections=(0, 1), seats=3),
            {"members": 4, "seats": 3, "sections": "reading/1;play/1"},
            (
                "Cleo and 3 others can go only to Dan's group of Reading and Eve's group of Play, which have 3 seats "
                "together: one more there, or one of them free to go elsewhere, and all have one."
            ),
        ),
        (
            SeatShortage(members=(0, 1, 2), sections=(0,), seats=2, pinned=1),
            {"members": 3, "seats": 2, "pinned": 1, "sections": "reading/1"},
            (
                "Only Dan's group of Reading fits Cleo, and its 2 seats are taken by people who can go to no other "
                "group that is held (1 of these seats by a pin): one more seat there, or one of them free to go "
                "elsewhere, and Cleo has one."
            ),
        ),
        (
            SeatShortage(members=(0, 1), sections=(0, 1), seats=2, pinned=2),
            {"members": 2, "seats": 2, "pinned": 2, "sections": "reading/1;play/1"},
            (
                "Cleo and 1 other can go only to Dan's group of Reading and Eve's group of Play, which have 2 seats "
                "together (2 of these seats by a pin): one more there, or one of them free to go elsewhere, and all "
                "have one."
            ),
        ),
    ],
)
def test_too_few_seats_say_where_and_what_would_do(
    cohort: Cohort, make_person: MakePerson, shortage: SeatShortage, params: dict[str, object], text: str
) -> None:
    people = make_person("cleo"), make_person("dan"), make_person("eve")
    sections = held("reading", by="dan"), held("play", by="eve")
    assert too_few_seats(
        cohort=cohort, people=people, sections=sections, member=people[0], shortage=shortage
    ) == Reason(code="too_few_seats", params={"member": "cleo", **params}, text=text)


def test_where_no_group_fits_the_single_facts_say_all(cohort: Cohort, make_person: MakePerson) -> None:
    cleo = make_person("cleo")
    nowhere = SeatShortage(members=(0,), sections=(), seats=0)
    assert too_few_seats(cohort=cohort, people=(cleo,), sections=(), member=cleo, shortage=nowhere) is None


@pytest.mark.parametrize(
    ("free", "lacks", "said"),
    [
        (3, 2, "lacks 2 members: Cleo and 2 others who wish for it can come then and are free"),
        (4, 1, "lacks 1 member: Cleo and 3 others who wish for it can come then and are free"),
        (1, 4, "lacks 4 members: only Cleo can come then and is free"),
    ],
)
def test_too_few_people_say_when_by_the_members_clock(
    cohort: Cohort, make_person: MakePerson, free: int, lacks: int, said: str
) -> None:
    """17:00 UTC on Tuesday, 6 October 2026 is 20:00 in Nairobi."""
    begin = int(datetime(2026, 10, 6, 17, tzinfo=UTC).timestamp()) // 60
    start = WorkshopStart(meetings=(Interval(begin=begin, end=begin + 60),), available=1)
    offer = Workshop(minimum=5, maximum=9, sections=1, facilitators=(0,), starts=(start,))
    problem = GroupsProblem(people=1, workshops=(offer,), wishes=((0,),))
    counts = {"free": free, "minimum": 5, "lacks": lacks}
    assert too_few_people(
        cohort=cohort,
        problem=problem,
        member=make_person("cleo", zone="Africa/Nairobi"),
        finding=Finding(code="too_few", params={"workshop": 0, "start": 0, **counts}),
    ) == Reason(
        code="too_few_people",
        params={"member": "cleo", "workshop": "reading", "starts": "2026-10-06T17:00:00Z", **counts},
        text=f"Reading on 6 October at 20:00 in Nairobi {said}, somebody could lead it, and it needs 5.",
    )
