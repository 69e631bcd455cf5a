"""The frontier of a few people's workshop groups, by trying every plan and every telling of which section is which.

Written from DESIGN 6, *Rebalancing*; nothing of the solver is used, nor of what counts moves beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from matcher.groups.moves import SectionBefore
from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from tests.matcher.groups.brute_force import Held, all_plans, having, overlap, rank, worth_of

Telling = tuple[int | None, ...]  # for each section before the section held that continues it


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The best rank with these moves and no fewer; and of all such plans, and tellings, the least they upset.

    First the moves of those moved before, then the seats lost of sections that could not be held any more, last the
    sections that go on under another although whoever led them could.
    """

    moves: int
    rank: tuple[int, ...]
    upset: tuple[int, int, int]


def all_points(
    problem: GroupsProblem, before: Sequence[SectionBefore], *, moved_before: frozenset[int]
) -> list[Reached]:
    """Try everything; no point where no plan keeps all pins."""
    best: dict[int, tuple[tuple[int, ...], list[int]]] = {}
    tellings: dict[tuple[Held, ...], list[Telling]] = {}
    for held, members in all_plans(problem):
        worth = rank(problem, worth_of(problem, held, members))
        if held not in tellings:
            tellings[held] = list(_tellings(before, held, ()))
        for telling in tellings[held]:
            moves, *upset = _counted(problem, before, held, members, telling, moved_before)
            here = (worth, [-count for count in upset])
            best[moves] = max(best.get(moves, here), here)
    points: list[Reached] = []
    for moves, (worth, calm) in sorted(best.items()):
        if not points or worth > points[-1].rank:
            again, torn, handed = (-count for count in calm)
            points.append(Reached(moves=moves, rank=worth, upset=(again, torn, handed)))
    return points


def _tellings(before: Sequence[SectionBefore], held: tuple[Held, ...], told: Telling) -> Iterator[Telling]:
    if len(told) < len(before):
        for after in (None, *range(len(held))):
            if after is None or (after not in told and _may_continue(before, before[len(told)], held[after])):
                yield from _tellings(before, held, (*told, after))
        return
    begun = {(one.workshop, one.start) for one in before if one.begun}
    if all(index in told for index, (w, s, _) in enumerate(held) if (w, s) in begun):
        yield told


def _may_continue(before: Sequence[SectionBefore], section: SectionBefore, held: Held) -> bool:
    w, s, _ = held
    if w != section.workshop:
        return False
    if section.begun:
        return s == section.start
    return not any(one.begun and (one.workshop, one.start) == (w, s) for one in before)


def _counted(
    problem: GroupsProblem,
    before: Sequence[SectionBefore],
    held: tuple[Held, ...],
    members: list[list[int]],
    telling: Telling,
    moved_before: frozenset[int],
) -> tuple[int, int, int, int]:
    moves = again = torn = handed = 0
    for section, after in zip(before, telling, strict=True):
        if after is not None and held[after][2] != section.facilitator:
            offer = problem.workshops[section.workshop]
            theirs = [person for person in offer.facilitators if person == section.facilitator]
            handed += any(offer.starts[held[after][1]].available >> person & 1 for person in theirs)
        if not could_be_held(problem, section):
            torn += sum(after is None or person not in members[after] for person in section.members)
            continue
        if after is not None and held[after][1] != section.start:
            moves += 1
        for person in section.members:
            if (after is None or person not in members[after]) and could_sit(problem, section, person):
                moves += 1
                again += person in moved_before
    return moves, again, torn, handed


def forced(problem: GroupsProblem, before: Sequence[SectionBefore]) -> list[tuple[int, int]]:
    return sorted(
        (person, index)
        for index, section in enumerate(before)
        for person in section.members
        if not (could_be_held(problem, section) and could_sit(problem, section, person))
    )


