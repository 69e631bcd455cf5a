"""Judges a frontier of workshop groups against DESIGN 6, *Rebalancing*, with no solver in it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from matcher.check import Violation, check_groups
from matcher.groups.continuing import identity
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
    problem: GroupsProblem, before: Sequence[SectionBefore], frontier: GroupsFrontier
) -> tuple[Violation, ...]:
    """Judge every plan of the frontier, what it is said to change, and what the points are to each other.

    What is forced is what could not stay. Every plan keeps all rules (`check_groups`); a section before is continued
    by one of its workshop at most, and continues one at most; those that have begun keep their starts, which nothing
    else takes; moves and retimes are the counted ones, and no other telling of which section is which has fewer; those
    are handed to another facilitator that are said to be. From point to point there are more moves and a better
    objective.
    """
    return (
        *_forced_violations(problem, before, frontier),
        *(
            Violation(code=found.code, params={"point": index, **found.params})
            for index, point in enumerate(frontier.points)
            for found in (
                *check_groups(problem=problem, solution=point.solution),
                *_point_violations(problem, before, point),
            )
        ),
        *_order_violations(problem, frontier),
    )


def _forced_violations(
    problem: GroupsProblem, before: Sequence[SectionBefore], frontier: GroupsFrontier
) -> Iterator[Violation]:
    keeps, stays = may_keep(problem, before=before), may_stay(problem, before=before)
    seats = {(person, index) for index, section in enumerate(before) for person in section.members}
    if frontier.forced != tuple(sorted(seats - keeps)):
        yield Violation(code="wrong_forced_seats")
    if frontier.forced_sections != tuple(index for index, could in enumerate(stays) if not could):
        yield Violation(code="wrong_forced_sections")


def _point_violations(
    problem: GroupsProblem, before: Sequence[SectionBefore], point: GroupsPoint
) -> Iterator[Violation]:
    sections, continued = point.solution.sections, point.continued
    if len(continued) != len(before):
        yield Violation(code="wrong_sections", params={"sections": len(before), "entries": len(continued)})
        return
    unsound = tuple(_identity_violations(before, point))
    yield from unsound
    if any(violation.code == "no_such_section" for violation in unsound):
        return
    made = changes(problem, before=before, sections=sections, continued=continued)
    if (point.moved, point.retimed) != (made.moved, made.retimed):
        yield Violation(code="wrong_changes")
    if (point.forced_moved, point.forced_retimed) != (made.forced_moved, made.forced_retimed):
        yield Violation(code="wrong_forced_changes")
    if (point.handed, point.forced_handed) != (made.handed, made.forced_handed):
        yield Violation(code="wrong_handed")
    if point.moves != made.count:
        yield Violation(code="wrong_moves", params={"stated": point.moves, "moves": made.count})
    told = identity(problem, before=before, sections=sections)
    fewest = changes(problem, before=before, sections=sections, continued=told).count
    if made.count > fewest and not unsound:
        yield Violation(code="not_fewest_moves", params={"fewest": fewest, "moves": made.count})


def _identity_violations(before: Sequence[SectionBefore], point: GroupsPoint) -> Iterator[Violation]:
    sections, begun = point.solution.sections, begun_starts(before)
    for index, (section, after) in enumerate(zip(before, point.continued, strict=True)):
        if after is None:
            continue
        here = {"before": index, "section": after}
        if not 0 <= after < len(sections):
            yield Violation(code="no_such_section", params=here)
            return
        workshop, start = sections[after].workshop, sections[after].start
        if workshop != section.workshop:
            yield Violation(code="continues_another_workshop", params=here)
        elif not may_continue(section, workshop=workshop, start=start, begun=begun):
            code = "begun_retimed" if section.begun else "begun_start_taken"
            yield Violation(code=code, params=here)
    for after, count in sorted(Counter(after for after in point.continued if after is not None).items()):
        if count > 1:
            yield Violation(code="continues_several", params={"section": after, "sections": count})
    for after, section in enumerate(sections):
        if (section.workshop, section.start) in begun and after not in point.continued:
            yield Violation(code="begun_start_taken", params={"section": after})


def _order_violations(problem: GroupsProblem, frontier: GroupsFrontier) -> Iterator[Violation]:
    ranks = [
        groups_rank(point.solution.objective, served_first=problem.served_first) for point in frontier.points
    ]
    for index in range(1, len(ranks)):
        if frontier.points[index].moves <= frontier.points[index - 1].moves:
            yield Violation(code="moves_not_rising", params={"point": index})
        if ranks[index] <= ranks[index - 1]:
            yield Violation(code="objective_not_rising", params={"point": index})
