"""Why a member has a seat or none, and why a section is held when it is: read off the plan, with no solver."""

from collections.abc import Iterator

from matcher.objective import alone, wish_worth
from matcher.problem import GroupsProblem, Interval
from matcher.solution import GroupsSolution, Reason
from matcher.starts import leaders, meets_while, wishers


def why_unserved(*, problem: GroupsProblem, solution: GroupsSolution, member: int) -> tuple[Reason, ...]:
    """Say of every wish of a member without a seat, in their order, what stands in its way.

    Of a workshop in which they must not have one: `never` {workshop}.

    Of a workshop that is not held, one reason:
    `no_start` {workshop}: it offers no start, or none that is free of the whole group's sessions;
    `no_facilitator_free` {workshop}: at none of those can any of its facilitators lead it and be nowhere else;
    `not_held` {workshop, wishes, can_come, minimum}: so many wish for it, at most so many of them can come to one
    such start, so many are needed; where enough can come, the members were better placed elsewhere.

    Of a workshop that is held, one for each of its sections (indices into the solution's):
    `cannot_come` {workshop, section, starts}: the member cannot be at all of its meetings, though they could at
    so many of the starts that the workshop offers;
    `overlaps` {workshop, section, other}: the member leads or attends the section `other` meanwhile;
    `full` {workshop, section, maximum}: nobody more may join; `room` {workshop, section}: they could.
    """
    return tuple(
        reason
        for workshop in problem.wishes[member]
        for reason in _why_unmet(problem, solution, workshop=workshop, member=member)
    )


def why_seat(*, problem: GroupsProblem, solution: GroupsSolution, section_index: int, member: int) -> Reason:
    """Say what the seat is worth: `seat` {workshop, section, rank, worth, wishes, starts}.

    It meets the wish of this rank among the member's `wishes`, those that what is over has met among them; the member
    could come to so many of the workshop's starts. Of one that was not wished for, but must be:
    `must_no_wish` {workshop, section}.
    """
    workshop = solution.sections[section_index].workshop
    if workshop not in problem.wishes[member]:
        return Reason(code="must_no_wish", params={"workshop": workshop, "section": section_index})
    wishes = problem.wishes[member]
    rank = problem.ranks(member)[wishes.index(workshop)]
    return Reason(
        code="seat",
        params={
            "workshop": workshop,
            "section": section_index,
            "rank": rank,
            "worth": wish_worth(rank=rank),
            "wishes": len(wishes) + sum(1 for had in problem.had_by(member) if had),
            "starts": _starts_open_to(problem, workshop=workshop, person=member),
        },
    )


def why_besides(
    *, problem: GroupsProblem, solution: GroupsSolution, section_index: int, member: int
) -> tuple[Reason, ...]:
    """Say what else there is to say of a seat.

    `must` {workshop, section}: it must be; `must_no_hours` {workshop, section}: and the member cannot be at every
    meeting;
    `alone` {workshop, section, wishing, could_come, proven, served_first}: nobody else in the section speaks the
    member's preferred language, which so many others who wish for the workshop do, of whom so many can come to this
    start; `proven` is 1 where no plan as good in what comes before leaves fewer alone, else 0.
    """
    section = solution.sections[section_index]
    here = {"workshop": section.workshop, "section": section_index}
    reasons: list[Reason] = []
    if (member, section.workshop) in problem.must:
        if not problem.workshops[section.workshop].starts[section.start].available >> member & 1:
            reasons.append(Reason(code="must_no_hours", params=here))
        elif section.workshop in problem.wishes[member]:
            reasons.append(Reason(code="must", params=here))
    if problem.languages is not None and member in alone(problem.languages, members=section.members):
        reasons.append(_why_alone(problem, solution, section_index=section_index, member=member))
    return tuple(reasons)


