"""What the rules say of a pair from now on: that it must be, that it must never be, or nothing."""

from dataclasses import replace

from scheduler.domain.boards import Says
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId


def ruled(
    cohort: Cohort, *, people: tuple[Person, ...], member: PersonId, coach: PersonId, says: Says
) -> Cohort:
    """Return the rules of a cohort that has coaching with what they say of the pair from now on."""
    keys = {person.id: person.key for person in people}
    pair, rules = (keys[member], keys[coach]), cohort.coaching
    assert rules is not None  # noqa: S101 - without coaching nobody goes with anybody
    must = tuple(each for each in rules.must if each != pair)
    never = tuple(each for each in rules.never if each != pair)
    match says:
        case Says.MUST:
            must = (*must, pair)
        case Says.NEVER:
            never = (*never, pair)
        case Says.NOTHING:
            pass
    return replace(cohort, coaching=replace(rules, must=must, never=never))
