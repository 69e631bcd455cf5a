"""Small random workshop groups against the letter of DESIGN 6 under another solver: optimum, bound, rules, reasons.

COMMONHOUR_ORACLE_EXAMPLES makes for so many times as many (`make fuzz`: 2,000).
"""

import os
from dataclasses import replace
from random import Random

import pytest

from matcher.check import check_groups
from matcher.groups.explain import why_unserved
from matcher.groups.solver import solve
from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from matcher.solution import GroupsObjective, GroupsSolution, UnkeepablePinsError
from tests.matcher.groups.brute_force import having
from tests.matcher.groups.letter import Best, best

COUNT = 200 * int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))
AT_ONCE = 20
DAY = 24 * 60


@pytest.mark.parametrize("begin", range(0, COUNT, AT_ONCE))
def test_plans_are_as_good_as_the_letter_allows_and_their_bounds_and_reasons_true(begin: int) -> None:
    for seed in range(begin, begin + AT_ONCE):
        dice = Random(7000 + seed)  # noqa: S311 - cases to repeat, not secrets
        problem = drawn(dice)
        if seed % 4 == 3:
            problem = asked(problem, dice)
        if seed % 3 == 2:
            problem = having(dice, problem)
        try:
            solution = solve(problem, seed=seed % 3)
        except UnkeepablePinsError:
            assert best(problem) is None, seed
            continue
        assert check_groups(problem=problem, solution=solution) == (), seed
        assert solution.proven, seed
        assert solution.bound == solution.objective, seed
        assert counted(problem, solution.objective) == best(problem), seed
        for member in unserved(problem, solution):
            for reason in why_unserved(problem=problem, solution=solution, member=member):
                assert true(problem, solution, member=member, code=reason.code, said=dict(reason.params)), (
                    seed,
                    reason,
                )


def counted(problem: GroupsProblem, objective: GroupsObjective) -> Best:
    return Best(served=objective.served if problem.served_first else None, total=objective.total)


def drawn(dice: Random) -> GroupsProblem:
    """Draw a few who crowd into two mornings: meetings long and short, once or twice, and members who lead."""
    people, count = dice.randint(3, 9), dice.randint(1, 4)
    crowd, alike = dice.choice([0.4, 0.7, 0.95]), dice.random() < 0.2

    def there() -> int:
        return sum(1 << person for person in range(people) if dice.random() < crowd)

    def start() -> WorkshopStart:
        begin, length = 15 * dice.randrange(0, 16), 15 * dice.randint(2, 8)
        meetings = dice.choice([1, 1, 2])
        return WorkshopStart(
            meetings=tuple(
                Interval(begin=begin + day * DAY, end=begin + day * DAY + length) for day in range(meetings)
            ),
            available=there(),
        )

    def workshop() -> Workshop:
        minimum = dice.choice([0, 1, 2, 2, 3])
        return Workshop(
            minimum=minimum,
            maximum=max(1, minimum) + dice.choice([0, 0, 1, 2]),
            sections=dice.choice([1, 1, 2, 3]),
            facilitators=tuple(dice.sample(range(people), dice.randint(1, min(3, people)))),
            starts=tuple(
                sorted((start() for _ in range(dice.randint(0, 4))), key=lambda one: one.meetings[0].begin)
            ),
        )

    wished = dice.sample(range(count), count)
    return GroupsProblem(
        people=people,
        workshops=tuple(workshop() for _ in range(count)),
        wishes=tuple(
            tuple(wished if alike else dice.sample(range(count), dice.randint(0, count)))
            for _ in range(people)
        ),
        per_member=dice.choice([1, 1, 2, 3]),
        served_first=dice.random() < 0.5,
        busy=tuple(
            Interval(begin=at, end=at + dice.choice([5, 45, 90]))
            for at in dice.sample(range(0, 2 * DAY, 15), dice.choice([0, 0, 1, 3]))
        ),
    )


def asked(problem: GroupsProblem, dice: Random) -> GroupsProblem:
    """Ask for a few seats and bar others, of anybody in any workshop."""
    seats = [(person, w) for person in range(problem.people) for w in range(len(problem.workshops))]
    return replace(
        problem,
        must=tuple(dice.sample(seats, dice.choice([0, 1, 1, 2]))),
        never=tuple(one for one in seats if dice.random() < 0.2),
    )


def unserved(problem: GroupsProblem, solution: GroupsSolution) -> list[int]:
    seated = {member for section in solution.sections for member in section.members}
    seated |= {person for person, had in enumerate(problem.had) if had}
    return [person for person, wished in enumerate(problem.wishes) if wished and person not in seated]


def true(
    problem: GroupsProblem, solution: GroupsSolution, *, member: int, code: str, said: dict[str, int]
) -> bool:
    """Look the reason up in the problem and the plan; a section with room for the member is in no best plan."""
    w = said["workshop"]
    if code == "never" or (member, w) in problem.never:
        return code == "never" and (member, w) in problem.never
    workshop = problem.workshops[w]
    if code in {"no_start", "no_facilitator_free", "not_held"}:
        free = [
            start
            for start in workshop.starts
            if not any(overlap(one, other) for one in start.meetings for other in problem.busy)
        ]
        led = [
            (start, leader)
            for start in free
            for leader in workshop.facilitators
            if start.available >> leader & 1 and elsewhere(problem, solution, leader, start.meetings) is None
        ]
        could = [
            sum(
                person != leader
                and w in wished
                and (person, w) not in problem.never
                and (not problem.had or len(problem.had[person]) < problem.per_member)
                and start.available >> person & 1
                for person, wished in enumerate(problem.wishes)
            )
            for start, leader in led
        ]
        held = any(section.workshop == w for section in solution.sections)
        return (
            not held
            and {
                "no_start": not free,
                "no_facilitator_free": bool(free) and not led,
                "not_held": bool(led) and said["can_come"] == max(could, default=0),
            }[code]
        )
    section = solution.sections[said["section"]]
    start = workshop.starts[section.start]
    there = start.available >> member & 1
    return (
        section.workshop == w
        and {
            "cannot_come": not there,
            "overlaps": bool(there)
            and elsewhere(problem, solution, member, start.meetings) == said.get("other"),
            "full": len(section.members) == workshop.maximum == said.get("maximum"),
            "room": False,
        }[code]
    )


def elsewhere(
    problem: GroupsProblem, solution: GroupsSolution, person: int, meetings: tuple[Interval, ...]
) -> int | None:
    for index, section in enumerate(solution.sections):
        held = problem.workshops[section.workshop].starts[section.start].meetings
        if person in {section.facilitator, *section.members} and any(
            overlap(one, other) for one in meetings for other in held
        ):
            return index
    return None


def overlap(one: Interval, other: Interval) -> bool:
    return one.begin < other.end and other.begin < one.end
