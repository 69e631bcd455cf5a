"""Groups to come that nobody leads, all along or on one date, or that have fewer members than they need."""

from collections.abc import Iterator

from calendars.zones import zone
from scheduler.domain.cohorts import Workshop
from scheduler.domain.meetings import MeetingKind
from scheduler.domain.plans import Section
from scheduler.languages.sentences import counted, sentence
from scheduler.queries.attention.matters import Matter
from scheduler.queries.attention.standing import Standing
from scheduler.reasons.phrases import day


def groups_without_leader(standing: Standing) -> Iterator[Matter]:
    """Find groups whose facilitator has left, and meetings of groups at which theirs is away."""
    for section, workshop in _to_come(standing):
        if section.facilitator not in standing.known:
            what = sentence(
                "Nobody leads group {number} of {name} any more.", number=section.section, name=workshop.name
            )
            yield Matter(kind="unled", what=what, people=standing.those(section.members))
    yield from _leaders_away(standing)


def groups_too_small(standing: Standing) -> Iterator[Matter]:
    """Find groups with fewer members than their workshop needs."""
    for section, workshop in _to_come(standing):
        there = standing.those(section.members)
        if len(there) < workshop.size.minimum:
            what = counted(
                "Group {number} of {name} has one member: it needs {least}.",
                "Group {number} of {name} has {count} members: it needs {least}.",
                len(there),
                number=section.section,
                name=workshop.name,
                least=workshop.size.minimum,
            )
            yield Matter(kind="few", what=what, people=(*there, *standing.those((section.facilitator,))))


def _leaders_away(standing: Standing) -> Iterator[Matter]:
    for meeting in (each.held for each in standing.to_come):
        leader = None if meeting.leader is None else standing.known.get(meeting.leader)
        if meeting.kind is MeetingKind.SECTION and leader is not None and leader.id not in meeting.people:
            on = meeting.starts.astimezone(zone(standing.cohort.home_time_zone)).date()
            what = sentence(
                "Nobody leads group {number} of {name} on {day}: {leader} is away then.",
                number=meeting.section or 0,
                name=meeting.title,
                day=day(on, cohort=standing.cohort),
                leader=leader.name,
            )
            people = (leader, *standing.those(meeting.people))
            yield Matter(kind="unled", what=what, people=people, since=standing.ahead(on))


def _to_come(standing: Standing) -> Iterator[tuple[Section, Workshop]]:
    """Return the groups that have not met for the last time."""
    workshops = {workshop.id: workshop for workshop in standing.cohort.workshops}
    for section in standing.plan.workshops.sections:
        if section.workshop in workshops and section.starts[-1] > standing.now:
            yield section, workshops[section.workshop]
