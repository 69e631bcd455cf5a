"""What people answered in the columns that criteria name: as the matcher compares it, and what a pair makes of it."""

import unicodedata
from collections.abc import Iterable

from matcher import problem as matcher
from scheduler.domain.cohorts import Cohort, Criterion, Rule
from scheduler.domain.people import Person
from scheduler.domain.plans import Judged

_RULES = {
    Rule.SAME: matcher.Rule.SAME,
    Rule.DIFFERENT: matcher.Rule.DIFFERENT,
    Rule.OVERLAP: matcher.Rule.OVERLAP,
}


def criteria(
    *, cohort: Cohort, members: tuple[Person, ...], takers: tuple[Person, ...]
) -> tuple[matcher.Criterion, ...]:
    """Return the criteria over the items of their columns, numbered from 0 in order of appearance."""
    return tuple(_criterion(each, members=members, takers=takers) for each in cohort.criteria)


def judged(*, cohort: Cohort, member: Person, coach: Person) -> tuple[Judged, ...]:
    """Say what a pair makes of each criterion."""
    return tuple(_judged(criterion, member=member, coach=coach) for criterion in cohort.criteria)


def items(person: Person, *, criterion: Criterion) -> dict[str, str]:
    """Return the items of the person's cell as they compare, each with how it was first written; none if blank.

    An overlap parts the cell at `;`, the other rules take it whole. Items compare composed (NFC), and without regard to
    case and to how many spaces stand where.
    """
    cell = person.answers.get(criterion.column, "")
    texts = cell.split(";") if criterion.rule is Rule.OVERLAP else [cell]
    found: dict[str, str] = {}
    for text in filter(None, (" ".join(text.split()) for text in texts)):
        found.setdefault(_compared(text), text)
    return found


def _compared(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold()
    return unicodedata.normalize("NFC", folded)  # folding may part a letter from its mark


def _criterion(
    criterion: Criterion, *, members: tuple[Person, ...], takers: tuple[Person, ...]
) -> matcher.Criterion:
    number: dict[str, int] = {}

    def numbered(people: Iterable[Person]) -> tuple[frozenset[int], ...]:
        return tuple(
            frozenset(number.setdefault(item, len(number)) for item in items(person, criterion=criterion))
            for person in people
        )

    return matcher.Criterion(
        rule=_RULES[criterion.rule],
        members=numbered(members),
        coaches=numbered(takers),
        weight=criterion.weight,
    )


def _judged(criterion: Criterion, *, member: Person, coach: Person) -> Judged:
    mine, theirs = (items(person, criterion=criterion) for person in (member, coach))
    common = tuple(text for item, text in mine.items() if item in theirs)
    if not (mine and theirs):
        met = "unknown"
    elif criterion.rule is Rule.DIFFERENT:
        met = "no" if common else "yes"
    else:
        met = "yes" if len(common) == len(mine) else "partly" if common else "no"
    return Judged(
        column=criterion.column,
        rule=criterion.rule.value,
        member="; ".join(mine.values()),
        coach="; ".join(theirs.values()),
        common=common,
        met=met,
    )
