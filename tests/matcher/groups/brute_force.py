"""Every plan of workshop groups there is for a few people, by trying them all; nothing of the solver is used."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product
from random import Random

from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart

Held = tuple[int, int, int]  # workshop, start, facilitator
Pin = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What one plan is worth."""

    served: int
    alone: int
    total: int


def all_worths(problem: GroupsProblem) -> Iterator[Worth]:
    """Yield what each plan that keeps every rule is worth."""
    for held, members in all_plans(problem):
        yield worth_of(problem, held, members)


def all_plans(problem: GroupsProblem) -> Iterator[tuple[tuple[Held, ...], list[list[int]]]]:
    """Yield each plan that keeps every rule: what is held, and who sits there."""
    for held in _all_held(problem):
        clash = [[_meet(problem, one, other) for other in held] for one in held]
        choices = [list(_seats(problem, held, clash, person)) for person in range(problem.people)]
        for seats in product(*choices):
            members: list[list[int]] = [[] for _ in held]
            for person, mine in enumerate(seats):
                for index in mine:
                    members[index].append(person)
            offers = [problem.workshops[w] for w, _, _ in held]
            if all(
                max(1, offer.minimum) <= len(who) <= offer.maximum or (not who and offer.minimum == 0)
                for offer, who in zip(offers, members, strict=True)
            ):
                yield held, members


def possible(problem: GroupsProblem) -> bool:
    return next(all_worths(problem), None) is not None


def best(problem: GroupsProblem) -> tuple[int, ...] | None:
    """Return the rank of the best plan, None where there is none."""
    return max((rank(problem, worth) for worth in all_worths(problem)), default=None)


def rank(problem: GroupsProblem, worth: Worth) -> tuple[int, ...]:
    alone = () if problem.languages is None else (-worth.alone,)
    return (worth.served, *alone, worth.total) if problem.served_first else (worth.total, *alone)


def _all_held(problem: GroupsProblem) -> Iterator[tuple[Held, ...]]:
    leads = [
        (w, s, person)
        for w, offer in enumerate(problem.workshops)
        for s, start in enumerate(offer.starts)
        for person in offer.facilitators
        if start.available >> person & 1
        and not any(overlap(one, other) for one in start.meetings for other in problem.busy)
    ]
    most = sum(offer.sections for offer in problem.workshops)
    for size in range(min(most, len(leads)) + 1):
        for held in combinations(leads, size):
            if all(
                sum(w == mine for mine, _, _ in held) <= offer.sections
                for w, offer in enumerate(problem.workshops)
            ) and not any(
                one[2] == other[2] and _meet(problem, one, other) for one, other in combinations(held, 2)
            ):
                yield held


def _seats(
    problem: GroupsProblem, held: tuple[Held, ...], clash: list[list[bool]], person: int
) -> Iterator[tuple[int, ...]]:
    """Yield all sets of sections in which a person could sit at the same time as they lead what they lead."""
    must = {w for who, w in problem.must if who == person}
    never = {w for who, w in problem.never if who == person}
    leads = [index for index, (_, _, leader) in enumerate(held) if leader == person]
    open_to = [
        index
        for index, (w, s, _) in enumerate(held)
        if w not in never
        and (
            w in must
            or (w in problem.wishes[person] and problem.workshops[w].starts[s].available >> person & 1)
        )
        and not any(clash[index][led] for led in leads)
    ]
    had = problem.had[person] if problem.had else ()
    for size in range(max(0, problem.per_member - len(had)) + 1):
        for mine in combinations(open_to, size):
            workshops = {held[index][0] for index in mine}
            apart = not any(clash[one][other] for one, other in combinations(mine, 2))
            if apart and len(workshops) == size and must <= workshops:
                yield mine


def worth_of(problem: GroupsProblem, held: tuple[Held, ...], members: list[list[int]]) -> Worth:
    served: set[int] = set()
    alone, total = problem.had_alone, 0
    ranked = [list[int | None](wishes) for wishes in problem.wishes]  # None: that wish is met by what is over
    for person, had in enumerate(problem.had):
        for place in sorted(rank for rank in had if rank):
            ranked[person].insert(place - 1, None)
            total += worth_at(place - 1)
        served |= {person} if had and ranked[person] else set()
    for (w, _, _), who in zip(held, members, strict=True):
        for person in who:
            wishes = ranked[person]
            served |= {person} if wishes else set()
            if w in wishes:
                total += worth_at(wishes.index(w))
            mine = problem.languages[person] if problem.languages else ()
            if mine and not any(mine[0] in problem.languages[other] for other in who if other != person):
                alone += 1
    return Worth(served=len(served), alone=alone, total=total)


def worth_at(place: int) -> int:
    return int(1000 * Fraction(7, 10) ** place + Fraction(1, 2))


def having(dice: Random, problem: GroupsProblem) -> GroupsProblem:
    """Let some have sat in what is over: a wish or two of any rank, or what they never wished for."""

    def had(person: int) -> tuple[int, ...]:
        count = dice.choice((0, 0, 0, 1, 1, 2))
        ranks = dice.sample(range(1, len(problem.wishes[person]) + count + 1), count)
        return tuple(0 if dice.random() < 0.1 else rank for rank in ranks)

    return replace(
        problem, had=tuple(had(person) for person in range(problem.people)), had_alone=dice.randint(0, 2)
    )


def _meet(problem: GroupsProblem, one: Held, other: Held) -> bool:
    mine, theirs = (problem.workshops[w].starts[s].meetings for w, s, _ in (one, other))
    return any(overlap(here, there) for here in mine for there in theirs)


def overlap(one: Interval, other: Interval) -> bool:
    return max(one.begin, other.begin) < min(one.end, other.end)


def small(dice: Random, *, pins: bool, tongues: bool) -> GroupsProblem:
    """Draw up to seven people and three workshops, some with two sections that may start together."""
    count = dice.randint(1, 3)
    people = dice.randint(3, 7 if count < 3 else 5)

    def offer() -> Workshop:
        minimum = dice.randint(0, 2)
        return Workshop(
            minimum=minimum,
            maximum=dice.randint(max(1, minimum), 3),
            sections=dice.choice((1, 2)),
            facilitators=tuple(dice.sample(range(people), dice.choice((1, 2, 2)))),
            starts=tuple(
                WorkshopStart(
                    meetings=tuple(
                        Interval(begin=minute + week * 10_080, end=minute + week * 10_080 + 60)
                        for week in range(dice.choice((1, 1, 2)))
                    ),
                    available=sum(1 << person for person in range(people) if dice.random() < 0.75),
                )
                for minute in sorted(dice.sample(range(0, 240, 30), dice.choice((1, 1, 2))))
            ),
        )

    def some_pins(most: int) -> tuple[Pin, ...]:
        pairs = [(person, w) for person in range(people) for w in range(count)]
        return tuple(sorted(dice.sample(pairs, dice.randint(0, most)))) if pins else ()

    return GroupsProblem(
        people=people,
        workshops=tuple(offer() for _ in range(count)),
        wishes=tuple(
            tuple(dice.sample(range(count), dice.randint(1, count))) if dice.random() < 0.85 else ()
            for _ in range(people)
        ),
        per_member=dice.choice((1, 2)),
        served_first=dice.random() < 0.5,
        busy=(Interval(begin=200, end=220),) if dice.random() < 0.2 else (),
        must=some_pins(3),
        never=some_pins(3),
        languages=tuple(tuple(dice.sample(range(4), dice.choice((0, 1, 1, 2)))) for _ in range(people))
        if tongues
        else None,
    )
