"""Judges any answer against DESIGN 6 with no solver in it; an empty tuple of violations means it holds."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from matcher.objective import (
    coaching_objective,
    coaching_rank,
    gatherings_objective,
    gatherings_rank,
    groups_objective,
    groups_rank,
)
from matcher.problem import CoachingProblem, GatheringsProblem, GroupsProblem, Interval
from matcher.scoring import PairScores, Scores, placements
from matcher.solution import CoachingSolution, GatheringsSolution, GroupsSolution, Reason, Section
from matcher.starts import meets_while, overlaps


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """One rule that an answer breaks: its code, and the indices it concerns."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict[str, int])


def coaching_conflicts(problem: CoachingProblem) -> tuple[Reason, ...]:
    """Name every contradiction among the pairs that must be, before anything is solved, each once.

    `must_never` {member, coach}: also forbidden. `must_twice` {member, pins}: pinned to so many coaches, of whom one
    may stay. `must_maximum` {coach, pinned, maximum}: more members pinned to the coach than it takes, of whom that
    many may stay. Every minimal conflict is part of exactly one of these: the pin and the ban, two of the member's
    pins, the maximum and one pin more than it; so whoever mends each as it says has none left.
    """
    must, never = sorted(set(problem.must)), set(problem.never)
    forbidden = [
        Reason(code="must_never", params={"member": member, "coach": coach})
        for member, coach in must
        if (member, coach) in never
    ]
    torn = [
        Reason(code="must_twice", params={"member": member, "pins": pins})
        for member, pins in sorted(Counter(member for member, _ in must).items())
        if pins > 1
    ]
    overfull = [
        Reason(code="must_maximum", params={"coach": coach, "pinned": count, "maximum": maximum})
        for coach, count in sorted(Counter(coach for _, coach in must).items())
        if count > (maximum := problem.coaches[coach].maximum)
    ]
    return (*forbidden, *torn, *overfull)


def check_coaching(*, problem: CoachingProblem, solution: CoachingSolution) -> tuple[Violation, ...]:
    """Judge who is placed with whom, and what the solution says of itself.

    Every member has one entry, a coach that exists or None; a pair is allowed or pinned, and never forbidden;
    what must be is; no coach has more than its maximum; the objective is the recomputed one; the bound is no
    worse than it, and equal exactly when it is called proven.
    """
    coach_of, coaches = solution.coach_of, len(problem.coaches)
    if len(coach_of) != len(problem.members):
        members = {"members": len(problem.members), "entries": len(coach_of)}
        return (Violation(code="wrong_members", params=members),)
    strangers = tuple(
        Violation(code="no_such_coach", params={"member": member, "coach": coach})
        for member, coach in enumerate(coach_of)
        if coach is not None and not 0 <= coach < coaches
    )
    if strangers:
        return strangers
    scores = PairScores(problem)
    return (
        *_pair_violations(problem, scores, solution),
        *_load_violations(problem, solution),
        *_stated_violations(problem, scores, solution),
    )


def check_gatherings(*, problem: GatheringsProblem, solution: GatheringsSolution) -> tuple[Violation, ...]:
    """Judge when the whole group meets, and what the solution says of itself.

    Every month of every session has one entry, a start it offers or None; a fixed session stands as it is; no
    two sessions overlap; no month goes without where a start was free when its session was placed; the
    objective is the recomputed one; the bound is no worse than it, and equal when it is called proven (they may be
    equal without that: then it is open which of the plans of that worth has the earliest starts).
    """
    offered = [[len(month) for month in gathering.months] for gathering in problem.gatherings]
    if [len(starts) for starts in solution.chosen] != [len(months) for months in offered]:
        return (Violation(code="wrong_months"),)
    strangers = tuple(
        Violation(code="no_such_start", params={"session": g, "month": m, "start": start})
        for g, starts in enumerate(solution.chosen)
        for m, start in enumerate(starts)
        if start is not None and not 0 <= start < offered[g][m]
    )
    if strangers:
        return strangers
    return (*_session_violations(problem, solution), *_stated_gatherings_violations(problem, solution))


