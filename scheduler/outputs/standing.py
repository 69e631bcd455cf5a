"""How good what was found is beside the best there could be, part by part, in words; counts alone, nobody's name."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from matcher.solution import Progress
from scheduler.domain.cohorts import Cohort
from scheduler.domain.plans import Plan
from scheduler.languages.sentences import Number, Opening, Sentence, counted, sentence


def standing_words(counts: Iterable[Progress]) -> dict[str, Sentence]:
    """Return a sentence for each part that counts something; of several components in the order given."""
    clauses: dict[str, list[Sentence]] = {}
    for count in counts:
        say = WORDS.get((count.phase, count.of))
        if say and count.incumbent is not None and count.bound is not None and not _nothing_to_have(count):
            clauses.setdefault(count.phase, []).append(say(count.incumbent, count.bound))
    return {part: _whole(said) for part, said in clauses.items()}


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
        worth = {"served": (value.served, bound.served), "total": (value.total, bound.total)}
        if value.alone is not None and bound.alone is not None:
            worth["alone"] = (value.alone, bound.alone)
        order = ("served", "alone", "total") if cohort.served_first else ("total", "alone")
        for of in order:
            if of in worth:
                yield "workshops", of, *worth[of]
                if worth[of][0] != worth[of][1]:
                    break


def _worst(value: int, bound: int) -> Sentence:
    if value == bound:
        return sentence("nobody bears more than {value}, the least possible", value=value)
    return sentence(
        "nobody bears more than {value}, and less than {bound} is impossible", value=value, bound=bound
    )


def _borne(value: int, bound: int) -> Sentence:
    if value == bound:
        return sentence("everybody together bears {value}, the least possible", value=value)
    return sentence(
        "everybody together bears {value}, and less than {bound} is impossible", value=value, bound=bound
    )


def _placed(value: int, bound: int) -> Sentence:
    if value == bound:
        return counted("{count} member has a coach", "{count} members have a coach", bound)
    return counted(
        "{value} of at most {count} member has a coach",
        "{value} of at most {count} members have a coach",
        bound,
        value=value,
    )


def _served(value: int, bound: int) -> Sentence:
    if value == bound:
        return counted("{count} member has a workshop", "{count} members have a workshop", bound)
    return counted(
        "{value} of at most {count} member has a workshop",
        "{value} of at most {count} members have a workshop",
        bound,
        value=value,
    )


def _alone(value: int, bound: int) -> Sentence:
    if value == bound:
        return counted(
            "{count} seat is alone with their language, as few as can be",
            "{count} seats are alone with their language, as few as can be",
            value,
        )
    return counted(
        "{count} seat is alone with their language, and fewer than {bound} is impossible",
        "{count} seats are alone with their language, and fewer than {bound} is impossible",
        value,
        bound=bound,
    )


def _total(value: int, bound: int) -> Sentence:
    if value == bound:
        return sentence("worth the best possible")
    tenths = -(-1000 * (bound - value) // bound)  # rounded up: what is said must hold
    return sentence(
        "worth within {whole}.{tenth} % of the best possible",
        whole=Number(number=tenths // 10),
        tenth=Number(number=tenths % 10),
    )


WORDS: dict[tuple[str, str], Callable[[int, int], Sentence]] = {
    ("sessions", "worst"): _worst,
    ("sessions", "total"): _borne,
    ("coaching", "placed"): _placed,
    ("workshops", "served"): _served,
    ("workshops", "alone"): _alone,
    ("workshops", "total"): _total,
}
"""What is said of a component of a part, given its value and bound; of any other, nothing."""


def _whole(clauses: Sequence[Sentence]) -> Sentence:
    """Make one sentence of what is said of a part's components."""
    said = clauses[0]
    for clause in clauses[1:]:
        said = sentence("{clauses}; {clause}", clauses=said, clause=clause)
    return sentence("{clauses}.", clauses=Opening(said=said))
