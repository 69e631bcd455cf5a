"""What `commonhour rebalance` says: what each number of moves buys, and what changes in the plan that is taken."""

from collections.abc import Mapping, Sequence

from scheduler.domain.frontiers import Change, CoachingPoint, Rebalancing, WorkshopsPoint
from scheduler.domain.people import PersonId
from scheduler.terminal import console, say_table


def say_frontiers(offered: Rebalancing, *, keys: Mapping[PersonId, str], taken: tuple[int, int]) -> None:
    """Say both frontiers as tables, the points `taken` marked; then what is forced, who moves, who leads."""
    moves, seat_moves = taken
    say_table(
        header=("coaches, moves", "placed", "lowest band", "total", "taken"),
        rows=tuple(_coaching_row(point, taken=moves) for point in offered.coaching.points),
    )
    say_table(
        header=("workshops, moves", "served", "total", "taken"),
        rows=tuple(_workshops_row(point, taken=seat_moves) for point in offered.workshops.points),
    )
    forced = (*offered.coaching.forced, *offered.workshops.forced)
    pairs = next(point for point in offered.coaching.points if point.moves == moves)
    groups = next(point for point in offered.workshops.points if point.moves == seat_moves)
    moved: Sequence[Change] = (*pairs.moved, *groups.moved)
    for title, changes in (("Cannot stay", forced), ("Moves", moved)):
        for change in changes:
            who = "" if change.member is None else f"{keys[change.member]}: "
            console.print(f"{title}: {who}{change.why.text}")
    for handover in groups.handed:
        console.print(f"Led by another: {handover.why.text}")


def _coaching_row(point: CoachingPoint, *, taken: int) -> tuple[str, ...]:
    bands = [band for band, pairs in enumerate(point.objective.bands) if pairs]
    lowest = f"{100 * bands[0]}-{1000 if bands[0] == 9 else 100 * bands[0] + 99}" if bands else "-"  # noqa: PLR2004 - the last band
    value = point.objective
    return (str(point.moves), str(value.placed), lowest, str(value.total), _mark(point, taken=taken))


def _workshops_row(point: WorkshopsPoint, *, taken: int) -> tuple[str, ...]:
    value = point.objective
    return (str(point.moves), str(value.served), str(value.total), _mark(point, taken=taken))


def _mark(point: CoachingPoint | WorkshopsPoint, *, taken: int) -> str:
    here = "yes" if point.moves == taken else ""
    return here if point.proven else f"{here} (not proven to be the best)".strip()
