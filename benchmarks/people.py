"""Made-up people at any size, of the kind that the project serves: many zones, a school year with its clock changes.

The same size gives the same people, everywhere.
"""

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

from calendars.availability import Weeks, Window, week_masks, weeks_between
from matcher.problem import Coach, CoachingProblem, Criterion, Member, Rule, WeekMasks, Weights
from scheduler.domain.people import Person, PersonId, Role

ZONES = {
    "America/Phoenix": 10,
    "America/New_York": 12,
    "America/Los_Angeles": 6,
    "America/Mexico_City": 2,
    "America/Sao_Paulo": 3,
    "Africa/Lagos": 12,
    "Africa/Nairobi": 12,
    "Asia/Beirut": 12,
    "Asia/Kabul": 4,
    "Asia/Karachi": 3,
    "Europe/Belgrade": 8,
    "Europe/Kyiv": 10,
    "Europe/London": 6,
}
"""How many of a hundred live in each; they change the clock on different days, or not at all."""

WORLD = ZONES | {
    "Africa/Cairo": 4,
    "Africa/Johannesburg": 4,
    "America/Bogota": 2,
    "America/Chicago": 4,
    "Asia/Kolkata": 4,
    "Asia/Tokyo": 2,
    "Australia/Sydney": 2,
}
"""The same with people all round the globe: whatever the hour, it is night for someone."""

LANGUAGES = (8, 4, 4, 3, 2, 2, 1, 1)
TOPICS = tuple(1 / rank for rank in range(1, 25))
"""The shares of each: some are common, most are not."""

SUBJECTS, SCHOOLS = 40, 25
BLANK = 20
"""One in so many said nothing of their subject, or of their school."""

EDGE = 4


def coaching(members: int, coaches: int, *, worst_first: bool = False, minimum: int = 0) -> CoachingProblem:
    """Draw members and coaches with a tenth more places than members, from September to June."""
    dice = random.Random(members)
    weeks = weeks_between(starts=date(2026, 9, 7), ends=date(2027, 6, 18))
    fair = -(-members * 11 // (10 * coaches))
    return CoachingProblem(
        members=tuple(
            Member(
                topics=tuple(_some(dice, TOPICS, dice.randint(2, 5))),
                languages=frozenset(_some(dice, LANGUAGES, dice.randint(1, 2))),
                weeks=_hours(dice, weeks),
            )
            for _ in range(members)
        ),
        coaches=tuple(
            Coach(
                topics=frozenset(_some(dice, TOPICS, dice.randint(3, 6))),
                languages=frozenset(_some(dice, LANGUAGES, dice.randint(1, 3))),
                weeks=_hours(dice, weeks),
                minimum=min(minimum, maximum),
                maximum=maximum,
            )
            for maximum in (max(1, fair + dice.randint(-2, 2)) for _ in range(coaches))
        ),
        edge=EDGE,
        meeting_minutes=60,
        target_minutes=180,
        weights=Weights(interest=Fraction(6, 10), time=Fraction(3, 10), language=Fraction(1, 10)),
        worst_first=worst_first,
    )


def with_criteria(problem: CoachingProblem) -> CoachingProblem:
    """Weigh whether two teach the same subject, and require that they come from different schools."""
    dice = random.Random(len(problem.members))

    def answers(people: int, *, kinds: int) -> tuple[frozenset[int], ...]:
        said = (dice.randrange(kinds) if dice.randrange(BLANK) else None for _ in range(people))
        return tuple(frozenset[int]() if one is None else frozenset({one}) for one in said)

    def criterion(rule: Rule, *, kinds: int, weight: Fraction | None) -> Criterion:
        members, coaches = (answers(len(one), kinds=kinds) for one in (problem.members, problem.coaches))
        return Criterion(rule=rule, members=members, coaches=coaches, weight=weight)

    tenth = Fraction(1, 10)
    return replace(
        problem,
        weights=replace(problem.weights, interest=problem.weights.interest - tenth),
        criteria=(
            criterion(Rule.SAME, kinds=SUBJECTS, weight=tenth),
            criterion(Rule.DIFFERENT, kinds=SCHOOLS, weight=None),
        ),
    )


def _some(dice: random.Random, shares: tuple[float, ...], count: int) -> list[int]:
    """Draw so many different ones, by their shares, the first drawn first."""
    drawn = dict[int, None]()
    while len(drawn) < count:
        drawn[dice.choices(range(len(shares)), shares)[0]] = None
    return list(drawn)


def roster(count: int, *, seed: int = 0, evenings: bool = True) -> tuple[Person, ...]:
    """Draw people who have some evenings and weekends, over a dozen zones; or most parts of most days, over twenty."""
    dice = random.Random(f"{count} {seed}")
    zones = ZONES if evenings else WORLD
    return tuple(
        Person(
            id=PersonId(str(number)),
            key=str(number),
            name=str(number),
            email=None,
            role=Role.MEMBER,
            time_zone=dice.choices(list(zones), list(zones.values()))[0]
            if evenings
            else dice.choice(list(zones)),
            availability=_evenings(dice) if evenings else _parts_of_days(dice),
        )
        for number in range(count)
    )


def _hours(dice: random.Random, weeks: Weeks) -> WeekMasks:
    """Draw a zone and some windows of its week."""
    zone = dice.choices(list(ZONES), list(ZONES.values()))[0]
    masks, of_week = week_masks(time_zone=zone, windows=_evenings(dice), weeks=weeks, edge=EDGE)
    return WeekMasks(masks=masks, of_week=of_week)


def _parts_of_days(dice: random.Random) -> tuple[Window, ...]:
    """Draw every other morning, afternoon and evening, or a few more, each up to an hour shorter at either end."""
    return tuple(
        Window(day=day, start=60 * begin + dice.choice((0, 30, 60)), end=60 * end - dice.choice((0, 30, 60)))
        for day in range(7)
        for begin, end in ((7, 12), (12, 17), (17, 22))
        if dice.random() < 0.55
    )


def _evenings(dice: random.Random) -> tuple[Window, ...]:
    """Draw three to six windows a week: evenings, and by day at weekends."""
    windows: list[Window] = []
    for _ in range(dice.randint(3, 6)):
        day = dice.randrange(7)
        by_day = day > 4 or dice.random() < 0.2
        start = 60 * dice.choice([8, 9, 10, 13, 14] if by_day else [16, 17, 18, 19]) + dice.choice(
            [0, 0, 0, 30]
        )
        windows.append(Window(day=day, start=start, end=start + 60 * dice.randint(2, 4)))
    return tuple(windows)
