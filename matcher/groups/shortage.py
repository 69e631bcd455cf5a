"""Why somebody has no seat although others have: too few seats for those who can go nowhere else, or too few people.

Read off the plan, with no solver; the sections are held as they are, when they are.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from matcher.problem import GroupsProblem
from matcher.solution import GroupsSolution, Reason
from matcher.starts import leaders, meets_while, wishers


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatShortage:
    """A minimal conflict (Hall's): these members can go only to these sections, which seat one fewer of them.

    `members` begins with the one left out; the others have all the sections' `seats`, `pinned` of which are kept by
    pins, and no other seat but by a pin. Drop any one of what is in the way (a section's maximum, or whatever keeps one
    of the members from a section that is not among these) and all of them can be seated; without all of it together,
    they could be anyway. There are no sections where the one left out can go to none that is held.
    """

    members: tuple[int, ...]
    sections: tuple[int, ...]
    seats: int
    pinned: int = 0


class Shortages:
    """What one plan lacks: laid out once, asked of each member who has no seat."""

    def __init__(self, *, problem: GroupsProblem, solution: GroupsSolution) -> None:
        self._problem = problem
        self._sections = solution.sections
        self._meetings = [
            problem.workshops[section.workshop].starts[section.start].meetings
            for section in solution.sections
        ]
        self._pins, self._barred = set(problem.must), set(problem.never)
        self._seats = Counter({person: len(had) for person, had in enumerate(problem.had)})
        self._seats.update(person for section in solution.sections for person in section.members)
        self._led: dict[int, list[int]] = {}
        for index, section in enumerate(solution.sections):
            self._led.setdefault(section.facilitator, []).append(index)
        self._open = cache(self._open_to)
        self._crowd = cache(self._who_could_meet)

    def of_seats(self, member: int) -> SeatShortage | None:
        """Find what keeps a member without a seat from having one while nobody loses their last; None: nothing does.

        From the member to the sections they may go to, from these to whoever sits there, and on, until nobody new is
        found: or a seat that is free, or somebody who has another besides, or has had one, whom only the worth of their
        wishes keeps.
        A seat that must be can be changed for one in another section of its workshop, and is not given up.
        """
        found, sections, reached = [member], set[int](), set(self._open(member))
        seats = pinned = 0
        while reached:
            for index in reached:
                section = self._sections[index]
                if len(section.members) < self._problem.workshops[section.workshop].maximum:
                    return None
            sections |= reached
            taken = [(one, index) for index in sorted(reached) for one in self._sections[index].members]
            kept = [self._is_pinned(one, index) for one, index in taken]
            if any(self._seats[one] > 1 and not pin for (one, _), pin in zip(taken, kept, strict=True)):
                return None
            found += [one for one, _ in taken]
            seats, pinned = seats + len(taken), pinned + sum(kept)
            reached = {
                other
                for (one, index), pin in zip(taken, kept, strict=True)
                for other in (self._changes(one, index) if pin else self._open(one))
            } - sections
        members = tuple(dict.fromkeys(found))
        return SeatShortage(members=members, sections=tuple(sorted(sections)), seats=seats, pinned=pinned)

    def _is_pinned(self, person: int, index: int) -> bool:
        return (person, self._sections[index].workshop) in self._pins

    def _open_to(self, person: int) -> tuple[int, ...]:
        """List the sections that a person wishes for, is not barred from, can come to, and leads nothing meanwhile."""
        led = [self._meetings[index] for index in self._led.get(person, ())]
        return tuple(
            index
            for index, section in enumerate(self._sections)
            if section.workshop in self._problem.wishes[person]
            and (person, section.workshop) not in self._barred
            and self._problem.workshops[section.workshop].starts[section.start].available >> person & 1
            and not any(meets_while(self._meetings[index], meetings) for meetings in led)
        )

    def _changes(self, person: int, index: int) -> list[int]:
        """List the other sections of a pin's workshop that meet while the person leads nothing and has no other pin."""
        busy = [
            self._meetings[other]
            for other, section in enumerate(self._sections)
            if section.facilitator == person
            or (other != index and person in section.members and self._is_pinned(person, other))
        ]
        return [
            other
            for other, section in enumerate(self._sections)
            if section.workshop == self._sections[index].workshop
            and other != index
            and not any(meets_while(self._meetings[other], meetings) for meetings in busy)
        ]

    def of_people(self, member: int) -> tuple[Reason, ...]:
        """Say of each workshop not held that a member without a seat wishes for how many it lacks, and when.

        `too_few` {workshop, start, free, minimum, lacks}: at the start that most others can come to of those the member
        can, the earliest of such, so many of those who wish for it, the member among them, have room for one more seat
        and are nowhere else, while somebody is free to lead; so many more would do. Nothing is said of a workshop that
        could be held with those it has, nor where the member can come to no start that somebody is free to lead.
        """
        held = {section.workshop for section in self._sections}
        wished = (workshop for workshop in self._problem.wishes[member] if workshop not in held)
        found = (self._of_workshop(workshop, member=member) for workshop in wished)
        return tuple(reason for reason in found if reason and reason.params["lacks"] > 0)

    def _of_workshop(self, workshop: int, *, member: int) -> Reason | None:
        offer = self._problem.workshops[workshop]
        crowds = [
            (crowd.bit_count(), -index)
            for index in range(len(offer.starts) if offer.sections else 0)
            for crowd in self._crowd(workshop, index)
            if crowd >> member & 1
        ]
        if not crowds:
            return None
        free, earliest = max(crowds)
        counts = {"free": free, "minimum": offer.minimum, "lacks": offer.minimum - free}
        return Reason(code="too_few", params={"workshop": workshop, "start": -earliest, **counts})

    def _who_could_meet(self, workshop: int, index: int) -> tuple[int, ...]:
        """For each who is free to lead at a start, mark, bit by person, who would join them there."""
        offer = self._problem.workshops[workshop]
        start = offer.starts[index]
        if meets_while(start.meetings, self._problem.busy):
            return ()
        taken = 0
        for section, meetings in zip(self._sections, self._meetings, strict=True):
            if meets_while(meetings, start.meetings):
                taken |= sum(1 << person for person in (section.facilitator, *section.members))
        full = sum(1 << person for person, seats in self._seats.items() if seats >= self._problem.per_member)
        join = wishers(self._problem, workshop=workshop) & start.available & ~taken & ~full
        return tuple(
            join & ~(1 << leader) for leader in leaders(offer, start=start) if not taken >> leader & 1
        )
