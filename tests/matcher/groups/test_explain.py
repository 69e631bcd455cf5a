"""Seats, sections and unmet wishes are explained by what is true of the plan."""

from dataclasses import replace

import pytest

from matcher.groups.explain import why_besides, why_seat, why_section, why_unserved
from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from matcher.solution import GroupsObjective, GroupsSolution, Reason, Section

EVERYBODY = 0b1111111


def start(minute: int, available: int = EVERYBODY) -> WorkshopStart:
    return WorkshopStart(meetings=(Interval(begin=minute, end=minute + 60),), available=available)


def workshop(*starts: WorkshopStart, facilitators: tuple[int, ...] = (6,), maximum: int = 2) -> Workshop:
    return Workshop(minimum=2, maximum=maximum, sections=2, facilitators=facilitators, starts=starts)


def planned(*sections: Section) -> GroupsSolution:
    value = GroupsObjective(served=0, total=0)
    return GroupsSolution(sections=sections, objective=value, bound=value, gap=0.0, proven=True)


# Members 0..3 wish for workshop 0, which 6 leads at minute 0 with members 1 and 2.
PROBLEM = GroupsProblem(
    people=7,
    workshops=(workshop(start(0), start(300, 0b1000111)),),
    wishes=((0,), (0,), (0,), (0,), (), (), ()),
)
HELD = Section(workshop=0, start=0, facilitator=6, members=(1, 2))


def reasons(problem: GroupsProblem, *sections: Section, member: int = 0) -> tuple[Reason, ...]:
    return why_unserved(problem=problem, solution=planned(*sections), member=member)


def with_workshop(problem: GroupsProblem, offer: Workshop) -> GroupsProblem:
    """The member's second wish is a workshop that is not held."""
    return replace(problem, workshops=(*problem.workshops, offer), wishes=((0, 1), *problem.wishes[1:]))


def test_a_seat_meets_the_wish_that_it_was_of_all_those_met_before_among_them() -> None:
    problem = replace(PROBLEM, per_member=3, had=((), (1, 0), (2,), (), (), (), ()))
    for member, rank, worth in ((1, 2, 700), (2, 1, 1000)):
        reason = why_seat(problem=problem, solution=planned(HELD), section_index=0, member=member)
        assert reason.params == {
            "workshop": 0,
            "section": 0,
            "rank": rank,
            "worth": worth,
            "wishes": 2,
            "starts": 2,
        }


def test_whoever_has_had_as_many_as_they_may_is_nobody_who_could_come() -> None:
    problem = replace(PROBLEM, had=((1,), (), (1,), (), (), (), ()))
    params = why_section(problem=problem, solution=planned(HELD), section_index=0).params
    assert (params["wishes"], params["can_come"]) == (2, 2)


def test_a_full_section_is_full() -> None:
    full = Reason(code="full", params={"workshop": 0, "section": 0, "maximum": 2})
    assert reasons(PROBLEM, HELD) == (full,)


def test_a_section_with_room_is_said_to_have_it() -> None:
    problem = replace(PROBLEM, workshops=(replace(PROBLEM.workshops[0], maximum=3),))
    assert reasons(problem, HELD) == (Reason(code="room", params={"workshop": 0, "section": 0}),)


def test_who_cannot_come_is_told_how_many_of_the_starts_they_could_have_come_to() -> None:
    problem = replace(PROBLEM, workshops=(workshop(start(0, EVERYBODY & ~1), start(300)),))
    cannot = Reason(code="cannot_come", params={"workshop": 0, "section": 0, "starts": 1})
    assert reasons(problem, HELD) == (cannot,)


def test_who_leads_meanwhile_is_told_where() -> None:
    problem = replace(PROBLEM, workshops=(*PROBLEM.workshops, workshop(start(59), facilitators=(0,))))
    leading = Section(workshop=1, start=0, facilitator=0, members=(4, 5))
    overlaps = Reason(code="overlaps", params={"workshop": 0, "section": 0, "other": 1})
    assert reasons(problem, HELD, leading) == (overlaps,)


def test_every_section_of_a_workshop_has_its_reason() -> None:
    second = Section(workshop=0, start=1, facilitator=6, members=(1, 2))
    assert [reason.params["section"] for reason in reasons(PROBLEM, HELD, second, member=3)] == [0, 1]
    assert [reason.code for reason in reasons(PROBLEM, HELD, second, member=3)] == ["full", "cannot_come"]


