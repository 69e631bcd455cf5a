"""A frontier as a table: for each number of moves what the best plan reaches, and what it buys over the row before."""

from dataclasses import dataclass
from itertools import pairwise

from matcher.objective import BAND_WIDTH
from scheduler.domain.frontiers import CoachingPoint, Points, WorkshopsPoint, suggested

HIGHEST = 1000
"""The highest score of a pair."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A point: who is reached, the band of the worst pair (least and most score; None where bands say nothing), total.

    `more_reached` and `more_total` are over the row before, None in the first.
    """

    moves: int
    reached: int
    worst: tuple[int, int] | None
    total: int
    proven: bool
    more_reached: int | None
    more_total: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The rows by their moves, the one to begin with, the one that was chosen, and whether there are no others."""

    rows: tuple[Row, ...]
    suggested: int
    chosen: int
    whole: bool

    @property
    def has_bands(self) -> bool:
        """Whether any row says which band its worst pair is in."""
        return any(row.worst is not None for row in self.rows)


def table_of(points: Points, *, chosen: int, whole: bool) -> Table:
    """Put points side by side; there is one always."""
    first, *_ = points
    rows = (
        _row(first, before=None),
        *(_row(point, before=before) for before, point in pairwise(points)),
    )
    return Table(rows=rows, suggested=suggested(points), chosen=chosen, whole=whole)


def _row(point: CoachingPoint | WorkshopsPoint, *, before: CoachingPoint | WorkshopsPoint | None) -> Row:
    return Row(
        moves=point.moves,
        reached=point.reached,
        worst=_worst_band(point) if isinstance(point, CoachingPoint) else None,
        total=point.objective.total,
        proven=point.proven,
        more_reached=None if before is None else point.reached - before.reached,
        more_total=None if before is None else point.objective.total - before.objective.total,
    )


def _worst_band(point: CoachingPoint) -> tuple[int, int] | None:
    bands = [band for band, pairs in enumerate(point.objective.bands) if pairs]
    if not bands:
        return None
    least = bands[0] * BAND_WIDTH
    last = len(point.objective.bands) - 1
    return least, HIGHEST if bands[0] == last else least + BAND_WIDTH - 1
