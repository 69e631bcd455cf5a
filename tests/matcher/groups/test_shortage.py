"""What keeps somebody without a seat is a minimal conflict: verified by seating people without each part of it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matcher.groups.explain import why_unserved
from matcher.groups.shortage import SeatShortage, Shortages
from matcher.groups.solver import solve
from matcher.problem import GroupsProblem, WorkshopStart
from matcher.solution import GroupsObjective, GroupsSolution, Reason, Section, UnkeepablePinsError
from tests.matcher.groups.cases import drawn, everybody, of, start, workshop

Ban = tuple[int, int]


@pytest.mark.parametrize("seed", range(80))
def test_without_any_part_of_it_those_it_names_can_be_seated(seed: int) -> None:
    """Plans are the best there are, or with somebody sent away, so that some lack nothing; half have pins and bans."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    problem = drawn(random)
    if seed % 2:
        problem = with_pins_and_bans(problem, random)
    solution = with_one_sent_away(solve(problem), random, keep={person for person, _ in problem.must})
    shortages = Shortages(problem=problem, solution=solution)
    seated = {person for section in solution.sections for person in section.members}
    maxima = [problem.workshops[section.workshop].maximum for section in solution.sections]
    for member in set(range(problem.people)) - seated:
        found = shortages.of_seats(member)
        if found is None:
            assert can_all_sit(problem, solution, {*seated, member}, maxima=maxima)
            continue
        assert not can_all_sit(problem, solution, {*seated, member}, maxima=maxima)
        assert found.members[0] == member
        assert found.seats == len(found.members) - 1 == sum(maxima[section] for section in found.sections)
        assert found.pinned == sum(one in dict(problem.must) for one in found.members)
        assert not can_all_sit(problem, solution, found.members, maxima=maxima)
        for section in found.sections:
            more = [places + (index == section) for index, places in enumerate(maxima)]
            assert can_all_sit(problem, solution, found.members, maxima=more)
        for other in set(range(len(maxima))) - set(found.sections):
            for one in found.members:
                assert can_all_sit(problem, solution, found.members, maxima=maxima, besides=(one, other))


def can_all_sit(
    problem: GroupsProblem,
    solution: GroupsSolution,
    people: Iterable[int],
    *,
    maxima: list[int],
    besides: Ban | None = None,
) -> bool:
    """Give everybody a chair of their own in a section they may go to, as an assignment of people to chairs."""
    chairs = [section for section, places in enumerate(maxima) for _ in range(places)]
    may = np.array(
        [
            [
                (person, section) == besides or open_to(problem, solution, person, section)
                for section in chairs
            ]
            for person in people
        ],
        dtype=int,
    ).reshape(len(set(people)), len(chairs))
    rows, columns = linear_sum_assignment(may, maximize=True)
    return int(may[rows, columns].sum()) == len(set(people))


def open_to(problem: GroupsProblem, solution: GroupsSolution, person: int, index: int) -> bool:
    section = solution.sections[index]
    minutes = minutes_of(problem, section)
    led = [one for one in solution.sections if one.facilitator == person]
    pins = dict(problem.must)
    wanted = (
        pins[person] == section.workshop
        if person in pins
        else section.workshop in problem.wishes[person]
        and (person, section.workshop) not in problem.never
        and bool(problem.workshops[section.workshop].starts[section.start].available >> person & 1)
    )
    return wanted and not any(minutes & minutes_of(problem, one) for one in led)


def minutes_of(problem: GroupsProblem, section: Section) -> set[int]:
    return minutes(problem.workshops[section.workshop].starts[section.start])


def minutes(one: WorkshopStart) -> set[int]:
    return {minute for meeting in one.meetings for minute in range(meeting.begin, meeting.end)}


