"""Which number a section keeps in the next release, so that its meetings keep their UIDs (DESIGN 7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from scheduler.domain.plans import Plan, Section

_NONE_EVER: Mapping[str, int] = MappingProxyType({})


def highest_numbers(plans: Iterable[Plan]) -> dict[str, int]:
    """Return the highest number that a section of each workshop had in any of the plans, by the workshop's id."""
    highest: defaultdict[str, int] = defaultdict(int)
    for plan in plans:
        for section in plan.workshops.sections:
            highest[section.workshop] = max(section.section, highest[section.workshop])
    return dict(highest)


def keep_numbers(
    *,
    previous: tuple[Section, ...],
    current: tuple[Section, ...],
    highest: Mapping[str, int] = _NONE_EVER,
) -> tuple[Section, ...]:
    """Return `current`, in its order, numbered after the `previous` sections that they continue.

    A section continues the one of its workshop with which it shares the most members; ties go to the
    earlier start. One that shares nobody is a new thing: it takes the next number after the highest of its
    workshop in `previous` and in `highest` (which tells, by workshop id, of numbers given out in still
    older releases), so no UID comes back for something else.
    """
    kept = _continued(previous=previous, current=current)
    last = dict(highest)
    for section in previous:
        last[section.workshop] = max(last.get(section.workshop, 0), section.section)
    numbered: list[Section] = []
    for index, section in enumerate(current):
        number = kept.get(index)
        if number is None:
            number = last[section.workshop] = last.get(section.workshop, 0) + 1
        numbered.append(replace(section, section=number))
    return tuple(numbered)


def _continued(*, previous: tuple[Section, ...], current: tuple[Section, ...]) -> dict[int, int]:
    """Return the number that each continuing section, by its index in `current`, keeps: most shared first."""
    overlaps = sorted(
        (-shared, before.starts, now.starts, before.section, index, before.workshop)
        for index, now in enumerate(current)
        for before in previous
        if before.workshop == now.workshop and (shared := len({*before.members} & {*now.members}))
    )
    kept: dict[int, int] = {}
    taken = set[tuple[str, int]]()
    for _, _, _, number, index, workshop in overlaps:
        if index not in kept and (workshop, number) not in taken:
            kept[index] = number
            taken.add((workshop, number))
    return kept
