"""What the integer programme is asked; no solver in it."""

from dataclasses import dataclass

from matcher.groups.offers import Offers
from matcher.groups.order import Order
from matcher.groups.seating import Seating


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Which leads are held anyway and which are to be decided, from a plan that is known."""

    offers: Offers
    held: tuple[int, ...]
    open: tuple[int, ...]
    known: Seating
    order: Order
