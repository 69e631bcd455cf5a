"""What excludes each other in one person's time: leads and seats of which no plan has two, for a bound to price.

Those that meet at one instant; and, where members may have several workshops, a member's seats in one workshop.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.groups.offers import Numbers, Offers


@dataclass(frozen=True, kw_only=True, slots=True)
class Clique:
    """Leads and seats of one person, two or more together, of which a plan has one at most."""

    leads: tuple[int, ...]
    seats: tuple[int, ...]


def cliques(offers: Offers) -> Iterator[Clique]:
    """Yield them person by person: whoever could lead, and members where they may have several workshops.

    Whoever leads nothing and has one seat at most is never in two places: that rule is priced elsewhere.
    """
    several = offers.problem.per_member > 1
    meets = _meets(offers)
    leads_of = _of_each(offers.lead_person)
    seats_of = _of_each(offers.seat_person)
    for person in [*leads_of, *(one for one in seats_of if several and one not in leads_of)]:
        leads, seats = leads_of.get(person, []), seats_of.get(person, [])
        places = [*offers.lead_place[leads].tolist(), *offers.seat_place[seats].tolist()]
        for together in _largest(meets[:, places]):
            yield Clique(
                leads=tuple(leads[index] for index in together if index < len(leads)),
                seats=tuple(seats[index - len(leads)] for index in together if index >= len(leads)),
            )
        if several:
            yield from _in_one_workshop(offers, seats)


def _in_one_workshop(offers: Offers, seats: Sequence[int]) -> Iterator[Clique]:
    """Yield the seats in each workshop that may be held more than once; of another a plan has but one place anyway."""
    workshops = offers.place_workshop[offers.seat_place[list(seats)]].tolist()
    for w in sorted(set(workshops)):
        mine = tuple(seat for seat, of in zip(seats, workshops, strict=True) if of == w)
        if len(mine) > 1 and offers.problem.workshops[w].sections > 1:
            yield Clique(leads=(), seats=mine)


def _meets(offers: Offers) -> NDArray[np.bool_]:
    """Which places [instants, places] meet at each instant at which a meeting begins: these see every overlap."""
    meetings = [offers.meetings(place) for place in range(offers.places)]
    instants = np.unique(np.array([meeting.begin for row in meetings for meeting in row], dtype=np.int64))
    meets = np.zeros((len(instants), offers.places), dtype=np.bool_)
    for place, row in enumerate(meetings):
        for meeting in row:
            meets[:, place] |= (meeting.begin <= instants) & (instants < meeting.end)
    return meets


def _largest(rows: NDArray[np.bool_]) -> list[list[int]]:
    """List the columns that are true together in some row, two or more, if no other row has all of them and more."""
    several = rows[rows.sum(axis=1) > 1]
    different = np.unique(several[:, ::-1], axis=0)[:, ::-1]
    sizes = different.sum(axis=1)
    common = different.astype(np.int32) @ different.T.astype(np.int32)
    within_others = (common == sizes[:, None]).sum(axis=1) > 1  # each is within itself
    return [np.flatnonzero(row).tolist() for row in different[~within_others]]


def _of_each(people: Numbers) -> dict[int, list[int]]:
    """List for each person, in order of the first, where they stand among `people`."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index, person in enumerate(people.tolist()):
        found[person].append(index)
    return dict(found)
