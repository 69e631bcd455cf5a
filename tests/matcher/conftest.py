"""What the coaching tests are made of: hours drawn on one timeline, people, and random problems."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from matcher.problem import (
    SLOTS_PER_WEEK,
    Coach,
    CoachingProblem,
    Criterion,
    Member,
    Rule,
    WeekMasks,
    Weights,
)
from tests.matcher.coaching.tables import Table

EDGE = 8

Hours = Callable[..., WeekMasks]


@pytest.fixture(scope="session")
def hours() -> Hours:
    """Cut hours on the timeline, given as [begin, end) in slots from the first Monday, into masks of weeks."""

    def cut(*stretches: tuple[int, int], weeks: int = 1, edge: int = EDGE) -> WeekMasks:
        timeline = 0  # its bit 0 is `edge` slots before the first Monday, so that no shift is negative
        for begin, end in stretches:
            begin_bit, end_bit = max(begin + edge, 0), max(end + edge, 0)
            timeline |= (1 << end_bit) - (1 << begin_bit)
        width = (1 << (edge + SLOTS_PER_WEEK + edge)) - 1
        of_weeks = [(timeline >> (week * SLOTS_PER_WEEK)) & width for week in range(weeks)]
        masks = tuple(dict.fromkeys(of_weeks))
        return WeekMasks(masks=masks, of_week=tuple(masks.index(mask) for mask in of_weeks))

    return cut


@pytest.fixture(scope="session")
def member(hours: Hours) -> Callable[..., Member]:
    """Make a member, by default there all week, without topics and languages."""

    def make(
        *, topics: Sequence[int] = (), languages: Sequence[int] = (), weeks: WeekMasks | None = None
    ) -> Member:
        always = hours((-EDGE, SLOTS_PER_WEEK + EDGE))
        return Member(topics=tuple(topics), languages=frozenset(languages), weeks=weeks or always)

    return make


@pytest.fixture(scope="session")
def coach(hours: Hours) -> Callable[..., Coach]:
    """Make a coach of 0 to 1 members, by default there all week, without topics and languages."""

    def make(
        *,
        topics: Sequence[int] = (),
        languages: Sequence[int] = (),
        weeks: WeekMasks | None = None,
        takes: tuple[int, int] = (0, 1),
    ) -> Coach:
        always = hours((-EDGE, SLOTS_PER_WEEK + EDGE))
        return Coach(
            topics=frozenset(topics),
            languages=frozenset(languages),
            weeks=weeks or always,
            minimum=takes[0],
            maximum=takes[1],
        )

    return make


@pytest.fixture(scope="session")
def problem() -> Callable[..., CoachingProblem]:
    """Make a problem with an hour's meeting, a target of two, and the default weights, unless told otherwise."""

    def make(*, members: Sequence[Member], coaches: Sequence[Coach], **rules: object) -> CoachingProblem:
        defaults = {
            "edge": EDGE,
            "meeting_minutes": 60,
            "target_minutes": 120,
            "weights": Weights(interest=Fraction(6, 10), time=Fraction(3, 10), language=Fraction(1, 10)),
        }
        return CoachingProblem(members=tuple(members), coaches=tuple(coaches), **(defaults | rules))

    return make


