"""Whether a stored or hand-edited plan keeps every rule (DESIGN 6, *Checked without the solver*)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcher.check import Violation, check_coaching, check_gatherings, check_groups
from matcher.scoring import PairScores
from scheduler.assembly import coaching_part, sessions_part, workshops_part
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Breach, CoachingPart, Plan, SessionsPart, WorkshopsPart
from scheduler.languages.sentences import Number, sentence
from scheduler.problems import (
    coached,
    coaches,
    coaching_problem,
    gatherings_problem,
    groups_problem,
    months_of,
    placing_order,
)
from scheduler.problems.so_far import SoFar, from_then_on
from scheduler.reasons.breaches import breach
from scheduler.restoring import (
    UnknownPlacementError,
    coaching_solution,
    gatherings_solution,
    groups_solution,
)


def judge(*, cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> tuple[Breach, ...]:
    """Return every rule that the plan breaks for this cohort and these people; no solver is asked.

    What the plan says of itself is judged too: its objectives, each pair's score, minutes, topics and
    languages, who is left out, and the orders of DESIGN 8. Section numbers may be any that do not repeat in
    a workshop. Of a plan made midway, what stands as the release before has it is not judged again: the sessions,
    groups that are over, and every part that was not to be changed.
    """
    midway = plan.midway
    judges = (
        () if midway else _judge_sessions(plan.sessions, cohort=cohort, people=people),
        _judge_coaching(plan.coaching, cohort=from_then_on(cohort, midway=midway), people=people)
        if midway is None or midway.parts.coaching
        else (),
        _judge_workshops(
            plan.workshops, sessions=plan.sessions, cohort=cohort, people=people, so_far=SoFar.of(plan)
        ),
    )
    return tuple(one for breaches in judges for one in _gathered(breaches))


def judge_coaching(*, cohort: Cohort, people: tuple[Person, ...], part: CoachingPart) -> tuple[Breach, ...]:
    """Return every rule that the pairs of a plan break; nothing else of a plan hangs on them.

    Midway the cohort is the one that counts `from_then_on`.
    """
    return _gathered(_judge_coaching(part, cohort=cohort, people=people))


def _gathered(breaches: Iterable[Breach]) -> tuple[Breach, ...]:
    """Return what a judge finds, or what made it stop: a part that names what is not there has no value to judge."""
    try:
        return tuple(breaches)
    except UnknownPlacementError as error:
        return error.breaches


def _judge_sessions(part: SessionsPart, *, cohort: Cohort, people: tuple[Person, ...]) -> Iterator[Breach]:
    problem = gatherings_problem(cohort=cohort, people=people)
    solution = gatherings_solution(cohort=cohort, problem=problem, part=part)
    sessions = [(session.id, session.name) for session in placing_order(cohort=cohort)]
    months = [(month, month) for month in months_of(cohort=cohort)]
    names = {"session": sessions, "other": sessions, "month": months, "other_month": months}
    for violation in check_gatherings(problem=problem, solution=solution):
        yield breach(part="sessions", violation=violation, names=names)
    stated = tuple(replace(meeting, reasons=(), at_night=None) for meeting in part.meetings)
    if stated != sessions_part(cohort=cohort, problem=problem, solution=solution).meetings:
        yield breach(part="sessions", violation=Violation(code="meetings_out_of_order"))


def _judge_coaching(part: CoachingPart, *, cohort: Cohort, people: tuple[Person, ...]) -> Iterator[Breach]:
    problem = coaching_problem(cohort=cohort, people=people)
    solution = coaching_solution(cohort=cohort, people=people, part=part)
    members, takers = coached(cohort=cohort, people=people), coaches(cohort=cohort, people=people)
    columns = [(criterion.column, criterion.column) for criterion in cohort.criteria]
    names = {"member": _named(members), "coach": _named(takers), "criterion": columns}
    for violation in check_coaching(problem=problem, solution=solution):
        yield breach(part="coaching", violation=violation, names=names)
    derived = coaching_part(cohort=cohort, people=people, scores=PairScores(problem), solution=solution)
    stated = {pair.member: replace(pair, reasons=()) for pair in part.pairs}
    member_of = {person.id: index for index, person in enumerate(members)}
    for pair in derived.pairs:
        if stated[pair.member] != pair:
            wrong = Violation(code="wrong_evidence", params={"member": member_of[pair.member]})
            yield breach(part="coaching", violation=wrong, names=names)
    if list(stated) != [pair.member for pair in derived.pairs]:
        yield breach(part="coaching", violation=Violation(code="pairs_out_of_order"))
    if [one.member for one in part.unplaced] != [one.member for one in derived.unplaced]:
        yield breach(part="coaching", violation=Violation(code="wrong_left_out"))


def _judge_workshops(
    part: WorkshopsPart, *, sessions: SessionsPart, cohort: Cohort, people: tuple[Person, ...], so_far: SoFar
) -> Iterator[Breach]:
    problem = groups_problem(cohort=cohort, people=people, sessions=sessions, so_far=so_far)
    numbered, part = part, replace(part, sections=so_far.open)
    solution = groups_solution(cohort=cohort, people=people, problem=problem, part=part)
    workshops = {workshop.id: workshop.name for workshop in cohort.workshops}
    sections = [
        (
            f"{one.workshop}/{one.section}",
            sentence(
                "section {number} of {workshop}",
                number=Number(number=one.section),
                workshop=workshops[one.workshop],
            ),
        )
        for one in part.sections
    ]
    names = {
        "workshop": list(workshops.items()),
        "section": sections,
        "other": sections,
        "person": _named(people),
    }
    for violation in check_groups(problem=problem, solution=solution):
        yield breach(part="workshops", violation=violation, names=names)
    derived = workshops_part(cohort=cohort, people=people, problem=problem, solution=solution)
    if [one.member for one in part.unserved] != [one.member for one in derived.unserved]:
        yield breach(part="workshops", violation=Violation(code="wrong_left_out"))
    numbers = Counter((one.workshop, one.section) for one in numbered.sections)
    for (workshop, number), times in numbers.items():
        if times > 1:
            params = {"workshop": list(workshops).index(workshop), "number": number}
            repeated = Violation(code="repeated_number", params=params)
            yield breach(part="workshops", violation=repeated, names=names)


def _named(people: tuple[Person, ...]) -> list[tuple[str, str]]:
    return [(person.key, person.name) for person in people]