def why_section(*, problem: GroupsProblem, solution: GroupsSolution, section_index: int) -> Reason:
    """Say whom the start suits: `section` {workshop, section, wishes, can_come, size, minimum, maximum, offered}.

    So many wish for the workshop, so many of them can come to this start, so many have a seat; the workshop
    offers so many starts.
    """
    section = solution.sections[section_index]
    workshop = problem.workshops[section.workshop]
    wished = wishers(problem, workshop=section.workshop)
    return Reason(
        code="section",
        params={
            "workshop": section.workshop,
            "section": section_index,
            "wishes": wished.bit_count(),
            "can_come": (wished & workshop.starts[section.start].available).bit_count(),
            "size": len(section.members),
            "minimum": workshop.minimum,
            "maximum": workshop.maximum,
            "offered": len(workshop.starts),
        },
    )


def _why_alone(
    problem: GroupsProblem, solution: GroupsSolution, *, section_index: int, member: int
) -> Reason:
    section, languages = solution.sections[section_index], problem.languages or ()
    speakers = sum(1 << p for p, spoken in enumerate(languages) if languages[member][0] in spoken)
    others = speakers & wishers(problem, workshop=section.workshop) & ~(1 << member)
    start = problem.workshops[section.workshop].starts[section.start]
    now, most = solution.objective, solution.bound
    settled = now.served == most.served if problem.served_first else now.total == most.total
    return Reason(
        code="alone",
        params={
            "workshop": section.workshop,
            "section": section_index,
            "wishing": others.bit_count(),
            "could_come": (others & start.available).bit_count(),
            "proven": int(settled and now.alone == most.alone),
            "served_first": int(problem.served_first),
        },
    )


def _why_unmet(
    problem: GroupsProblem, solution: GroupsSolution, *, workshop: int, member: int
) -> tuple[Reason, ...]:
    if (member, workshop) in problem.never:
        return (Reason(code="never", params={"workshop": workshop}),)
    seats = tuple(_why_not_seated(problem, solution, workshop=workshop, member=member))
    return seats or (_why_not_held(problem, solution, workshop=workshop),)


def _why_not_held(problem: GroupsProblem, solution: GroupsSolution, *, workshop: int) -> Reason:
    offer = problem.workshops[workshop]
    free = [start for start in offer.starts if not meets_while(start.meetings, problem.busy)]
    if not free:
        return Reason(code="no_start", params={"workshop": workshop})
    wished = wishers(problem, workshop=workshop)
    can_come = [
        (wished & start.available & ~(1 << leader)).bit_count()
        for start in free
        for leader in leaders(offer, start=start)
        if next(_elsewhere(problem, solution, person=leader, meetings=start.meetings), None) is None
    ]
    if not can_come:
        return Reason(code="no_facilitator_free", params={"workshop": workshop})
    return Reason(
        code="not_held",
        params={
            "workshop": workshop,
            "wishes": wished.bit_count(),
            "can_come": max(can_come),
            "minimum": offer.minimum,
        },
    )


def _why_not_seated(
    problem: GroupsProblem, solution: GroupsSolution, *, workshop: int, member: int
) -> Iterator[Reason]:
    offer = problem.workshops[workshop]
    for index, section in enumerate(solution.sections):
        if section.workshop != workshop:
            continue
        here = {"workshop": workshop, "section": index}
        start = offer.starts[section.start]
        other = next(_elsewhere(problem, solution, person=member, meetings=start.meetings), None)
        if not start.available >> member & 1:
            starts = _starts_open_to(problem, workshop=workshop, person=member)
            yield Reason(code="cannot_come", params=here | {"starts": starts})
        elif other is not None:
            yield Reason(code="overlaps", params=here | {"other": other})
        elif len(section.members) >= offer.maximum:
            yield Reason(code="full", params=here | {"maximum": offer.maximum})
        else:
            yield Reason(code="room", params=here)


def _starts_open_to(problem: GroupsProblem, *, workshop: int, person: int) -> int:
    return sum(start.available >> person & 1 for start in problem.workshops[workshop].starts)


def _elsewhere(
    problem: GroupsProblem, solution: GroupsSolution, *, person: int, meetings: tuple[Interval, ...]
) -> Iterator[int]:
    """Find the sections that the person leads or attends while these meetings are held."""
    for index, section in enumerate(solution.sections):
        held = problem.workshops[section.workshop].starts[section.start].meetings
        if person in (section.facilitator, *section.members) and meets_while(held, meetings):
            yield index
