"""The frontier of a few people's workshop groups, by trying every plan and every telling of which section is which.

Written from DESIGN 6, *Rebalancing*; nothing of the solver is used, nor of what counts moves beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from matcher.groups.moves import SectionBefore
from matcher.problem import GroupsProblem
from tests.matcher.groups.brute_force import Held, all_plans, overlap, rank, small, worth_of

Telling = tuple[int | None, ...]  # for each section before the section held that continues it


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The best rank with these moves and no fewer, and the fewest moves of those moved before."""

    moves: int
    rank: tuple[int, ...]
    again: int


def all_points(
    problem: GroupsProblem, before: Sequence[SectionBefore], *, moved_before: frozenset[int]
) -> list[Reached]:
    """Try everything; no point where no plan keeps all pins."""
    best: dict[int, tuple[tuple[int, ...], int]] = {}
    tellings: dict[tuple[Held, ...], list[Telling]] = {}
    for held, members in all_plans(problem):
        worth = rank(problem, worth_of(problem, held, members))
        if held not in tellings:
            tellings[held] = list(_tellings(before, held, ()))
        for telling in tellings[held]:
            moves, again = _counted(problem, before, held, members, telling, moved_before)
            best[moves] = max(best.get(moves, (worth, -again)), (worth, -again))
    points: list[Reached] = []
    for moves, (worth, again) in sorted(best.items()):
        if not points or worth > points[-1].rank:
            points.append(Reached(moves=moves, rank=worth, again=-again))
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
) -> tuple[int, int]:
    moves = again = 0
    for section, after in zip(before, telling, strict=True):
        if not could_be_held(problem, section):
            continue
        if after is not None and held[after][1] != section.start:
            moves += 1
        for person in section.members:
            if (after is None or person not in members[after]) and could_sit(problem, section, person):
                moves += 1
                again += person in moved_before
    return moves, again


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
    return bool(there) and w in problem.wishes[person] and len(elsewhere) < problem.per_member


def changed(
    dice: Random, *, pins: bool, tongues: bool
) -> tuple[GroupsProblem, tuple[SectionBefore, ...], frozenset[int]]:
    """Draw a small problem, up to three sections held before, most of whose members may stay, and who was moved."""
    problem = small(dice, pins=pins, tongues=tongues)
    if not pins and dice.random() < 0.5:
        problem = replace(problem, must=(), never=())
    before: list[SectionBefore] = []
    for _ in range(dice.choice((1, 2, 2, 3))):
        w = dice.randrange(len(problem.workshops))
        offer = problem.workshops[w]
        start = dice.randrange(len(offer.starts))
        likely = [
            person
            for person, wished in enumerate(problem.wishes)
            if dice.random() < (0.8 if w in wished and offer.starts[start].available >> person & 1 else 0.1)
        ]
        taken = {person for one in before if one.workshop == w for person in one.members}
        before.append(
            SectionBefore(
                workshop=w,
                start=None if dice.random() < 0.1 else start,
                facilitator=None if dice.random() < 0.1 else dice.choice(offer.facilitators),
                members=tuple(person for person in likely if person not in taken)[: offer.maximum],
            )
        )
    begun = {(one.workshop, one.start) for one in before if dice.random() < 0.2}
    told = tuple(replace(one, begun=(one.workshop, one.start) in begun) for one in before)
    moved = frozenset(person for person in range(problem.people) if dice.random() < 0.3)
    return problem, told, moved