def could_be_held(problem: GroupsProblem, section: SectionBefore) -> bool:
    if section.start is None:
        return False
    offer = problem.workshops[section.workshop]
    start = offer.starts[section.start]
    free = not any(overlap(one, other) for one in start.meetings for other in problem.busy)
    return free and any(start.available >> person & 1 for person in offer.facilitators)


def could_sit(problem: GroupsProblem, section: SectionBefore, person: int) -> bool:
    w = section.workshop
    if (person, w) in problem.never:
        return False
    if (person, w) in problem.must:
        return True
    elsewhere = {other for who, other in problem.must if who == person}
    assert section.start is not None
    there = problem.workshops[w].starts[section.start].available >> person & 1
    had = problem.had[person] if problem.had else ()
    return bool(there) and w in problem.wishes[person] and len(elsewhere) + len(had) < problem.per_member


def changed(
    dice: Random, *, pins: bool, tongues: bool
) -> tuple[GroupsProblem, tuple[SectionBefore, ...], frozenset[int]]:
    """Draw a few who sit anywhere but where they wished for most, what has changed since, and who was moved before."""
    members, count = dice.choice((4, 4, 5, 5)), dice.choice((2, 2, 3))
    people = members + 2

    def offer() -> Workshop:
        minimum = dice.choice((0, 1, 1, 2))
        return Workshop(
            minimum=minimum,
            maximum=dice.randint(max(1, minimum), 3),
            sections=dice.choice((1, 1, 2)),
            facilitators=tuple(dice.sample(range(members - 1, people), dice.choice((1, 2)))),
            starts=tuple(
                WorkshopStart(
                    meetings=(Interval(begin=minute, end=minute + 60),),
                    available=sum(1 << person for person in range(people) if dice.random() < 0.85),
                )
                for minute in sorted(dice.sample(range(0, 360, 30), dice.choice((1, 2, 2))))
            ),
        )

    def some_pins(most: int) -> tuple[tuple[int, int], ...]:
        pairs = [(person, w) for person in range(people) for w in range(count)]
        return tuple(sorted(dice.sample(pairs, dice.randint(0, most)))) if pins else ()

    problem = GroupsProblem(
        people=people,
        workshops=tuple(offer() for _ in range(count)),
        wishes=tuple(
            tuple(dice.sample(range(count), dice.randint(1, count))) if person < members else ()
            for person in range(people)
        ),
        per_member=dice.choice((1, 1, 1, 2)),
        served_first=dice.random() < 0.5,
        busy=(Interval(begin=200, end=220),) if dice.random() < 0.2 else (),
        must=some_pins(2),
        never=some_pins(2),
        languages=tuple(tuple(dice.sample(range(3), dice.choice((0, 1, 1, 2)))) for _ in range(people))
        if tongues
        else None,
    )
    before = _held_before(dice, problem, members=members)
    moved_before = frozenset(person for person in range(members) if dice.random() < 0.4)
    return having(dice, problem) if dice.random() < 0.4 else problem, before, moved_before


def _held_before(dice: Random, problem: GroupsProblem, *, members: int) -> tuple[SectionBefore, ...]:
    before: list[SectionBefore] = []
    sits = [dice.choice(problem.wishes[person]) for person in range(members)]
    for w, offer in enumerate(problem.workshops):
        mine = [person for person in range(members) if (sits[person] == w) != (dice.random() < 0.1)]
        cut = dice.randint(0, len(mine)) if dice.random() < 0.4 else len(mine)
        begun = {start for start in range(len(offer.starts)) if dice.random() < 0.15}
        for group in (mine[:cut], mine[cut:]):
            start = None if dice.random() < 0.1 else dice.randrange(len(offer.starts))
            if group or dice.random() < 0.1:
                before.append(
                    SectionBefore(
                        workshop=w,
                        start=start,
                        facilitator=None if dice.random() < 0.1 else dice.choice(offer.facilitators),
                        members=tuple(group),
                        begun=start in begun,
                    )
                )
    return tuple(before)
