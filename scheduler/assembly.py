"""From the matcher's answers to the parts of a plan, in the orders of DESIGN 8, still without reasons."""

from dataclasses import asdict
from datetime import timedelta

from calendars.availability import weeks_between
from matcher.problem import GatheringsProblem, GroupsProblem
from matcher.scoring import Scores, placements
from matcher.solution import CoachingSolution, GatheringsSolution, GroupsSolution
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import (
    CoachingPart,
    CoachingValue,
    LeftOut,
    Pair,
    Section,
    SessionMeeting,
    SessionsPart,
    SessionsValue,
    WorkshopsPart,
    WorkshopsValue,
)
from scheduler.problems.coaching import coached, coaches, primary_subtag
from scheduler.problems.criteria import judged
from scheduler.problems.gatherings import placing_order
from scheduler.problems.instants import instant_of


def sessions_part(
    *, cohort: Cohort, problem: GatheringsProblem, solution: GatheringsSolution
) -> SessionsPart:
    """Return all whole-group meetings, by start, then session."""
    meetings = (
        SessionMeeting(
            session=session.id,
            starts=instant_of(offered[start].interval.begin),
            minutes=session.minutes,
        )
        for session, gathering, chosen in zip(
            placing_order(cohort=cohort), problem.gatherings, solution.chosen, strict=True
        )
        for offered, start in zip(gathering.months, chosen, strict=True)
        if start is not None
    )
    return SessionsPart(
        objective=SessionsValue(**asdict(solution.objective)),
        bound=SessionsValue(**asdict(solution.bound)),
        proven=solution.proven,
        meetings=tuple(sorted(meetings, key=lambda meeting: (meeting.starts, meeting.session))),
    )


def coaching_part(
    *, cohort: Cohort, people: tuple[Person, ...], scores: Scores, solution: CoachingSolution
) -> CoachingPart:
    """Return the pairs, and the members without a coach, both in the roster's order of members."""
    members, takers = coached(cohort=cohort, people=people), coaches(cohort=cohort, people=people)
    monday = weeks_between(starts=cohort.starts, ends=cohort.ends).first_monday
    known = scores.of(*placements(solution.coach_of))
    placed = [(member, coach) for member, coach in enumerate(solution.coach_of) if coach is not None]
    return CoachingPart(
        objective=CoachingValue(**asdict(solution.objective)),
        bound=CoachingValue(**asdict(solution.bound)),
        proven=solution.proven,
        pairs=tuple(
            Pair(
                member=members[member].id,
                coach=takers[coach].id,
                score=int(known.score[index]),
                shared_minutes=int(known.shared_minutes[index]),
                topics=shared_topics(member=members[member], coach=takers[coach]),
                languages=shared_languages(member=members[member], coach=takers[coach]),
                worst_week=str(monday + timedelta(weeks=int(known.worst_week[index]))),
                criteria=judged(cohort=cohort, member=members[member], coach=takers[coach]),
            )
            for index, (member, coach) in enumerate(placed)
        ),
        unplaced=tuple(
            LeftOut(member=member.id, reasons=())
            for member, coach in zip(members, solution.coach_of, strict=True)
            if coach is None
        ),
    )


def workshops_part(
    *, cohort: Cohort, people: tuple[Person, ...], problem: GroupsProblem, solution: GroupsSolution
) -> WorkshopsPart:
    """Return the sections, numbered from 1 in each workshop, and who wishes, has no seat and had none."""
    numbers = [0] * len(cohort.workshops)
    sections: list[Section] = []
    for section in solution.sections:
        numbers[section.workshop] += 1
        workshop, start = (
            cohort.workshops[section.workshop],
            problem.workshops[section.workshop].starts[section.start],
        )
        sections.append(
            Section(
                workshop=workshop.id,
                section=numbers[section.workshop],
                facilitator=people[section.facilitator].id,
                starts=tuple(instant_of(meeting.begin) for meeting in start.meetings),
                minutes=workshop.minutes,
                members=tuple(people[member].id for member in section.members),
            )
        )
    seated = {member for section in solution.sections for member in section.members}
    return WorkshopsPart(
        objective=WorkshopsValue(**asdict(solution.objective)),
        bound=WorkshopsValue(**asdict(solution.bound)),
        gap=solution.gap,
        proven=solution.proven,
        sections=tuple(sections),
        unserved=tuple(
            LeftOut(member=person.id, reasons=())
            for index, person in enumerate(people)
            if problem.wishes[index] and index not in seated and not problem.had_by(index)
        ),
    )


def shared_topics(*, member: Person, coach: Person) -> tuple[str, ...]:
    """Return the member's topics that the coach has too, the member's best first."""
    return tuple(topic for topic in member.interests if topic in coach.interests)


def shared_languages(*, member: Person, coach: Person) -> tuple[str, ...]:
    """Return the member's languages that the coach shares, by primary subtag, as the member writes them."""
    spoken = {primary_subtag(tag) for tag in coach.languages}
    return tuple(tag for tag in member.languages if primary_subtag(tag) in spoken)
