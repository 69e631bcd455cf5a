"""Which section of a new plan continues which section before: as those are told apart with the fewest moves.

What is held where sections have begun continues one of them. Of tellings with as few moves and retimes: the fewest
moves of those who were moved before, then the fewest seats lost of sections that cannot stay, then the fewest sections
handed to another facilitator, as plans are told apart too (`moves.upset`); then the fewest moves, the fewest seats
lost, as many as can be with their start, then with their facilitator. It is an assignment, workshop by workshop, solved
by the Hungarian method in whole numbers.
"""

from collections.abc import Collection, Sequence

from matcher.groups.moves import SectionBefore, begun_starts, could_lead, may_continue, may_keep, may_stay
from matcher.problem import GroupsProblem
from matcher.solution import Section

DIGITS = 10
"""What a telling is told apart by."""


def identity(
    problem: GroupsProblem,
    *,
    before: Sequence[SectionBefore],
    sections: Sequence[Section],
    moved_before: Collection[int] = (),
) -> tuple[int | None, ...]:
    """Return for each section before the index of the section that continues it; None: it is given up."""
    begun, again = begun_starts(before), frozenset(moved_before)
    stays, keeps = may_stay(problem, before=before), may_keep(problem, before=before)
    most = 1 + len(before) + sum(len(section.members) for section in before)

    def cost(index: int, after: Section | None) -> int:
        section = before[index]
        sitting = () if after is None else after.members
        lost = [person for person in section.members if person not in sitting]
        counted = [person for person in lost if (person, index) in keeps]
        retimed = after is not None and after.start != section.start
        handed = after is not None and after.facilitator != section.facilitator
        digits = (
            section.begun and after is None,  # what is held at its start continues it
            len(counted) + (retimed and stays[index]),
            sum(person in again for person in counted),
            0 if stays[index] else len(lost),
            after is not None and handed and could_lead(problem, section, start=after.start),
            len(counted),
            len(lost),
            after is None or retimed,
            after is None or handed,
            after is not None,
        )
        value = 0
        for digit in digits:
            value = value * most + int(digit)
        return value

    continued: list[int | None] = [None] * len(before)
    for workshop in sorted({section.workshop for section in before}):
        mine = [index for index, section in enumerate(before) if section.workshop == workshop]
        theirs = [index for index, section in enumerate(sections) if section.workshop == workshop]
        never = (1 + len(mine)) * most**DIGITS
        rows = [
            [
                cost(index, sections[after])
                if may_continue(before[index], workshop=workshop, start=sections[after].start, begun=begun)
                else never
                for after in theirs
            ]
            + [cost(index, None)] * len(mine)
            for index in mine
        ]
        for index, column in zip(mine, assigned(rows), strict=True):
            continued[index] = theirs[column] if column < len(theirs) else None
    return tuple(continued)


def assigned(costs: Sequence[Sequence[int]]) -> list[int]:
    """Return for each row a column of its own, so that the costs sum to the least; no fewer columns than rows.

    Row by row along shortest ways, at prices that keep every reduced cost 0 or more (Kuhn 1955).
    """
    width = len(costs[0]) if costs else 0
    row_price, price = [0] * len(costs), [0] * width
    row_of: list[int | None] = [None] * width
    for row in range(len(costs)):
        least: list[int | None] = [None] * width
        came_from = [-1] * width
        done = [False] * width
        here: int | None = row
        at, way = -1, 0
        while here is not None:
            for column in range(width):
                if done[column]:
                    continue
                there = way + costs[here][column] - row_price[here] - price[column]
                known = least[column]
                if known is None or there < known:
                    least[column], came_from[column] = there, at
            way, at = min(
                (length, column)
                for column, length in enumerate(least)
                if length is not None and not done[column]
            )
            done[at] = True
            here = row_of[at]
        row_price[row] += way
        for column, length in enumerate(least):
            if done[column] and length is not None:
                price[column] -= way - length
                mate = row_of[column]
                if mate is not None:
                    row_price[mate] += way - length
        while at >= 0:
            back = came_from[at]
            row_of[at] = row if back < 0 else row_of[back]
            at = back
    columns = {mate: column for column, mate in enumerate(row_of) if mate is not None}
    return [columns[row] for row in range(len(costs))]
