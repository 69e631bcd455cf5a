"""Which starts of a workshop can be held at all, and which of them a search need not look at."""

from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart


def overlaps(one: Interval, other: Interval) -> bool:
    """Whether two half-open intervals share a minute."""
    return one.begin < other.end and other.begin < one.end


def meets_while(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> bool:
    """Whether any meeting of the one overlaps any of the other."""
    return any(overlaps(mine, theirs) for mine in one for theirs in other)


def wishers(problem: GroupsProblem, *, workshop: int) -> int:
    """Whoever wishes for the workshop, as a bit mask of people."""
    return sum(1 << person for person, wished in enumerate(problem.wishes) if workshop in wished)


def leaders(workshop: Workshop, *, start: WorkshopStart) -> tuple[int, ...]:
    """List the workshop's facilitators who can be at every meeting of the start, in the workshop's order."""
    return tuple(person for person in workshop.facilitators if start.available >> person & 1)


def holdable(problem: GroupsProblem, *, workshop: int) -> tuple[int, ...]:
    """List the starts, ascending, at which a section could be held if nothing else were.

    Free of `busy`, with a facilitator who can lead it and enough others who wish and can come.
    """
    wished = wishers(problem, workshop=workshop)
    fewest = max(1, problem.workshops[workshop].minimum)
    return tuple(
        index
        for index, start in enumerate(problem.workshops[workshop].starts)
        if not meets_while(start.meetings, problem.busy)
        and any(
            (start.available & wished & ~(1 << leader)).bit_count() >= fewest
            for leader in leaders(problem.workshops[workshop], start=start)
        )
    )
