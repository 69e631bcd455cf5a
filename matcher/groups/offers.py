"""All that workshop groups could be made of, as arrays: places, who could lead there, the seats they would offer.

A *place* is a workshop at one of its starts; a *lead* is a place under one facilitator, so a section to be held is
a lead; a *seat* is a member who wishes for a place's workshop and can come, or who must have one. All are numbered
from 0, in order of workshop, start and person. Where it matters who sits with whom, sections that start together are
told apart: there every lead has a place of its own, so that no place ever holds two sections.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.groups.moves import SectionBefore, begun_starts
from matcher.objective import wish_worth
from matcher.problem import GroupsProblem, Interval
from matcher.starts import leaders, meets_while, pinned, undominated

Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Offers:
    """The places of a problem that an optimum needs, with their leads and seats.

    `place_workshop`, `place_start` [places]; `lead_place`, `lead_person` [leads]; `seat_place`, `seat_person`,
    `seat_worth` [seats]. `minimum` (1 at least) and `maximum` [places] are of one section. `room` [places] is how
    many sections could be held there. Of `lead_clash` [leads] each is a bit mask of the leads that its facilitator
    could not take besides it, and of `lead_taken` [leads] each the seats that they could not. `either` [places,
    places] says where nobody can have a seat at both: laid out only where members may have several.
    `seat_pinned` [seats] tells those of which one must be taken for each pin, `wishing` [people] whom a seat serves who
    is not served yet, and `seat_serves` [seats] is 1 where it does. `may` [people] is how many seats each may have.
    """

    problem: GroupsProblem
    place_workshop: Numbers
    place_start: Numbers
    minimum: Numbers
    maximum: Numbers
    room: Numbers
    lead_place: Numbers
    lead_person: Numbers
    lead_clash: tuple[int, ...]
    lead_taken: tuple[Numbers, ...]
    either: NDArray[np.bool_]
    seat_place: Numbers
    seat_person: Numbers
    seat_worth: Numbers
    seat_pinned: NDArray[np.bool_]
    seat_serves: Numbers
    wishing: NDArray[np.bool_]
    may: Numbers

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.place_workshop)

    def workshop_of(self, lead: int) -> int:
        """Which workshop a lead is of."""
        return int(self.place_workshop[self.lead_place[lead]])

    def seats_of(self, place: int) -> slice:
        """Where a place's seats stand among all."""
        begin, end = np.searchsorted(self.seat_place, (place, place + 1))
        return slice(int(begin), int(end))

    def meetings(self, place: int) -> tuple[Interval, ...]:
        """When a section at the place meets."""
        workshop = self.problem.workshops[int(self.place_workshop[place])]
        return workshop.starts[int(self.place_start[place])].meetings

    def leads_of(self, place: int) -> range:
        """Which leads a place has."""
        begin, end = np.searchsorted(self.lead_place, (place, place + 1))
        return range(int(begin), int(end))


def offers(problem: GroupsProblem, *, before: Sequence[SectionBefore] = ()) -> Offers:
    """Lay out the undominated starts of every workshop, and those at which sections were held before.

    In a workshop of which some were it matters who sits with whom.
    """
    kept = {(section.workshop, section.start) for section in before if section.start is not None}
    told_apart = {section.workshop for section in before}
    led_by = [
        ((w, s), led)
        for w, starts in enumerate(undominated(problem, kept=kept, closed=begun_starts(before)))
        if problem.workshops[w].maximum >= max(1, problem.workshops[w].minimum)
        for s in starts
        for led in _led(problem, workshop=w, start=s, apart=problem.languages is not None or w in told_apart)
    ]
    needed = [place for place, _ in led_by]
    leading = [(place, person) for place, (_, led) in enumerate(led_by) for person in led]
    seat_place, seat_person, seat_worth = _seats(problem, needed)
    unserved = [bool(wished) and not problem.had_by(p) for p, wished in enumerate(problem.wishes)]
    wishing = np.array(unserved, dtype=np.bool_)
    lead_place, lead_person = _columns(leading, 2)
    workshop, start = _columns(needed, 2)
    led = np.bincount(lead_place, minlength=len(needed))
    allowed = np.array([offer.sections for offer in problem.workshops], dtype=np.int64)
    clash, taken = _clashes(problem, needed, leading, seat_place=seat_place, seat_person=seat_person)
    return Offers(
        problem=problem,
        place_workshop=workshop,
        place_start=start,
        minimum=np.array([max(1, problem.workshops[w].minimum) for w, _ in needed], dtype=np.int64),
        maximum=np.array([problem.workshops[w].maximum for w, _ in needed], dtype=np.int64),
        room=np.minimum(led, allowed[workshop]),
        lead_place=lead_place,
        lead_person=lead_person,
        lead_clash=clash,
        lead_taken=taken,
        either=_either(problem, needed) if problem.per_member > 1 else np.zeros((0, 0), dtype=np.bool_),
        seat_place=seat_place,
        seat_person=seat_person,
        seat_worth=seat_worth,
        seat_pinned=_pinned(problem, workshop[seat_place], seat_person),
        seat_serves=wishing[seat_person].astype(np.int64),
        wishing=wishing,
        may=np.array([problem.room(person) for person in range(problem.people)], dtype=np.int64),
    )


