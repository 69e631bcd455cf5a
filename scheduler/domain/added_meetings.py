"""Meetings that a coordinator adds by hand, which no run planned; they are there as long as the cohort is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from calendars.entries import uid
from scheduler.domain.audiences import Audience, Whom
from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting, MeetingKind
from scheduler.domain.people import Person, PersonId, Role
from scheduler.domain.plans import Plan, Section


@dataclass(frozen=True, kw_only=True, slots=True)
class AddedMeeting:
    """One meeting as it was added: `starts` is aware UTC, and `time_zone` the one by whose clock it was meant.

    What is arranged later (another time, another name, cancelled) is its Arrangement's, as that of a planned meeting.
    """

    id: str
    title: str
    starts: datetime
    minutes: int
    time_zone: str
    join_url: str | None
    audience: Audience


def audiences_of(*, people: tuple[Person, ...], plan: Plan) -> tuple[Audience, ...]:
    """Return for whom a meeting can be: everybody, the coaches if there are any, and each group of the plan."""
    coaches = [Audience(whom=Whom.COACHES)] if any(each.role is Role.COACH for each in people) else []
    groups = (
        Audience(whom=Whom.GROUP, workshop=section.workshop, section=section.section)
        for section in plan.workshops.sections
    )
    return (Audience(whom=Whom.EVERYBODY), *coaches, *groups)


def added_meetings(
    added: Iterable[AddedMeeting], *, cohort: Cohort, people: tuple[Person, ...], plan: Plan
) -> tuple[Meeting, ...]:
    """Return meetings that were added, each with whoever it is for by now: by the roster and by this plan's groups.

    A UID comes from the cohort's id and the meeting's own. A group is known by its workshop and its number, which a
    release gives to no other; where the plan has no such group, nobody has its meeting.
    """
    titles = {workshop.id: workshop.name for workshop in cohort.workshops}
    groups = {(section.workshop, section.section): section for section in plan.workshops.sections}
    made: list[Meeting] = []
    for each in added:
        section = groups.get((each.audience.workshop, each.audience.section))
        made.append(
            Meeting(
                uid=uid(cohort.id, MeetingKind.ADDED, each.id),
                kind=MeetingKind.ADDED,
                ref=each.id,
                section=None,
                n=1,
                starts=each.starts,
                minutes=each.minutes,
                time_zone=each.time_zone,
                title=each.title,
                join_url=each.join_url,
                people=_people(each.audience, people=people, section=section),
                leader=None if section is None else section.facilitator,
                audience=each.audience,
                group_of=None if section is None else titles.get(section.workshop, section.workshop),
            )
        )
    return tuple(made)


def _people(
    audience: Audience, *, people: tuple[Person, ...], section: Section | None
) -> tuple[PersonId, ...]:
    """Return who is meant, in the roster's order."""
    if audience.whom is Whom.EVERYBODY:
        return tuple(person.id for person in people)
    if audience.whom is Whom.COACHES:
        return tuple(person.id for person in people if person.role is Role.COACH)
    there: set[PersonId] = set() if section is None else {section.facilitator, *section.members}
    return tuple(person.id for person in people if person.id in there)
