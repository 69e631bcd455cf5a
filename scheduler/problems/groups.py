"""Which workshops are offered when, who could come and who wishes for what (DESIGN 6, *Workshop groups*)."""

from itertools import chain

from calendars.slots import offered_starts
from matcher.objective import alone
from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart
from scheduler.domain import cohorts
from scheduler.domain.cohorts import Cohort, Company
from scheduler.domain.people import Person, Role
from scheduler.domain.plans import SessionsPart
from scheduler.problems.coaching import primary_subtag
from scheduler.problems.hours import attendances
from scheduler.problems.instants import interval
from scheduler.problems.so_far import SoFar


def wished_workshops(*, cohort: Cohort, person: Person) -> tuple[int, ...]:
    """Return the workshops the person wishes for, best first, as indices into the cohort's (DESIGN 5).

    Only members wish. Whoever named none wishes, for each interest in order, the workshops on that topic in
    file order. A name that is no workshop of the cohort (any more) is passed over.
    """
    if person.role is not Role.MEMBER:
        return ()
    index = {workshop.id: number for number, workshop in enumerate(cohort.workshops)}
    named = person.workshops or tuple(
        workshop.id for topic in person.interests for workshop in cohort.workshops if workshop.topic == topic
    )
    return tuple(index[wished] for wished in dict.fromkeys(named) if wished in index)


def groups_problem(
    *,
    cohort: Cohort,
    people: tuple[Person, ...],
    sessions: SessionsPart,
    so_far: SoFar | None = None,
) -> GroupsProblem:
    """Return the question of the workshop groups, beside the sessions that stand; of what is to come, midway.

    Workshops are in file order, people in the roster's; a facilitator who is not among them (any more) leads
    nothing, and a `must` or `never` of somebody who is no member of them says nothing. Languages compare by primary
    subtag. Midway, sections that are settled take none of what is to come, nor are those who sit in them asked about
    that workshop again, whose wish is met, or there for another while those meet: other wishes keep their ranks. One
    that has begun is offered at its own start, for what of it is to come.
    """
    so_far = so_far or SoFar.nothing()
    elsewhere = so_far.engaged(people)
    offered = tuple(
        so_far.offered(workshop, _meetings(workshop, cohort=cohort)) for workshop in cohort.workshops
    )
    distinct = tuple(
        dict.fromkeys(stretch for starts in offered for meetings in starts for stretch in meetings)
    )
    there = dict(zip(distinct, attendances(people=people, intervals=distinct), strict=True))
    person_of = {person.key: index for index, person in enumerate(people)}
    wished = [wished_workshops(cohort=cohort, person=person) for person in people]
    languages = _languages(people) if Company.LANGUAGES in cohort.no_one_alone else None
    return GroupsProblem(
        people=len(people),
        workshops=tuple(
            Workshop(
                minimum=workshop.size.minimum,
                maximum=workshop.size.maximum,
                sections=so_far.still_held(workshop),
                facilitators=tuple(
                    person_of[key] for key in dict.fromkeys(workshop.facilitators) if key in person_of
                ),
                starts=tuple(
                    WorkshopStart(
                        meetings=meetings,
                        available=_throughout(so_far.to_come(meetings), there=there)
                        & ~_engaged(meetings, elsewhere=elsewhere),
                    )
                    for meetings in starts
                ),
            )
            for workshop, starts in zip(cohort.workshops, offered, strict=True)
        ),
        wishes=tuple(
            so_far.wishes_left(person, mine, cohort=cohort)
            for person, mine in zip(people, wished, strict=True)
        ),
        per_member=cohort.per_member,
        served_first=cohort.served_first,
        busy=tuple(interval(starts=meeting.starts, minutes=meeting.minutes) for meeting in sessions.meetings),
        must=tuple(
            (person, workshop)
            for person, workshop in _seats(cohort.must_attend, cohort=cohort, people=people)
            if so_far.still_to_have(people[person].id, cohort.workshops[workshop].id)
        ),
        never=_seats(cohort.never_attend, cohort=cohort, people=people),
        languages=languages,
        had=tuple(
            so_far.ranks_had(person, mine, cohort=cohort)
            for person, mine in zip(people, wished, strict=True)
            if so_far.settled
        ),
        had_alone=_alone_so_far(so_far, people=people, languages=languages) if languages else 0,
    )


def _alone_so_far(
    so_far: SoFar, *, people: tuple[Person, ...], languages: tuple[tuple[int, ...], ...]
) -> int:
    """Count the seats of settled sections of somebody alone among those of it who are still there."""
    index = {person.id: number for number, person in enumerate(people)}
    groups = ([index[member] for member in one.members if member in index] for one in so_far.settled)
    return sum(len(alone(languages, members=members)) for members in groups)


def _seats(
    named: tuple[tuple[str, str], ...], *, cohort: Cohort, people: tuple[Person, ...]
) -> tuple[tuple[int, int], ...]:
    """Return (person, workshop) for each member and workshop that there are."""
    member_of = {person.key: index for index, person in enumerate(people) if person.role is Role.MEMBER}
    workshop_of = {workshop.id: index for index, workshop in enumerate(cohort.workshops)}
    return tuple(
        (member_of[member], workshop_of[workshop])
        for member, workshop in dict.fromkeys(named)
        if member in member_of and workshop in workshop_of
    )


def _languages(people: tuple[Person, ...]) -> tuple[tuple[int, ...], ...]:
    """Return each person's languages, the preferred one first, as indices in the order of first appearance."""
    subtags = [tuple(dict.fromkeys(map(primary_subtag, person.languages))) for person in people]
    index = {subtag: number for number, subtag in enumerate(dict.fromkeys(chain.from_iterable(subtags)))}
    return tuple(tuple(index[subtag] for subtag in mine) for mine in subtags)


def _meetings(workshop: cohorts.Workshop, *, cohort: Cohort) -> tuple[tuple[Interval, ...], ...]:
    """Return all meetings of each start that the workshop offers, earliest first."""
    offered = offered_starts(
        time_zone=cohort.home_time_zone,
        weekdays=workshop.when.weekdays,
        opens=workshop.when.opens,
        closes=workshop.when.closes,
        step_minutes=workshop.when.step_minutes,
        minutes=workshop.minutes,
        meetings=workshop.meetings,
        window=workshop.window,
        within=(cohort.starts, cohort.ends),
    )
    return tuple(
        tuple(interval(starts=start, minutes=workshop.minutes) for start in starts) for starts in offered
    )


def _engaged(meetings: tuple[Interval, ...], *, elsewhere: tuple[tuple[Interval, int], ...]) -> int:
    """Return who (bit p = person p) is elsewhere during any of the meetings."""
    away = 0
    for stretch, who in elsewhere:
        if any(stretch.begin < meeting.end and meeting.begin < stretch.end for meeting in meetings):
            away |= who
    return away


def _throughout(meetings: tuple[Interval, ...], *, there: dict[Interval, int]) -> int:
    """Return who (bit p = person p) is there at every one of the meetings."""
    available = there[meetings[0]]
    for stretch in meetings[1:]:
        available &= there[stretch]
    return available