def with_pins_and_bans(problem: GroupsProblem, random: Random) -> GroupsProblem:
    """One pin at most of each person, those left out that cannot be kept; and bans of others."""
    seats = [(person, w) for person in range(problem.people) for w in range(len(problem.workshops))]
    must = tuple(dict(one for one in seats if random.random() < 0.3).items())
    never = tuple(one for one in seats if random.random() < 0.2 and one not in must)
    asked = replace(problem, must=must, never=never)
    try:
        solve(asked)
    except UnkeepablePinsError as error:
        gone = {pin for conflict in error.conflicts for pin in conflict.must}
        return replace(asked, must=tuple(pin for pin in must if pin not in gone))
    return asked


def with_one_sent_away(best: GroupsSolution, random: Random, *, keep: Collection[int] = ()) -> GroupsSolution:
    seated = sorted({person for section in best.sections for person in section.members} - set(keep))
    gone = random.choice([*seated, None, None]) if seated else None
    return replace(
        best,
        sections=tuple(
            replace(one, members=tuple(person for person in one.members if person != gone))
            for one in best.sections
        ),
    )


@pytest.mark.parametrize("seed", range(80))
def test_with_as_many_more_as_it_lacks_a_workshop_is_held_and_with_one_fewer_it_is_not(seed: int) -> None:
    """Those who have their seats, or lead or sit elsewhere then, stay; it alone is solved with more people."""
    random = Random(1000 + seed)  # noqa: S311 - repeatable, not secret
    problem = drawn(random)
    problem = replace(
        problem,
        workshops=tuple(replace(one, minimum=max(one.minimum, 3), maximum=9) for one in problem.workshops),
    )
    if seed % 2:
        problem = with_pins_and_bans(problem, random)
    solution = solve(problem)
    shortages = Shortages(problem=problem, solution=solution)
    held = {section.workshop for section in solution.sections}
    seated = {person for section in solution.sections for person in section.members}
    for member in (one for one in range(problem.people) if problem.wishes[one] and one not in seated):
        found = {reason.params["workshop"]: reason for reason in shortages.of_people(member)}
        for wished in set(problem.wishes[member]) - held:
            if wished in found:
                lacks = found[wished].params["lacks"]
                assert serves(problem, solution, wished, member=member, more=lacks)
                assert lacks == 1 or not serves(problem, solution, wished, member=member, more=lacks - 1)
                assert not serves(problem, solution, wished, member=member, more=0)
            else:
                never = not serves(problem, solution, wished, member=member, more=9)
                assert never or serves(problem, solution, wished, member=member, more=0)


def serves(problem: GroupsProblem, solution: GroupsSolution, wished: int, *, member: int, more: int) -> bool:
    """Solve for one workshop, with people more who can always come: tell whether the member has a seat."""
    offer = problem.workshops[wished]
    seats = [sum(one in section.members for section in solution.sections) for one in range(problem.people)]
    starts: list[WorkshopStart] = []
    for one in offer.starts:
        busy = {
            person
            for section in solution.sections
            if minutes(one) & minutes_of(problem, section)
            for person in (section.facilitator, *section.members)
        }
        if one.available >> member & 1 and member not in busy:
            there = [person for person in range(problem.people) if one.available >> person & 1]
            free = of(*(person for person in there if person not in busy))
            starts.append(replace(one, available=free | everybody(more) << problem.people))
    wishes = tuple(
        (0,)
        * (
            wished in problem.wishes[one]
            and (one, wished) not in problem.never
            and seats[one] < problem.per_member
        )
        for one in range(problem.people)
    )
    leads = tuple(person for person in offer.facilitators if person != member)
    for one in starts:  # at one start after the other, so that the member can come
        asked = GroupsProblem(
            people=problem.people + more,
            workshops=(replace(offer, starts=(one,), facilitators=leads, sections=1, maximum=99),),
            wishes=(*wishes, *((0,) for _ in range(more))),
            busy=problem.busy,
        )
        if any(member in section.members for section in solve(asked).sections):
            return True
    return False


def planned(*sections: Section) -> GroupsSolution:
    value = GroupsObjective(served=0, total=0)
    return GroupsSolution(sections=sections, objective=value, bound=value, gap=0.0, proven=True)


