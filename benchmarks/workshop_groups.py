"""Made cohorts with workshops, as a real one looks: evenings and weekends over a handful of zones, from a seed."""

import random
from collections.abc import Sequence

from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
MONDAY = 29_709_000 - 29_709_000 % WEEK + 4 * DAY
"""2026 or so: the epoch was a Thursday, so four days after a whole number of weeks it is Monday 00:00 UTC."""

ZONES = (-7, 0, 1, 2, 3)
"""Arizona, Accra, Lagos, Beirut and Nairobi, in hours east of UTC."""

MINUTES = 90
"""How long each meeting lasts."""

Window = tuple[int, int]


def cohort(
    *,
    members: int,
    workshops: int,
    starts: int,
    seed: int = 0,
    keen: float = 0.4,
    served_first: bool = False,
    per_member: int = 1,
) -> GroupsProblem:
    """Draw members with three to six wishes, popular workshops among them, and starts spread over one week.

    A workshop has 4 to 12 seats, or fewer, in one or two sections, under one to three facilitators: every third
    is a member, the others only lead.
    """
    dice = random.Random(seed)
    leading = workshops * 2
    people = members + leading
    hours = [_hours(dice, keen=keen if person < members else 0.9) for person in range(people)]
    draw = [1 / (1 + rank / 8) for rank in range(workshops)]
    dice.shuffle(draw)
    return GroupsProblem(
        people=people,
        workshops=tuple(_workshop(dice, hours, members=members, starts=starts) for _ in range(workshops)),
        wishes=(
            *(_wishes(dice, draw, count=dice.randint(3, min(6, workshops))) for _ in range(members)),
            *(() for _ in range(leading)),
        ),
        per_member=per_member,
        served_first=served_first,
    )


def _hours(dice: random.Random, *, keen: float) -> list[Window]:
    """Draw some evenings and some of the weekend, in minutes of the week in UTC; now and then a free morning."""
    zone = dice.choice(ZONES)
    windows: list[Window] = []
    for day in range(5):
        if dice.random() < keen:
            windows.append((day * DAY + 17 * HOUR, day * DAY + dice.choice((20, 21, 22)) * HOUR))
        if dice.random() < 0.1:
            windows.append((day * DAY + 8 * HOUR, day * DAY + 12 * HOUR))
    for day in (5, 6):
        if dice.random() < keen:
            begin = dice.choice((9, 10, 13))
            windows.append((day * DAY + begin * HOUR, day * DAY + (begin + dice.choice((3, 5, 8))) * HOUR))
    return [((begin - zone * HOUR), (end - zone * HOUR)) for begin, end in windows]


def _workshop(
    dice: random.Random, hours: Sequence[Sequence[Window]], *, members: int, starts: int
) -> Workshop:
    """Offer starts at which one of the facilitators can lead, as a coordinator would; others if those are too few."""
    facilitators = tuple(
        dict.fromkeys(
            dice.randrange(members) if dice.random() < 1 / 3 else dice.randrange(members, len(hours))
            for _ in range(dice.randint(1, 3))
        )
    )
    offered = sorted(
        sorted(
            range(0, WEEK, 30),
            key=lambda begin: (
                not any(_free(hours[person], begin) for person in facilitators),
                dice.random(),
            ),
        )[:starts]
    )
    minimum = dice.choice((3, 4, 4, 5, 6))
    return Workshop(
        minimum=minimum,
        maximum=minimum + dice.choice((4, 6, 8)),
        sections=dice.choice((1, 1, 2)),
        facilitators=facilitators,
        starts=tuple(
            WorkshopStart(
                meetings=(Interval(begin=MONDAY + begin, end=MONDAY + begin + MINUTES),),
                available=sum(1 << person for person, windows in enumerate(hours) if _free(windows, begin)),
            )
            for begin in offered
        ),
    )


def _free(windows: Sequence[Window], begin: int) -> bool:
    return any(first <= begin and begin + MINUTES <= last for first, last in windows)


def _wishes(dice: random.Random, draw: Sequence[float], *, count: int) -> tuple[int, ...]:
    """Draw distinct workshops, the popular ones more often."""
    wished: dict[int, None] = {}
    while len(wished) < count:
        wished[dice.choices(range(len(draw)), weights=draw)[0]] = None
    return tuple(wished)
