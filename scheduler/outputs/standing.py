"""How good what was found is beside the best there could be, part by part, in words; counts alone, nobody's name."""

from collections.abc import Callable, Iterable, Iterator

from matcher.solution import Progress
from scheduler.domain.cohorts import Cohort
from scheduler.domain.plans import Plan


def standing_words(counts: Iterable[Progress]) -> dict[str, str]:
    """Return a sentence for each part that counts something; of several components in the order given."""
    clauses: dict[str, list[str]] = {}
    for count in counts:
        say = WORDS.get((count.phase, count.of))
        if say and count.incumbent is not None and count.bound is not None and not _nothing_to_have(count):
            clauses.setdefault(count.phase, []).append(say(count.incumbent, count.bound))
    return {part: _sentence("; ".join(said)) for part, said in clauses.items()}


def standing_line(count: Progress) -> str:
    """Say how far a solve is in one line: its phase, and what it counts there."""
    words = standing_words((count,)).get(count.phase)
    return count.phase if words is None else f"{count.phase}: {words}"


def standing_of(plan: Plan, *, cohort: Cohort) -> tuple[Progress, ...]:
    """Return what each part that is not proven counts; nothing below a component that could still be better."""
    return tuple(
        Progress(phase=part, of=of, incumbent=value, bound=bound)
        for part, of, value, bound in _unproven(plan, cohort=cohort)
    )


def _nothing_to_have(count: Progress) -> bool:
    """Whether there is nothing to say of a part of which a cohort has nothing; 0 borne or alone is worth saying."""
    return count.bound == 0 and count.phase != "sessions" and count.of != "alone"


def _unproven(plan: Plan, *, cohort: Cohort) -> Iterator[tuple[str, str, int, int]]:
    sessions, workshops = plan.sessions, plan.workshops
    if not sessions.proven:
        yield "sessions", "worst", sessions.objective.worst, sessions.bound.worst
        if sessions.objective.worst == sessions.bound.worst:
            yield "sessions", "total", sessions.objective.total, sessions.bound.total
    if not plan.coaching.proven:
        yield "coaching", "placed", plan.coaching.objective.placed, plan.coaching.bound.placed
    if not workshops.proven:
        value, bound = workshops.objective, workshops.bound
        counted = {"served": (value.served, bound.served), "total": (value.total, bound.total)}
        if value.alone is not None and bound.alone is not None:
            counted["alone"] = (value.alone, bound.alone)
        order = ("served", "alone", "total") if cohort.served_first else ("total", "alone")
        for of in order:
            if of in counted:
                yield "workshops", of, *counted[of]
                if counted[of][0] != counted[of][1]:
                    break


def _worst(value: int, bound: int) -> str:
    if value == bound:
        return f"nobody bears more than {value}, the least possible"
    return f"nobody bears more than {value}, and less than {bound} is impossible"


def _borne(value: int, bound: int) -> str:
    least = "the least possible" if value == bound else f"and less than {bound} is impossible"
    return f"everybody together bears {value}, {least}"


def _placed(value: int, bound: int) -> str:
    return f"{_of_at_most(value, bound)} a coach"


def _served(value: int, bound: int) -> str:
    return f"{_of_at_most(value, bound)} a workshop"


def _of_at_most(value: int, bound: int) -> str:
    members, have = ("member", "has") if bound == 1 else ("members", "have")
    return f"{value} {members} {have}" if value == bound else f"{value} of at most {bound} {members} {have}"


def _alone(value: int, bound: int) -> str:
    seats = "1 seat is" if value == 1 else f"{value} seats are"
    fewest = "as few as can be" if value == bound else f"and fewer than {bound} is impossible"
    return f"{seats} alone with their language, {fewest}"


def _total(value: int, bound: int) -> str:
    if value == bound:
        return "worth the best possible"
    tenths = -(-1000 * (bound - value) // bound)  # rounded up: what is said must hold
    return f"worth within {tenths // 10}.{tenths % 10} % of the best possible"


WORDS: dict[tuple[str, str], Callable[[int, int], str]] = {
    ("sessions", "worst"): _worst,
    ("sessions", "total"): _borne,
    ("coaching", "placed"): _placed,
    ("workshops", "served"): _served,
    ("workshops", "alone"): _alone,
    ("workshops", "total"): _total,
}
"""What is said of a component of a part, given its value and bound; of any other, nothing."""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."
