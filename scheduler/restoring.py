"""From the parts of a stored or hand-edited plan back to the matcher's answers: the way back of assembly.py."""

from dataclasses import asdict

from calendars.availability import minute_of
from matcher.problem import GatheringsProblem, GroupsProblem
from matcher.solution import (
    CoachingObjective,
    CoachingSolution,
    GatheringsObjective,
    GatheringsSolution,
    GroupsObjective,
    GroupsSolution,
    Section,
)
from scheduler.domain import plans
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Breach, CoachingPart, SessionsPart, WorkshopsPart
from scheduler.languages.sentences import Minutes, Number, message, sentence
from scheduler.problems import coached, coaches, placing_order


class UnknownPlacementError(Exception):
    """The plan places somebody or something that the cohort does not have; `breaches` names each."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        super().__init__("; ".join(breach.text for breach in breaches))
        self.breaches = breaches


def gatherings_solution(
    *, cohort: Cohort, problem: GatheringsProblem, part: SessionsPart
) -> GatheringsSolution:
    """Return the start that each session takes in each month.

    Raises UnknownPlacementError for a meeting at a start that is not offered, and for a second one in a
    month.
    """
    sessions = placing_order(cohort=cohort)
    places = {
        (session.id, start.interval.begin, session.minutes): (row, month, index)
        for row, (session, gathering) in enumerate(zip(sessions, problem.gatherings, strict=True))
        for month, offered in enumerate(gathering.months)
        for index, start in enumerate(offered)
    }
    chosen: list[list[int | None]] = [[None] * len(gathering.months) for gathering in problem.gatherings]
    breaches: list[Breach] = []
    for meeting in part.meetings:
        place = places.get((meeting.session, minute_of(meeting.starts), meeting.minutes))
        if place is None:
            breaches.append(_of_session(meeting, code="no_such_start", text=_NOT_OFFERED))
        elif chosen[place[0]][place[1]] is not None:
            breaches.append(_of_session(meeting, code="second_in_month", text=_SECOND_IN_MONTH))
        else:
            chosen[place[0]][place[1]] = place[2]
    if breaches:
        raise UnknownPlacementError(tuple(breaches))
    return GatheringsSolution(
        chosen=tuple(tuple(months) for months in chosen),
        objective=GatheringsObjective(**asdict(part.objective)),
        bound=GatheringsObjective(**asdict(part.bound)),
        proven=part.proven,
    )


def coaching_solution(*, cohort: Cohort, people: tuple[Person, ...], part: CoachingPart) -> CoachingSolution:
    """Return each member's coach.

    Raises UnknownPlacementError for whoever is no member or no coach, and for a member's second coach.
    """
    member_of = _indexed(coached(cohort=cohort, people=people))
    coach_of = _indexed(coaches(cohort=cohort, people=people))
    placed: list[int | None] = [None] * len(member_of)
    breaches: list[Breach] = []
    for pair in part.pairs:
        member, coach = member_of.get(pair.member), coach_of.get(pair.coach)
        who = {"member": _key(pair.member, people), "coach": _key(pair.coach, people)}
        if member is None:
            text = sentence("{member} is paired and is no member of this cohort.", **who)
            breaches.append(Breach(part="coaching", code="no_such_member", params=who, text=text))
        elif coach is None:
            text = sentence("{coach} is to coach {member} and is no coach of this cohort.", **who)
            breaches.append(Breach(part="coaching", code="no_such_coach", params=who, text=text))
        elif placed[member] is not None:
            text = sentence("{member} has a second coach, {coach}.", **who)
            breaches.append(Breach(part="coaching", code="second_coach", params=who, text=text))
        else:
            placed[member] = coach
    if breaches:
        raise UnknownPlacementError(tuple(breaches))
    return CoachingSolution(
        coach_of=tuple(placed),
        objective=CoachingObjective(**asdict(part.objective)),
        bound=CoachingObjective(**asdict(part.bound)),
        proven=part.proven,
    )


def groups_solution(
    *, cohort: Cohort, people: tuple[Person, ...], problem: GroupsProblem, part: WorkshopsPart
) -> GroupsSolution:
    """Return the sections in the matcher's order: workshop, start, facilitator.

    Raises UnknownPlacementError for a workshop or a person that the cohort does not have and for a section
    at a start, or of a length, that its workshop does not offer.
    """
    starts = {
        (workshop.id, tuple(meeting.begin for meeting in start.meetings), workshop.minutes): (row, index)
        for row, (workshop, offer) in enumerate(zip(cohort.workshops, problem.workshops, strict=True))
        for index, start in enumerate(offer.starts)
    }
    person_of = _indexed(people)
    sections: list[Section] = []
    breaches: list[Breach] = []
    for section in part.sections:
        begins = tuple(minute_of(start) for start in section.starts)
        place = starts.get((section.workshop, begins, section.minutes))
        strangers = [who for who in (section.facilitator, *section.members) if who not in person_of]
        if place is None:
            breaches.append(_of_section(section, code="no_such_start", text=_SECTION_NOT_OFFERED))
        elif strangers:
            breaches.append(_of_section(section, code="no_such_person", text=_STRANGER))
        else:
            sections.append(
                Section(
                    workshop=place[0],
                    start=place[1],
                    facilitator=person_of[section.facilitator],
                    members=tuple(person_of[member] for member in section.members),
                )
            )
    if breaches:
        raise UnknownPlacementError(tuple(breaches))
    return GroupsSolution(
        sections=tuple(sections),
        objective=GroupsObjective(**asdict(part.objective)),
        bound=GroupsObjective(**asdict(part.bound)),
        gap=part.gap,
        proven=part.proven,
    )


def _indexed(people: tuple[Person, ...]) -> dict[PersonId, int]:
    return {person.id: index for index, person in enumerate(people)}


def _key(person: PersonId, people: tuple[Person, ...]) -> str:
    """Return the person's key, or the bare id of somebody who is not here any more."""
    return next((one.key for one in people if one.id == person), person)


_NOT_OFFERED = message("The meeting of {session} at {starts}, {length} long, is not a start that it offers.")
_SECOND_IN_MONTH = message(
    "The meeting of {session} at {starts}, {length} long, is its second in that month."
)
_SECTION_NOT_OFFERED = message("Section {number} of {workshop} stands at no start it offers.")
_STRANGER = message("Section {number} of {workshop} holds somebody who is not here.")


def _of_session(meeting: plans.SessionMeeting, *, code: str, text: str) -> Breach:
    starts = f"{meeting.starts:%Y-%m-%dT%H:%MZ}"
    return Breach(
        part="sessions",
        code=code,
        params={"session": meeting.session, "starts": starts, "minutes": meeting.minutes},
        text=sentence(text, session=meeting.session, starts=starts, length=Minutes(count=meeting.minutes)),
    )


def _of_section(section: plans.Section, *, code: str, text: str) -> Breach:
    return Breach(
        part="workshops",
        code=code,
        params={"workshop": section.workshop, "section": section.section},
        text=sentence(text, number=Number(number=section.section), workshop=section.workshop),
    )
