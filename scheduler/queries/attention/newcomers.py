"""Members whom the last release does not know, or whose wishes it does not, and who waits for a seat."""

from collections.abc import Iterator

from calendars.zones import zone
from scheduler.domain.enrolments import queues
from scheduler.domain.people import Person, Role
from scheduler.languages.sentences import City, Clock, Number, counted, sentence
from scheduler.problems.groups import wished_workshops
from scheduler.queries.attention.matters import Matter
from scheduler.queries.attention.standing import Standing
from scheduler.reasons.phrases import day


def newcomers(standing: Standing) -> Iterator[Matter]:
    """Find members who have come since, and have no coach."""
    unseated = {person.id for person in _unseated(standing)}
    for person in _unplaced(standing):
        what = (
            sentence(
                "{name} has come since the last release, and has no coach and no seat in a workshop.",
                name=person.name,
            )
            if person.id in unseated
            else sentence("{name} has come since the last release, and has no coach.", name=person.name)
        )
        yield Matter(kind="new", what=what, people=(person,))


def without_a_seat(standing: Standing) -> Iterator[Matter]:
    """Find other members who wish for a workshop since, and have no seat."""
    unplaced = {person.id for person in _unplaced(standing)}
    for person in _unseated(standing):
        if person.id not in unplaced:
            what = sentence(
                "{name} wishes for a workshop since the last release, and has no seat in one.",
                name=person.name,
            )
            yield Matter(kind="unseated", what=what, people=(person,))


def waiting(standing: Standing) -> Iterator[Matter]:
    """Find the groups for whose seats members wait."""
    names = {workshop.id: workshop.name for workshop in standing.cohort.workshops}
    for (workshop, number), queue in queues(standing.enrolments).items():
        those = standing.those(queue)
        if those and workshop in names:
            what = counted(
                "One member waits for a seat in group {number} of {name}.",
                "{count} members wait for a seat in group {number} of {name}.",
                len(those),
                number=number,
                name=names[workshop],
            )
            yield Matter(kind="waiting", what=what, people=those)


def kept_seats(standing: Standing) -> Iterator[Matter]:
    """Find the seats that are kept for somebody who waits, who may have to be told otherwise than by mail."""
    names = {workshop.id: workshop.name for workshop in standing.cohort.workshops}
    for offer in standing.offers:
        person = standing.known.get(offer.person)
        if person is not None and offer.workshop in names:
            until = offer.until.astimezone(zone(standing.cohort.home_time_zone))
            what = sentence(
                "A seat in group {number} of {name} is kept for {person} until {day}, {clock} {city} time.",
                number=Number(number=offer.section),
                name=names[offer.workshop],
                person=person.name,
                day=day(until.date(), cohort=standing.cohort),
                clock=Clock.at(until),
                city=City(time_zone=standing.cohort.home_time_zone),
            )
            yield Matter(kind="waiting", what=what, people=(person,))


def _unplaced(standing: Standing) -> tuple[Person, ...]:
    """Return the members whom the release neither places nor leaves out; none where it pairs nobody."""
    coaching = standing.plan.coaching
    known = {pair.member for pair in coaching.pairs} | {one.member for one in coaching.unplaced}
    return tuple(
        person
        for person in standing.people
        if person.role is Role.MEMBER and known and person.id not in known
    )


def _unseated(standing: Standing) -> tuple[Person, ...]:
    """Return who wishes for a group to come, has none, and neither the release nor they themselves have said why."""
    workshops = standing.plan.workshops
    seated = {member for section in workshops.sections for member in section.members}
    spoken_for = (
        seated | {one.member for one in workshops.unserved} | {each.person for each in standing.enrolments}
    )
    open_still = {section.workshop for section in workshops.sections if section.starts[-1] > standing.now}
    held = {at for at, workshop in enumerate(standing.cohort.workshops) if workshop.id in open_still}
    return tuple(
        person
        for person in standing.people
        if person.id not in spoken_for
        and not held.isdisjoint(wished_workshops(cohort=standing.cohort, person=person))
    )