@pytest.fixture(scope="session")
def random_problem(
    member: Callable[..., Member], coach: Callable[..., Coach], problem: Callable[..., CoachingProblem]
) -> Callable[..., tuple[CoachingProblem, Table]]:
    """Draw coaches, pins, bans and a table of pairs, few bands apart, so that every step of the order counts."""

    def draw(*, seed: int, members: int, coaches: int) -> tuple[CoachingProblem, Table]:
        rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
        takes = [
            sorted((rng.randint(0, 3), rng.randint(0, 1 + 2 * members // coaches))) for _ in range(coaches)
        ]
        pairs = [(row, column) for row in range(members) for column in range(coaches)]
        pinned = rng.sample(range(members), rng.choice([0, 0, 1, 2]))
        must: list[tuple[int, int]] = []
        for row in pinned:
            column = rng.randrange(coaches)
            if sum(to == column for _, to in must) < takes[column][1]:
                must.append((row, column))
        never = [pair for pair in rng.sample(pairs, rng.randint(0, len(pairs) // 6)) if pair not in must]
        lowest, density = rng.choice([0, 300, 650]), rng.choice([0.3, 0.6, 0.9])
        allowed = np.array([rng.random() < density for _ in pairs]).reshape(members, coaches)
        for pair in never:
            allowed[pair] = False
        score = [[rng.randint(lowest, 1000) for _ in range(coaches)] for _ in range(members)]
        table = Table(score, allowed=allowed.tolist())
        asked = problem(
            members=[member()] * members,
            coaches=[coach(takes=(low, high)) for low, high in takes],
            worst_first=rng.random() < 0.7,
            must=tuple(must),
            never=tuple(never),
        )
        return asked, table

    return draw


def judged(asked: CoachingProblem, *, seed: int) -> CoachingProblem:
    """Let up to three criteria of any kind judge the pairs too: weighed with the other parts, or required."""
    dice = random.Random(f"criteria {seed}")  # noqa: S311 - repeatable, not secret
    share = dice.choice([Fraction(1, 3), Fraction(35, 100)])

    def criterion(weight: Fraction | None) -> Criterion:
        rule, of = dice.choice(list(Rule)), dice.choice([1, 3, 9])
        most = min(of, dice.choice([1, 6])) if rule is Rule.OVERLAP else 1

        def values() -> frozenset[int]:
            return frozenset(dice.sample(range(of), dice.choice([0, 1, 1, most, most])))

        return Criterion(
            rule=rule,
            members=tuple(values() for _ in asked.members),
            coaches=tuple(values() for _ in asked.coaches),
            weight=weight,
        )

    kinds = dice.choice([[], [share], [None], [share, None], [share / 2, share / 2], [share, None, None]])
    left = 1 - sum(one or 0 for one in kinds)
    weights = Weights(
        interest=asked.weights.interest * left,
        time=asked.weights.time * left,
        language=asked.weights.language * left,
    )
    return replace(asked, weights=weights, criteria=tuple(map(criterion, kinds)))


@pytest.fixture(scope="session")
def crowd(hours: Hours) -> Callable[..., CoachingProblem]:
    """Draw people of two calendars, some topics and languages, with pins, bans, minima and criteria now and then."""

    def draw(*, seed: int, members: int, coaches: int) -> CoachingProblem:
        dice = random.Random(seed)  # noqa: S311 - repeatable, not secret

        def weeks() -> WeekMasks:
            begins = [dice.randrange(0, SLOTS_PER_WEEK - 60) for _ in range(dice.randint(0, 20))]
            stretches = [(begin, begin + dice.randint(3, 60)) for begin in begins]
            later = dice.choice([0, 4])
            moved = [
                (begin + SLOTS_PER_WEEK + later, end + SLOTS_PER_WEEK + later) for begin, end in stretches
            ]
            return hours(*stretches, *moved, weeks=2)

        def some(most: int, *, of: int) -> list[int]:
            return dice.sample(range(of), dice.randint(0, most))

        pairs = [(member, coach) for member in range(members) for coach in range(coaches)]
        must = dict(dice.sample(pairs, dice.choice([0, 0, 2])))
        room = dice.choice([1, 2, 4])
        takes = [sorted((dice.choice([0, 0, 1, 3]), dice.randint(0, room) + room)) for _ in range(coaches)]
        asked = CoachingProblem(
            members=tuple(
                Member(topics=tuple(some(4, of=7)), languages=frozenset(some(2, of=3)), weeks=weeks())
                for _ in range(members)
            ),
            coaches=tuple(
                Coach(
                    topics=frozenset(some(4, of=8)),
                    languages=frozenset(some(3, of=3)),
                    weeks=weeks(),
                    minimum=low,
                    maximum=high + len(must),
                )
                for low, high in takes
            ),
            edge=8,
            meeting_minutes=dice.choice([30, 60, 75]),
            target_minutes=dice.choice([60, 180, 1]),
            weights=dice.choice(
                [
                    Weights(interest=Fraction(6, 10), time=Fraction(3, 10), language=Fraction(1, 10)),
                    Weights(interest=Fraction(0), time=Fraction(1), language=Fraction(0)),
                    Weights(interest=Fraction(9, 10), time=Fraction(0), language=Fraction(1, 10)),
                    Weights(interest=Fraction(1, 3), time=Fraction(1, 3), language=Fraction(1, 3)),
                ]
            ),
            language_required=dice.random() < 0.3,
            worst_first=dice.random() < 0.6,
            must=tuple(must.items()),
            never=tuple(pair for pair in dice.sample(pairs, 3) if pair not in must.items()),
        )
        return judged(asked, seed=seed)

    return draw
