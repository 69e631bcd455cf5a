"""What to decide anew in a large-neighbourhood search: a few workshops that wish for the same people's time."""

from collections.abc import Collection, Iterator
from random import Random

import numpy as np
from numpy.typing import NDArray

from matcher.groups.offers import Numbers, Offers

WORKSHOPS = 16
"""How many workshops are decided anew together."""

PLACES = 12
"""How many of the most gainful places of each are open, besides those where it is held."""


def near(offers: Offers, *, dice: Random) -> list[int]:
    """Draw a workshop, and others by how many wish for both."""
    held_by = np.unique(offers.place_workshop).tolist()
    first = dice.choice(held_by)
    shared = np.zeros(len(offers.problem.workshops), dtype=np.int64)
    for wished in offers.problem.wishes:
        if first in wished:
            shared[list(wished)] += 1
    others = [w for w in held_by if w != first and shared[w]]
    drawn = [first]
    while others and len(drawn) < WORKSHOPS:
        drawn.append(dice.choices(others, weights=[int(shared[w]) for w in others])[0])
        others.remove(drawn[-1])
    return drawn


def opened(
    offers: Offers,
    held: Collection[int],
    *,
    workshops: Collection[int],
    gains: Numbers,
    worthwhile: NDArray[np.bool_],
) -> Iterator[int]:
    """Yield the leads to decide on, ascending: of each workshop those it holds, and those at its best places.

    `gains` and `worthwhile` are by place; whatever is not worthwhile is left out.
    """
    leading = {int(offers.lead_place[lead]) for lead in held}
    for w in sorted(workshops):
        places = np.flatnonzero((offers.place_workshop == w) & worthwhile)
        best = set(places[np.argsort(-gains[places], kind="stable")][:PLACES].tolist())
        mine = np.flatnonzero(offers.place_workshop == w).tolist()
        for place in mine:
            if place in best or place in leading:
                yield from offers.leads_of(place)
