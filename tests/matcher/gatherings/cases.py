"""Small problems of monthly sessions, and their optima by trying every choice there is."""

from collections.abc import Iterator
from itertools import product
from random import Random

from matcher.objective import gatherings_objective
from matcher.problem import Gathering, GatheringsProblem, GatheringStart, Interval
from matcher.solution import GatheringsSolution

HOUR = 60
MONTH = 30 * 24 * HOUR


def at(minute: int, *burdens: int) -> GatheringStart:
    return GatheringStart(interval=Interval(begin=minute, end=minute + HOUR), burdens=bytes(burdens))


def drawn(random: Random) -> GatheringsProblem:
    """Up to three sessions in three months; starts half an hour apart, so that sessions get in each other's way."""
    people = random.randint(1, 5)

    def month(number: int, most: int) -> tuple[GatheringStart, ...]:
        minutes = sorted(random.sample(range(0, 6 * HOUR, HOUR // 2), random.randint(0, most)))
        return tuple(
            at(number * MONTH + minute, *random.choices((0, 1, 3, 10), weights=(3, 4, 2, 2), k=people))
            for minute in minutes
        )

    fixed = Gathering(months=tuple(month(number, 1) for number in range(3)), fixed=True)
    chosen = [
        Gathering(months=tuple(month(number, 5) for number in range(3))) for _ in range(random.randint(1, 2))
    ]
    return GatheringsProblem(people=people, gatherings=(*([fixed] if random.random() < 0.5 else []), *chosen))


def by_trying_all(problem: GatheringsProblem) -> GatheringsSolution:
    """Place one session after another, each by the best of all its choices."""
    chosen: list[tuple[int | None, ...]] = []
    placed: list[GatheringStart] = []
    for gathering in problem.gatherings:
        chosen.append(
            best := min(choices(gathering, placed), key=lambda choice: order(choice, gathering, placed))
        )
        placed += taken(gathering, best)
    objective = gatherings_objective(problem=problem, chosen=chosen)
    return GatheringsSolution(chosen=tuple(chosen), objective=objective, bound=objective, proven=True)


def choices(gathering: Gathering, placed: list[GatheringStart]) -> Iterator[tuple[int | None, ...]]:
    return product(
        *(
            [
                index
                for index, start in enumerate(month)
                if gathering.fixed
                or all(
                    start.interval.end <= one.interval.begin or one.interval.end <= start.interval.begin
                    for one in placed
                )
            ]
            or [None]
            for month in gathering.months
        )
    )


def order(
    choice: tuple[int | None, ...], gathering: Gathering, placed: list[GatheringStart]
) -> tuple[int, int, list[int]]:
    sums = [
        sum(person)
        for person in zip(*(one.burdens for one in [*placed, *taken(gathering, choice)]), strict=True)
    ]
    return max(sums, default=0), sum(sums), [-1 if start is None else start for start in choice]


def taken(gathering: Gathering, choice: tuple[int | None, ...]) -> list[GatheringStart]:
    return [month[start] for month, start in zip(gathering.months, choice, strict=True) if start is not None]


def world(*, seed: int, people: int, starts: int, months: int) -> GatheringsProblem:
    """People round the globe, each with a night of ten, and some hours of their own."""
    random = Random(seed)  # noqa: S311 - the same
    shifts = [random.randrange(24) for _ in range(people)]
    hours = {(p, hour): random.choice((0, 1, 1, 1)) for p in range(people) for hour in range(24)}

    def burden(person: int, hour: int) -> int:
        local = (hour + shifts[person]) % 24
        return hours[person, hour] if 8 <= local < 21 else 3 if local in {6, 7, 21, 22} else 10

    return GatheringsProblem(
        people=people,
        gatherings=(
            Gathering(
                months=tuple(
                    tuple(
                        at(m * MONTH + s * HOUR, *(burden(p, s % 24) for p in range(people)))
                        for s in range(starts)
                    )
                    for m in range(months)
                )
            ),
        ),
    )
