"""What the integer programme is asked; no solver in it."""

from dataclasses import dataclass
from enum import Enum, auto

from matcher.groups.moves import SectionBefore
from matcher.groups.offers import Offers
from matcher.groups.order import Order
from matcher.groups.seating import Seating


class Aim(Enum):
    """What is sought: the greatest value, the fewest moves and retimes, or the least upset besides."""

    VALUE = auto()
    FEWEST = auto()
    UPSET = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Staying:
    """What was held before and who was moved before it, with the bounds on a plan: so many moves, so little value."""

    before: tuple[SectionBefore, ...]
    moved_before: frozenset[int] = frozenset()
    most: int | None = None
    floor: int | None = None
    aim: Aim = Aim.VALUE


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Which leads are held anyway and which are to be decided, from a plan that is known.

    The search begins near `hint`, which may break a rule, or else near the known plan. Where it matters what was held
    before, nothing is held anyway.
    """

    offers: Offers
    held: tuple[int, ...]
    open: tuple[int, ...]
    known: Seating
    order: Order
    staying: Staying | None = None
    hint: Seating | None = None

    @property
    def guide(self) -> Seating:
        """Where the search begins."""
        return self.known if self.hint is None else self.hint
