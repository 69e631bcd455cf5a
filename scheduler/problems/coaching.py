"""Who can be paired with whom, as indices and week masks: members and coaches in the roster's order."""

from collections.abc import Iterable

import numpy as np

from calendars.availability import week_masks, weeks_between
from matcher.overlap import SharedHours
from matcher.problem import SLOT_MINUTES, Coach, CoachingProblem, Member, WeekMasks, Weights
from scheduler.domain.cohorts import Coaching, Cohort, Fairness, Language
from scheduler.domain.people import Capacity, Person, Role
from scheduler.problems.criteria import criteria

_NOBODY_PAIRED = Coaching(capacity=Capacity(minimum=0, maximum=0), meeting_minutes=60, target_minutes=60)


def coached(*, cohort: Cohort, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the members to be paired, in the roster's order: `members[m]` of the problem is the m-th."""
    return _in_role(cohort=cohort, people=people, role=Role.MEMBER)


def coaches(*, cohort: Cohort, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the coaches, in the roster's order: `coaches[c]` of the problem is the c-th."""
    return _in_role(cohort=cohort, people=people, role=Role.COACH)


def primary_subtag(tag: str) -> str:
    """Return the part of a BCP 47 tag by which languages compare: `pt` for `pt-BR` (DESIGN 5)."""
    return tag.partition("-")[0].casefold()


def coaching_problem(*, cohort: Cohort, people: tuple[Person, ...]) -> CoachingProblem:
    """Return the question of who coaches whom (DESIGN 6, *Shared time*, *Pair score* and *Coaching*).

    Topics are indices from 0 in the cohort's order; languages compare by primary subtag; a coach without a
    capacity takes the cohort's; the weeks run from the one of `starts` to the one of `ends`. Without
    `[coaching]` the question has no members and no coaches. A `must` or `never` that names somebody who is
    no member or no coach of `people` (any more) says nothing.
    """
    rules = cohort.coaching or _NOBODY_PAIRED
    members, takers = coached(cohort=cohort, people=people), coaches(cohort=cohort, people=people)
    topics = _indexed((*cohort.topics, *(topic for person in people for topic in person.interests)))
    languages = _indexed(primary_subtag(tag) for person in people for tag in person.languages)
    edge = -(-rules.meeting_minutes // SLOT_MINUTES)
    weeks = _week_masks(cohort=cohort, people=(*members, *takers), edge=edge)
    return CoachingProblem(
        members=tuple(
            Member(
                topics=tuple(topics[topic] for topic in person.interests),
                languages=frozenset(languages[primary_subtag(tag)] for tag in person.languages),
                weeks=weeks[person.id],
            )
            for person in members
        ),
        coaches=tuple(
            Coach(
                topics=frozenset(topics[topic] for topic in person.interests),
                languages=frozenset(languages[primary_subtag(tag)] for tag in person.languages),
                weeks=weeks[person.id],
                minimum=cohort.capacity_of(person).minimum,
                maximum=cohort.capacity_of(person).maximum,
            )
            for person in takers
        ),
        edge=edge,
        meeting_minutes=rules.meeting_minutes,
        target_minutes=rules.target_minutes,
        weights=Weights(
            interest=rules.weights.interest, time=rules.weights.time, language=rules.weights.language
        ),
        language_required=rules.language is Language.REQUIRED,
        worst_first=rules.fairness is Fairness.WORST_FIRST,
        must=_pairs(rules.must, members=members, takers=takers),
        never=_pairs(rules.never, members=members, takers=takers),
        criteria=criteria(cohort=cohort, members=members, takers=takers),
    )


def shared_minutes(*, cohort: Cohort, coach: Person, member: Person) -> int:
    """Return the minutes that the two share in their worst week of the cohort (DESIGN 6, *Shared time*)."""
    problem = coaching_problem(cohort=cohort, people=(coach, member))
    return int(shared_hours(problem).of(np.zeros(1, dtype=np.intp), np.zeros(1, dtype=np.intp)).minutes[0])


def shared_hours(problem: CoachingProblem) -> SharedHours:
    """Return what counts the minutes that any pairs of the question share."""
    return SharedHours(
        members=[each.weeks for each in problem.members],
        coaches=[each.weeks for each in problem.coaches],
        edge=problem.edge,
        meeting_minutes=problem.meeting_minutes,
    )


def _in_role(*, cohort: Cohort, people: tuple[Person, ...], role: Role) -> tuple[Person, ...]:
    return tuple(person for person in people if person.role is role) if cohort.coaching else ()


def _indexed(names: Iterable[str]) -> dict[str, int]:
    """Return each distinct name's index, in the order of first appearance."""
    return {name: index for index, name in enumerate(dict.fromkeys(names))}


def _week_masks(*, cohort: Cohort, people: tuple[Person, ...], edge: int) -> dict[str, WeekMasks]:
    """Return each person's masks by id; people who keep the same hours in the same zone share one object."""
    weeks = weeks_between(starts=cohort.starts, ends=cohort.ends)
    kept = dict[object, WeekMasks]()
    for person in people:
        hours = (person.time_zone, person.availability)
        if hours not in kept:
            masks, of_week = week_masks(
                time_zone=person.time_zone, windows=person.availability, weeks=weeks, edge=edge
            )
            kept[hours] = WeekMasks(masks=masks, of_week=of_week)
    return {person.id: kept[person.time_zone, person.availability] for person in people}


def _pairs(
    keys: tuple[tuple[str, str], ...], *, members: tuple[Person, ...], takers: tuple[Person, ...]
) -> tuple[tuple[int, int], ...]:
    member_of = {person.key: index for index, person in enumerate(members)}
    coach_of = {person.key: index for index, person in enumerate(takers)}
    return tuple(
        (member_of[member], coach_of[coach])
        for member, coach in dict.fromkeys(keys)
        if member in member_of and coach in coach_of
    )