def check_groups(*, problem: GroupsProblem, solution: GroupsSolution) -> tuple[Violation, ...]:
    """Judge every section, everybody's seats, and what the solution says of itself.

    A section is of a workshop that has room for it, at one of its starts, free of the whole group's sessions,
    under one of its facilitators, and neither too small nor too large; its members wish for it and everybody can be
    at all of its meetings, but for whoever must have a seat in it; nobody is elsewhere then; a member is in no
    workshop twice and, with those they have had, in no more than allowed; whoever must have a seat has it, whoever
    must not has none; sections and members stand in order; the objective is the recomputed one; the bound is no worse
    than it, and equal exactly when it is called proven, the gap then being 0.
    """
    strangers = tuple(
        Violation(code="no_such_section", params={"section": index})
        for index, section in enumerate(solution.sections)
        if not _exists(problem, section)
    )
    if strangers:
        return strangers
    return (
        *_section_violations(problem, solution.sections),
        *_workshop_violations(problem, solution.sections),
        *_person_violations(problem, solution.sections),
        *_pin_violations(problem, solution.sections),
        *_order_violations(solution.sections),
        *_stated_groups_violations(problem, solution),
    )


def _pair_violations(
    problem: CoachingProblem, scores: Scores, solution: CoachingSolution
) -> Iterator[Violation]:
    must, never = set(problem.must), set(problem.never)
    members, coaches = placements(solution.coach_of)
    known = scores.of(members, coaches)
    for index, (member, coach) in enumerate(zip(members.tolist(), coaches.tolist(), strict=True)):
        pair = {"member": member, "coach": coach}
        if (member, coach) in never:
            yield Violation(code="never_pair", params=pair)
        if (member, coach) in must:
            continue
        if known.shared_minutes[index] == 0:
            yield Violation(code="no_shared_time", params=pair)
        if problem.language_required and not known.common_language[index]:
            yield Violation(code="no_common_language", params=pair)
        for nth, (criterion, share) in enumerate(zip(problem.criteria, known.criteria, strict=True)):
            if criterion.weight is None and not share.numerator[index]:
                yield Violation(code="criterion_not_met", params=pair | {"criterion": nth})
    for member, coach in sorted(must):
        if solution.coach_of[member] != coach:
            yield Violation(code="must_not_kept", params={"member": member, "coach": coach})


def _load_violations(problem: CoachingProblem, solution: CoachingSolution) -> Iterator[Violation]:
    loads = Counter(coach for coach in solution.coach_of if coach is not None)
    for coach, load in sorted(loads.items()):
        maximum = problem.coaches[coach].maximum
        if load > maximum:
            params = {"coach": coach, "load": load, "maximum": maximum}
            yield Violation(code="over_maximum", params=params)


def _stated_violations(
    problem: CoachingProblem, scores: Scores, solution: CoachingSolution
) -> Iterator[Violation]:
    worth = coaching_objective(problem=problem, scores=scores, coach_of=solution.coach_of)
    if solution.objective != worth:
        yield Violation(code="wrong_objective")
    if solution.proven != (solution.bound == solution.objective):
        yield Violation(code="wrong_proof")
    bound = coaching_rank(solution.bound, worst_first=problem.worst_first)
    if bound < coaching_rank(solution.objective, worst_first=problem.worst_first):
        yield Violation(code="bound_passed")


def _session_violations(problem: GatheringsProblem, solution: GatheringsSolution) -> Iterator[Violation]:
    in_order = sorted(range(len(problem.gatherings)), key=lambda g: not problem.gatherings[g].fixed)
    placed: list[tuple[int, int, Interval]] = []
    for g in in_order:
        gathering = problem.gatherings[g]
        earlier = list(placed)
        for m, (month, start) in enumerate(zip(gathering.months, solution.chosen[g], strict=True)):
            here = {"session": g, "month": m}
            if start is None:
                free = [
                    offer
                    for offer in month
                    if not any(overlaps(offer.interval, interval) for _, _, interval in earlier)
                ]
                if free or (gathering.fixed and month):
                    yield Violation(code="month_left_out", params=here)
                continue
            interval = month[start].interval
            for other, other_month, taken in placed:
                if overlaps(interval, taken):
                    there = {"other": other, "other_month": other_month}
                    yield Violation(code="sessions_overlap", params=here | there)
            placed.append((g, m, interval))


def _stated_gatherings_violations(
    problem: GatheringsProblem, solution: GatheringsSolution
) -> Iterator[Violation]:
    if solution.objective != gatherings_objective(problem=problem, chosen=solution.chosen):
        yield Violation(code="wrong_objective")
    if solution.proven and solution.bound != solution.objective:
        yield Violation(code="wrong_proof")
    if gatherings_rank(solution.bound) < gatherings_rank(solution.objective):
        yield Violation(code="bound_passed")


