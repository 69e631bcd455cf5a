"""Judges a frontier of groups against DESIGN 6, *Rebalancing*, with no solver in it; an empty tuple means it holds."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from matcher.check import Violation, check_groups
from matcher.groups.moves import (
    GroupsFrontier,
    GroupsPoint,
    SectionBefore,
    begun_starts,
    changes,
    may_continue,
    may_keep,
    may_stay,
)
from matcher.objective import groups_rank
from matcher.problem import GroupsProblem


def check_groups_frontier(
    problem: GroupsProblem, *, before: Sequence[SectionBefore], frontier: GroupsFrontier
) -> tuple[Violation, ...]:
    """Judge every plan of a frontier, and what it says of who moves and which sections meet anew.

    Each plan keeps the rules; a section continues at most one before, of its workshop, and one that has begun keeps its
    start, which nothing else takes; what cannot stay is forced, what could and does not is counted, `moves` of them;
    more moves from point to point, and each plan better than the one before it.
    """
    return tuple(_violations(problem, before, frontier))


def _violations(
    problem: GroupsProblem, before: Sequence[SectionBefore], frontier: GroupsFrontier
) -> Iterator[Violation]:
    seats = {(person, index) for index, section in enumerate(before) for person in section.members}
    if frontier.forced != tuple(sorted(seats - may_keep(problem, before=before))):
        yield Violation(code="wrong_forced")
    stays = may_stay(problem, before=before)
    if frontier.forced_sections != tuple(index for index, stay in enumerate(stays) if not stay):
        yield Violation(code="wrong_forced_sections")
    for nth, point in enumerate(frontier.points):
        yield from check_groups(problem=problem, solution=point.solution)
        yield from _of_point(problem, before, point, nth)
    ranks = [
        (point.moves, groups_rank(point.solution.objective, served_first=problem.served_first))
        for point in frontier.points
    ]
    for nth, ((fewer, worse), (more, better)) in enumerate(pairwise(ranks), start=1):
        if more <= fewer:
            yield Violation(code="no_more_moves", params={"point": nth})
        if better <= worse:
            yield Violation(code="no_better", params={"point": nth})


def _of_point(
    problem: GroupsProblem, before: Sequence[SectionBefore], point: GroupsPoint, nth: int
) -> Iterator[Violation]:
    begun, sections = begun_starts(before), point.solution.sections
    for after, times in Counter(one for one in point.continued if one is not None).items():
        if times > 1:
            yield Violation(code="continued_twice", params={"point": nth, "section": after})
    for index, after in enumerate(point.continued):
        if after is None:
            continue
        now = sections[after]
        if not may_continue(before[index], workshop=now.workshop, start=now.start, begun=begun):
            yield Violation(code="cannot_continue", params={"point": nth, "before": index, "section": after})
    for after, section in enumerate(sections):
        if after not in point.continued and (section.workshop, section.start) in begun:
            yield Violation(code="begun_start_taken", params={"point": nth, "section": after})
    made = changes(problem, before=before, sections=sections, continued=point.continued)
    if (point.moved, point.retimed) != (made.moved, made.retimed):
        yield Violation(code="wrong_moved", params={"point": nth})
    if point.moves != made.count:
        yield Violation(code="wrong_count", params={"point": nth})
