"""What a shortage says is in the way, spelt out part by part."""

from collections.abc import Iterator

from matcher.coaching.shortage import Shortage
from matcher.problem import CoachingProblem


def obstacles(problem: CoachingProblem, conflict: Shortage) -> Iterator[tuple[str, int, int]]:
    """Yield all that is in the way: ("maximum", coach, places), ("pin", member, coach) and ("ban", member, coach)."""
    pinned = dict(problem.must)
    for coach in conflict.coaches:
        yield "maximum", coach, problem.coaches[coach].maximum
    for member in conflict.members:
        if member in conflict.pinned:
            yield "pin", member, pinned[member]
        else:
            for coach in range(len(problem.coaches)):
                if coach not in conflict.coaches:
                    yield "ban", member, coach