def test_who_sits_in_the_only_section_that_fits_can_go_nowhere_else() -> None:
    """0 wishes for the first workshop only, as 1 and 2 do, who have its two seats; the second has room for others."""
    problem = GroupsProblem(
        people=6,
        workshops=(
            workshop(start(0, everybody(6)), facilitators=(5,), size=(1, 2)),
            workshop(start(90, everybody(6)), facilitators=(5,)),
        ),
        wishes=((0,), (0,), (0,), (0, 1), (1,), ()),
    )
    solution = planned(
        Section(workshop=0, start=0, facilitator=5, members=(1, 2)),
        Section(workshop=1, start=0, facilitator=5, members=(3, 4)),
    )
    found = Shortages(problem=problem, solution=solution).of_seats(0)
    assert found == SeatShortage(members=(0, 1, 2), sections=(0,), seats=2)


def test_whoever_can_come_to_nothing_has_a_conflict_of_no_sections() -> None:
    """A member with no hours at all, and one who leads all that is held, and one who wishes for nothing."""
    problem = GroupsProblem(
        people=4,
        workshops=(workshop(start(0, of(1, 2)), facilitators=(1,)),),
        wishes=((0,), (0,), (0,), ()),
    )
    solution = planned(Section(workshop=0, start=0, facilitator=1, members=(2,)))
    shortages = Shortages(problem=problem, solution=solution)
    for member in (0, 1, 3):
        assert shortages.of_seats(member) == SeatShortage(members=(member,), sections=(), seats=0)
        assert shortages.of_people(member) == ()


def test_a_second_seat_of_somebody_is_no_shortage() -> None:
    problem = GroupsProblem(
        people=4,
        workshops=tuple(workshop(start(at, everybody(4)), facilitators=(3,), size=(1, 1)) for at in (0, 90)),
        wishes=((0,), (0, 1), (), ()),
        per_member=2,
        served_first=False,
    )
    solution = planned(*(Section(workshop=w, start=0, facilitator=3, members=(1,)) for w in (0, 1)))
    assert Shortages(problem=problem, solution=solution).of_seats(0) is None


def test_the_seat_of_somebody_who_has_had_one_is_no_shortage() -> None:
    offer = workshop(start(0, everybody(3)), facilitators=(2,), size=(1, 1))
    problem = GroupsProblem(people=3, workshops=(offer,), wishes=((0,), (0,), ()), per_member=2)
    solution = planned(Section(workshop=0, start=0, facilitator=2, members=(1,)))
    found = Shortages(problem=problem, solution=solution).of_seats(0)
    assert found == SeatShortage(members=(0, 1), sections=(0,), seats=1)
    had = replace(problem, had=((), (1,), ()))
    assert Shortages(problem=had, solution=solution).of_seats(0) is None


def test_a_workshop_says_at_which_start_it_lacks_fewest() -> None:
    """At the first start two could come, at the second three, of the five it needs; 4 leads and does not count."""
    problem = GroupsProblem(
        people=5,
        workshops=(
            workshop(start(0, of(0, 1, 4)), start(90, of(0, 1, 2, 4)), facilitators=(4,), size=(5, 9)),
        ),
        wishes=((0,), (0,), (0,), (0,), (0,)),
    )
    params = {"workshop": 0, "start": 1, "free": 3, "minimum": 5, "lacks": 2}
    assert Shortages(problem=problem, solution=planned()).of_people(0) == (
        Reason(code="too_few", params=params),
    )


def test_a_thousand_alike_hear_the_same() -> None:
    problem = GroupsProblem(
        people=1001,
        workshops=(workshop(start(0, everybody(1001)), facilitators=(1000,), size=(1, 400)),),
        wishes=(*((0,) for _ in range(1000)), ()),
    )
    solution = solve(problem)
    shortages = Shortages(problem=problem, solution=solution)
    without = set(range(1000)).difference(*(section.members for section in solution.sections))
    found = [shortages.of_seats(member) for member in without]
    assert len(found) == 600
    assert {(len(one.members), one.sections) for one in found if one} == {(401, (0,))}


