"""Which starts of a workshop can be held at all, and which of them no search need look at; no solver in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from matcher.problem import GroupsProblem, Interval, Workshop, WorkshopStart


def overlaps(one: Interval, other: Interval) -> bool:
    """Whether two half-open intervals share a minute."""
    return one.begin < other.end and other.begin < one.end


def meets_while(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> bool:
    """Whether any meeting of the one overlaps any of the other."""
    return any(overlaps(mine, theirs) for mine in one for theirs in other)


def at_once(meetings: Sequence[tuple[Interval, ...]]) -> list[list[int]]:
    """List the largest sets of rows, as indices into `meetings`, that meet at one instant; of two or more each."""
    sets = {
        sum(
            1 << index
            for index, row in enumerate(meetings)
            if any(meeting.begin <= instant < meeting.end for meeting in row)
        )
        for instant in {meeting.begin for row in meetings for meeting in row}
    }
    largest = [
        one
        for one in sets
        if one.bit_count() > 1 and not any(one < other and one & other == one for other in sets)
    ]
    return [[index for index in range(len(meetings)) if one >> index & 1] for one in sorted(largest)]


def wishers(problem: GroupsProblem, *, workshop: int) -> int:
    """Whoever wishes for the workshop and may have a seat in it, as a bit mask of people."""
    wished = sum(1 << person for person, wishes in enumerate(problem.wishes) if workshop in wishes)
    full = sum(1 << person for person, had in enumerate(problem.had) if had and not problem.room(person))
    return wished & ~full & ~sum(1 << person for person, w in set(problem.never) if w == workshop)


def pinned(problem: GroupsProblem, *, workshop: int) -> int:
    """Whoever must have a seat in the workshop, whatever their hours, as a bit mask of people."""
    kept = set(problem.must) - set(problem.never)
    return sum(1 << person for person, w in kept if w == workshop)


def leaders(workshop: Workshop, *, start: WorkshopStart) -> tuple[int, ...]:
    """List the workshop's facilitators who can be at every meeting of the start, in the workshop's order."""
    return tuple(person for person in workshop.facilitators if start.available >> person & 1)


def holdable(problem: GroupsProblem, *, workshop: int) -> tuple[int, ...]:
    """List the starts, ascending, at which a section could be held if nothing else were.

    Free of `busy`, with a facilitator who can lead it and enough others who wish and can come.
    """
    return _holdable(
        problem,
        workshop=workshop,
        wished=wishers(problem, workshop=workshop),
        must=pinned(problem, workshop=workshop),
    )


def _holdable(problem: GroupsProblem, *, workshop: int, wished: int, must: int) -> tuple[int, ...]:
    fewest = max(1, problem.workshops[workshop].minimum)
    return tuple(
        index
        for index, start in enumerate(problem.workshops[workshop].starts)
        if not meets_while(start.meetings, problem.busy)
        and any(
            ((start.available & wished | must) & ~(1 << leader)).bit_count() >= fewest
            for leader in leaders(problem.workshops[workshop], start=start)
        )
    )


def undominated(
    problem: GroupsProblem,
    *,
    kept: Collection[tuple[int, int]] = (),
    closed: Collection[tuple[int, int]] = (),
) -> tuple[tuple[int, ...], ...]:
    """List for each workshop the holdable starts that an optimum needs, ascending.

    A start is left out when another of its workshop suits everybody whom it suits, as member and as leader, and
    gets in the way of nothing that it is not in the way of itself. Move a section from the one to the other: all
    can still be there, and whoever would now be in two places would have been before. So nothing is lost. Those
    `kept`, as (workshop, start), are never left out, and none is for a `closed` one, where not any section may be.
    """
    wished = [wishers(problem, workshop=w) for w in range(len(problem.workshops))]
    must = [pinned(problem, workshop=w) for w in range(len(problem.workshops))]
    places = [
        _Place.of(problem, workshop=w, start=s, wished=wished[w], must=must[w])
        for w in range(len(problem.workshops))
        for s in _holdable(problem, workshop=w, wished=wished[w], must=must[w])
    ]
    barred = _barred(problem, places)
    rivals = [
        [index for index, place in enumerate(places) if place.workshop == w]
        for w in range(len(problem.workshops))
    ]
    return tuple(
        tuple(
            places[index].start
            for index in indices
            if (places[index].workshop, places[index].start) in kept
            or not any(
                _gives_way(places, barred, index, other)
                for other in indices
                if (places[other].workshop, places[other].start) not in closed
            )
        )
        for indices in rivals
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """A start of a workshop, with who could take part and who could lead, as bit masks of people."""

    workshop: int
    start: int
    members: int
    leaders: int
    meetings: tuple[Interval, ...]

    @classmethod
    def of(cls, problem: GroupsProblem, *, workshop: int, start: int, wished: int, must: int) -> "_Place":
        offered = problem.workshops[workshop].starts[start]
        return cls(
            workshop=workshop,
            start=start,
            members=wished & offered.available | must,
            leaders=sum(1 << person for person in leaders(problem.workshops[workshop], start=offered)),
            meetings=offered.meetings,
        )


def _barred(problem: GroupsProblem, places: Sequence[_Place]) -> list[int]:
    """For each place the others, as a bit mask, that overlap it and share somebody who could be in both."""
    barred = [0] * len(places)
    meeting: list[tuple[int, int]] = []
    for begin, end, index in sorted(
        (meeting.begin, meeting.end, index)
        for index, place in enumerate(places)
        for meeting in place.meetings
    ):
        meeting = [(until, other) for until, other in meeting if until > begin] + [(end, index)]
        for _, other in meeting:
            if _compete(problem, places[index], places[other]):
                barred[index] |= 1 << other
                barred[other] |= 1 << index
    return barred


def _compete(problem: GroupsProblem, one: _Place, other: _Place) -> bool:
    """Whether a plan could hold both, and somebody lead or attend both, if only they did not overlap."""
    if one.workshop == other.workshop and problem.workshops[one.workshop].sections == 1:
        return False
    both = one.leaders & (other.leaders | other.members) | one.members & other.leaders
    if problem.per_member > 1 and one.workshop != other.workshop:
        both |= one.members & other.members
    return both != 0


def _gives_way(places: Sequence[_Place], barred: Sequence[int], index: int, other: int) -> bool:
    """Whether the place may be left out for the other: of two that are alike the later one is."""
    mine, theirs = places[index], places[other]
    alike = (mine.members, mine.leaders, barred[index]) == (theirs.members, theirs.leaders, barred[other])
    no_worse = not (
        mine.members & ~theirs.members or mine.leaders & ~theirs.leaders or barred[other] & ~barred[index]
    )
    return no_worse and (not alike or other < index)