def _exists(problem: GroupsProblem, section: Section) -> bool:
    return (
        0 <= section.workshop < len(problem.workshops)
        and 0 <= section.start < len(problem.workshops[section.workshop].starts)
        and all(0 <= person < problem.people for person in (section.facilitator, *section.members))
    )


def _section_violations(problem: GroupsProblem, sections: tuple[Section, ...]) -> Iterator[Violation]:
    must = set(problem.must)
    for index, section in enumerate(sections):
        workshop, size = problem.workshops[section.workshop], len(section.members)
        start = workshop.starts[section.start]
        if section.facilitator not in workshop.facilitators:
            yield Violation(
                code="not_its_facilitator", params={"section": index, "person": section.facilitator}
            )
        if not workshop.minimum <= size <= workshop.maximum:
            limits = {"minimum": workshop.minimum, "maximum": workshop.maximum}
            yield Violation(code="wrong_size", params={"section": index, "size": size} | limits)
        if meets_while(start.meetings, problem.busy):
            yield Violation(code="against_session", params={"section": index})
        unpinned = [p for p in section.members if (p, section.workshop) not in must]
        for person in (section.facilitator, *unpinned):
            if not start.available >> person & 1:
                yield Violation(code="not_available", params={"section": index, "person": person})
        for person in unpinned:
            if section.workshop not in problem.wishes[person]:
                yield Violation(code="not_wished", params={"section": index, "person": person})


def _workshop_violations(problem: GroupsProblem, sections: tuple[Section, ...]) -> Iterator[Violation]:
    for workshop, held in sorted(Counter(section.workshop for section in sections).items()):
        allowed = problem.workshops[workshop].sections
        if held > allowed:
            params = {"workshop": workshop, "sections": held, "allowed": allowed}
            yield Violation(code="too_many_sections", params=params)


def _person_violations(problem: GroupsProblem, sections: tuple[Section, ...]) -> Iterator[Violation]:
    there: defaultdict[int, list[int]] = defaultdict(list)
    for index, section in enumerate(sections):
        for person in (section.facilitator, *section.members):
            there[person].append(index)
    for person, indices in sorted(there.items()):
        mine = [(index, sections[index]) for index in dict.fromkeys(indices)]
        seats = Counter(
            section.workshop for _, section in mine for member in section.members if member == person
        )
        for workshop, count in sorted(seats.items()):
            if count > 1:
                yield Violation(code="seated_twice", params={"person": person, "workshop": workshop})
        if len(seats) > problem.room(person):
            workshops = len(seats) + len(problem.had_by(person))
            params = {"person": person, "workshops": workshops, "allowed": problem.per_member}
            yield Violation(code="too_many_workshops", params=params)
        places = [
            (index, problem.workshops[section.workshop].starts[section.start].meetings)
            for index, section in mine
            for present in (section.facilitator, *section.members)
            if present == person
        ]
        for (one, meetings), (other, others) in combinations(places, 2):
            if meets_while(meetings, others):
                params = {"person": person, "section": one, "other": other}
                yield Violation(code="in_two_places", params=params)


def _pin_violations(problem: GroupsProblem, sections: tuple[Section, ...]) -> Iterator[Violation]:
    seats = {(person, section.workshop) for section in sections for person in section.members}
    for person, workshop in sorted(set(problem.must) - seats):
        yield Violation(code="must_not_seated", params={"person": person, "workshop": workshop})
    for person, workshop in sorted(set(problem.never) & seats):
        yield Violation(code="never_seat", params={"person": person, "workshop": workshop})


def _order_violations(sections: tuple[Section, ...]) -> Iterator[Violation]:
    places = [(section.workshop, section.start, section.facilitator) for section in sections]
    if places != sorted(places):
        yield Violation(code="sections_out_of_order")
    for index, section in enumerate(sections):
        if section.members != tuple(sorted(section.members)):
            yield Violation(code="members_out_of_order", params={"section": index})


def _stated_groups_violations(problem: GroupsProblem, solution: GroupsSolution) -> Iterator[Violation]:
    if solution.objective != groups_objective(problem=problem, sections=solution.sections):
        yield Violation(code="wrong_objective")
    if solution.proven != (solution.bound == solution.objective) or solution.proven != (solution.gap == 0):
        yield Violation(code="wrong_proof")
    bound = groups_rank(solution.bound, served_first=problem.served_first)
    if bound < groups_rank(solution.objective, served_first=problem.served_first):
        yield Violation(code="bound_passed")
