"""What members decide of their own seats in workshops after a release: joined, left, or waiting for one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from scheduler.domain.people import PersonId
from scheduler.domain.plans import Plan, Section


class Standing(StrEnum):
    """How somebody stands to a workshop, by their own word."""

    JOINED = "joined"
    LEFT = "left"
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolment:
    """One member's word on one workshop: the section joined or waited for, 0 of who has left; `since` is aware."""

    person: PersonId
    workshop: str
    section: int
    standing: Standing
    since: datetime


def seated(plan: Plan, enrolments: Iterable[Enrolment]) -> Plan:
    """Return the plan as it stands: without whoever has left a workshop, and with whoever has joined a section.

    Whoever waits for a seat in a workshop has none in it, whatever was planned. A section seats who was planned there
    first, then who joined, the earliest first. Its reasons are those of the plan, and of a section whose
    members are others none are told by seat any more.
    """
    word = {(each.person, each.workshop): each for each in enrolments}
    joined: defaultdict[tuple[str, int], list[Enrolment]] = defaultdict(list)
    for each in sorted(word.values(), key=lambda one: (one.since, one.person)):
        if each.standing is Standing.JOINED:
            joined[each.workshop, each.section].append(each)
    sections = tuple(
        _seated(
            section,
            stay=tuple(each for each in section.members if (each, section.workshop) not in word),
            come=tuple(each.person for each in joined[section.workshop, section.section]),
        )
        for section in plan.workshops.sections
    )
    if sections == plan.workshops.sections:
        return plan
    return replace(plan, workshops=replace(plan.workshops, sections=sections))


def queues(enrolments: Iterable[Enrolment]) -> dict[tuple[str, int], tuple[PersonId, ...]]:
    """Return who waits for which section (workshop, number), the first first."""
    waiting: defaultdict[tuple[str, int], list[Enrolment]] = defaultdict(list)
    for each in enrolments:
        if each.standing is Standing.WAITING:
            waiting[each.workshop, each.section].append(each)
    return {
        section: tuple(one.person for one in sorted(each, key=lambda one: (one.since, one.person)))
        for section, each in waiting.items()
    }


def waiting_on(plan: Plan, enrolments: Iterable[Enrolment]) -> tuple[Enrolment, ...]:
    """Return who goes on waiting under a plan that only follows the one before.

    Their group is still in it, and it has them in no group of that workshop.
    """
    sections = {(each.workshop, each.section) for each in plan.workshops.sections}
    seats = {(member, each.workshop) for each in plan.workshops.sections for member in each.members}
    return tuple(
        each
        for each in enrolments
        if each.standing is Standing.WAITING
        and (each.workshop, each.section) in sections
        and (each.person, each.workshop) not in seats
    )


def _seated(section: Section, *, stay: tuple[PersonId, ...], come: tuple[PersonId, ...]) -> Section:
    members = (*stay, *(each for each in come if each not in stay))
    if members == section.members:
        return section
    return replace(section, members=members, seats=(), remarks=())