@pytest.mark.parametrize("starts", [(), (start(1000),)])
def test_a_workshop_without_a_free_start_has_no_start(starts: tuple[WorkshopStart, ...]) -> None:
    problem = replace(with_workshop(PROBLEM, workshop(*starts)), busy=(Interval(begin=1030, end=1040),))
    assert reasons(problem, HELD)[1] == Reason(code="no_start", params={"workshop": 1})


def test_a_workshop_whose_facilitator_is_away_or_elsewhere_has_none_free() -> None:
    # At 30 the facilitator leads the section that is held; at 600 they cannot come.
    problem = with_workshop(PROBLEM, workshop(start(30), start(600, EVERYBODY & ~(1 << 6))))
    assert reasons(problem, HELD)[1] == Reason(code="no_facilitator_free", params={"workshop": 1})


def test_a_workshop_that_is_not_held_says_how_many_wish_and_could_come_together_without_their_leader() -> (
    None
):
    problem = with_workshop(
        replace(PROBLEM, wishes=(*PROBLEM.wishes[:3], (1,), (1,), (), (1,))),
        workshop(start(600, 0b1001001), start(700, 0b1000001)),
    )
    counts = {"workshop": 1, "wishes": 4, "can_come": 2, "minimum": 2}
    assert reasons(problem, HELD)[1] == Reason(code="not_held", params=counts)


def test_a_seat_tells_the_rank_and_worth_of_the_wish_it_meets() -> None:
    problem = replace(PROBLEM, wishes=((), (3, 0), *PROBLEM.wishes[2:]))
    seat = why_seat(problem=problem, solution=planned(HELD), section_index=0, member=1)
    params = {"workshop": 0, "section": 0, "rank": 2, "worth": 700, "wishes": 2, "starts": 2}
    assert seat == Reason(code="seat", params=params)


def test_a_section_tells_how_many_its_start_suits() -> None:
    second = Section(workshop=0, start=1, facilitator=6, members=(0, 1))
    section = why_section(problem=PROBLEM, solution=planned(HELD, second), section_index=1)
    params = {"workshop": 0, "section": 1, "wishes": 4, "can_come": 3, "size": 2}
    assert section == Reason(code="section", params=params | {"minimum": 2, "maximum": 2, "offered": 2})


def test_a_wish_for_what_the_member_must_not_attend_is_met_with_just_that() -> None:
    problem = replace(PROBLEM, never=((0, 0),))
    assert reasons(problem, HELD) == (Reason(code="never", params={"workshop": 0}),)


def besides(problem: GroupsProblem, member: int) -> tuple[Reason, ...]:
    return why_besides(problem=problem, solution=planned(HELD), section_index=0, member=member)


def test_a_seat_that_must_be_says_so_and_whether_it_is_against_wishes_or_hours() -> None:
    here = {"workshop": 0, "section": 0}
    problem = replace(PROBLEM, must=((1, 0), (2, 0)), wishes=((0,), (0,), (), (0,), (), (), ()))
    assert besides(problem, 1) == (Reason(code="must", params=here),)
    unwished = why_seat(problem=problem, solution=planned(HELD), section_index=0, member=2)
    assert unwished == Reason(code="must_no_wish", params=here)
    away = replace(problem, workshops=(workshop(start(0, EVERYBODY & ~0b110)),))
    assert besides(away, 1) == (Reason(code="must_no_hours", params=here),)
    assert besides(PROBLEM, 1) == ()


@pytest.mark.parametrize(("bound", "proven"), [(2, 1), (1, 0)])
def test_whoever_is_alone_hears_who_else_could_have_come_and_whether_it_could_be_helped(
    bound: int, proven: int
) -> None:
    # 1 is alone: of those who speak their language 0 and 3 wish for it and 5 does not; 3 cannot come.
    problem = replace(
        PROBLEM,
        workshops=(workshop(start(0, EVERYBODY & ~(1 << 3))),),
        languages=((1, 7), (7,), (8,), (7,), (), (7,), (7,)),
    )
    value = GroupsObjective(served=2, total=2000, alone=2)
    solution = replace(
        planned(HELD), objective=value, bound=replace(value, alone=bound), proven=False, gap=0.5
    )
    found = why_besides(problem=problem, solution=solution, section_index=0, member=1)
    params = {"wishing": 2, "could_come": 1, "proven": proven, "served_first": 1}
    assert found == (Reason(code="alone", params={"workshop": 0, "section": 0, **params}),)
    more = replace(solution, bound=replace(value, served=3))
    unsettled = why_besides(problem=problem, solution=more, section_index=0, member=1)
    assert unsettled[0].params["proven"] == 0