def test_a_member_whose_only_wish_is_banned_lacks_no_seat_and_makes_no_workshop_fuller() -> None:
    """0 may not attend the first workshop, which has a free seat, nor the second, which lacks two, not one."""
    problem = GroupsProblem(
        people=5,
        workshops=(
            workshop(start(0, everybody(5)), facilitators=(4,), size=(1, 2)),
            workshop(start(90, everybody(5)), facilitators=(4,), size=(3, 9)),
        ),
        wishes=((0, 1), (0,), (1,), (), ()),
        never=((0, 0), (0, 1)),
    )
    solution = planned(Section(workshop=0, start=0, facilitator=4, members=(1,)))
    shortages = Shortages(problem=problem, solution=solution)
    assert shortages.of_seats(0) == SeatShortage(members=(0,), sections=(), seats=0)
    assert shortages.of_people(0) == ()
    params = {"workshop": 1, "start": 0, "free": 1, "minimum": 3, "lacks": 2}
    assert shortages.of_people(2) == (Reason(code="too_few", params=params),)
    reasons = why_unserved(problem=problem, solution=solution, member=0)
    assert [(reason.code, reason.params["workshop"]) for reason in reasons] == [("never", 0), ("never", 1)]


def test_whoever_is_pinned_gives_no_seat_up_though_another_they_wish_for_is_free() -> None:
    """1 cannot come to the first workshop and wishes for the second, where a seat is free; a pin keeps them."""
    problem = GroupsProblem(
        people=4,
        workshops=(
            workshop(start(0, of(0, 3)), facilitators=(3,), size=(1, 1)),
            workshop(start(90, everybody(4)), facilitators=(3,)),
        ),
        wishes=((0,), (1,), (1,), ()),
        must=((1, 0),),
    )
    solution = planned(
        Section(workshop=0, start=0, facilitator=3, members=(1,)),
        Section(workshop=1, start=0, facilitator=3, members=(2,)),
    )
    found = Shortages(problem=problem, solution=solution).of_seats(0)
    assert found == SeatShortage(members=(0, 1), sections=(0,), seats=1, pinned=1)
    free = replace(problem, must=())
    assert Shortages(problem=free, solution=solution).of_seats(0) is None


def test_a_pin_may_be_kept_in_another_section_at_hours_that_do_not_suit() -> None:
    """1 must be in the workshop and is never available: its other section has a seat, unless they lead then."""
    problem = GroupsProblem(
        people=5,
        workshops=(
            workshop(
                start(0, of(0, 3, 4)), start(90, of(2, 3, 4)), facilitators=(3,), size=(1, 1), sections=2
            ),
            workshop(start(90, of(1, 4)), facilitators=(1,)),
        ),
        wishes=((0,), (), (0,), (), (1,)),
        must=((1, 0),),
    )
    sections = (
        Section(workshop=0, start=0, facilitator=3, members=(1,)),
        Section(workshop=0, start=1, facilitator=3, members=()),
    )
    leads = Section(workshop=1, start=0, facilitator=1, members=(4,))
    assert Shortages(problem=problem, solution=planned(*sections)).of_seats(0) is None
    found = Shortages(problem=problem, solution=planned(*sections, leads)).of_seats(0)
    assert found == SeatShortage(members=(0, 1), sections=(0,), seats=1, pinned=1)


def test_whoever_is_pinned_twice_keeps_both_seats() -> None:
    problem = GroupsProblem(
        people=4,
        workshops=tuple(workshop(start(at, everybody(4)), facilitators=(3,), size=(1, 1)) for at in (0, 90)),
        wishes=((0, 1), (0, 1), (), ()),
        per_member=2,
        must=((1, 0), (1, 1)),
    )
    solution = planned(*(Section(workshop=w, start=0, facilitator=3, members=(1,)) for w in (0, 1)))
    found = Shortages(problem=problem, solution=solution).of_seats(0)
    assert found == SeatShortage(members=(0, 1), sections=(0, 1), seats=2, pinned=2)