def _led(problem: GroupsProblem, *, workshop: int, start: int, apart: bool) -> list[list[int]]:
    """List who could lead at each place that a start makes: all at one, or each at one of their own."""
    offer = problem.workshops[workshop]
    people = sorted(leaders(offer, start=offer.starts[start]))
    return [[person] for person in people] if apart and offer.sections > 1 else [people]


def _seats(problem: GroupsProblem, places: list[tuple[int, int]]) -> tuple[Numbers, Numbers, Numbers]:
    """Return place, person and worth of every seat, in order of place and person."""
    wishing = _wishing(problem)
    table = {w: _columns(sorted(worths.items()), 2) for w, worths in wishing.items()}
    must = {w: pinned(problem, workshop=w) for w in range(len(problem.workshops))}
    nobody = _columns([], 2)
    whose: list[Numbers] = []
    worths: list[Numbers] = []
    for w, s in places:
        people, worth = table.get(w, nobody)
        come = _bits(problem.workshops[w].starts[s].available | must[w], length=problem.people)[people]
        whose.append(people[come])
        worths.append(worth[come])
    counts = [len(one) for one in whose]
    return (
        np.repeat(np.arange(len(places), dtype=np.int64), counts),
        np.concatenate([*whose, np.zeros(0, dtype=np.int64)]),
        np.concatenate([*worths, np.zeros(0, dtype=np.int64)]),
    )


def _wishing(problem: GroupsProblem) -> dict[int, dict[int, int]]:
    """Map each workshop to whoever may have a seat in it, with the seat's worth: 0 where it is not wished for.

    Whoever must be in as many workshops as they may can have no seat in any other.
    """
    pins = Counter(person for person, _ in set(problem.must))
    barred = set(problem.never)
    wishing: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for person, w in problem.must:
        if (person, w) not in barred:
            wishing[w][person] = 0
    for person, wished in enumerate(problem.wishes):
        free = pins[person] < problem.room(person)
        for rank, w in zip(problem.ranks(person), wished, strict=True):
            if (person, w) not in barred and (free or person in wishing[w]):
                wishing[w][person] = wish_worth(rank=rank)
    return wishing


def _pinned(problem: GroupsProblem, workshop: Numbers, person: Numbers) -> NDArray[np.bool_]:
    """Tell which seats, of a workshop and a person each, are of a pin."""
    pin = np.zeros((problem.people, len(problem.workshops)), dtype=np.bool_)
    for whose, w in problem.must:
        pin[whose, w] = True
    return pin[person, workshop]


def _clashes(
    problem: GroupsProblem,
    places: list[tuple[int, int]],
    leading: list[tuple[int, int]],
    *,
    seat_place: Numbers,
    seat_person: Numbers,
) -> tuple[tuple[int, ...], tuple[Numbers, ...]]:
    meetings = [problem.workshops[w].starts[s].meetings for w, s in places]
    leads_of: defaultdict[int, list[int]] = defaultdict(list)
    for lead, (_, person) in enumerate(leading):
        leads_of[person].append(lead)
    seats_of = {person: np.flatnonzero(seat_person == person) for person in leads_of}
    clash = tuple(
        sum(
            1 << other
            for other in leads_of[person]
            if other != lead and meets_while(meetings[leading[other][0]], meetings[place])
        )
        for lead, (place, person) in enumerate(leading)
    )
    taken = tuple(
        np.array(
            [
                seat
                for seat in seats_of[person].tolist()
                if meets_while(meetings[int(seat_place[seat])], meetings[place])
            ],
            dtype=np.int64,
        )
        for place, person in leading
    )
    return clash, taken


def _either(problem: GroupsProblem, places: list[tuple[int, int]]) -> NDArray[np.bool_]:
    """Mark the pairs of places that are of one workshop, or meet at once."""
    workshop = np.array([w for w, _ in places], dtype=np.int64)
    rows = [problem.workshops[w].starts[s].meetings for w, s in places]
    begin = np.zeros((len(places), max(map(len, rows), default=0)), dtype=np.int64)
    end = np.zeros_like(begin)  # a meeting that is not there is empty: it overlaps none
    for place, row in enumerate(rows):
        begin[place, : len(row)] = [meeting.begin for meeting in row]
        end[place, : len(row)] = [meeting.end for meeting in row]
    either = workshop[:, None] == workshop[None, :]
    for mine in range(begin.shape[1]):
        for theirs in range(begin.shape[1]):
            first = np.maximum(begin[:, mine, None], begin[None, :, theirs])
            either |= first < np.minimum(end[:, mine, None], end[None, :, theirs])
    return either


def _columns(rows: list[tuple[int, int]], width: int) -> tuple[Numbers, Numbers]:
    table = np.array(rows, dtype=np.int64).reshape(len(rows), width)
    return table[:, 0].copy(), table[:, 1].copy()


def _bits(mask: int, *, length: int) -> NDArray[np.bool_]:
    raw = np.frombuffer(mask.to_bytes(length // 8 + 1 + mask.bit_length() // 8, "little"), dtype=np.uint8)
    return np.unpackbits(raw, bitorder="little")[:length].astype(np.bool_)
