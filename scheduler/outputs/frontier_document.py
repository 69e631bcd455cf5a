"""What a rebalancing offers as frontier.json: the best for each number of moves, and who moves (DESIGN 8)."""

import json

from scheduler.domain.frontiers import Change, CoachingPoint, Group, Rebalancing, WorkshopsPoint
from scheduler.domain.people import PersonId
from scheduler.outputs import frontier_format as out
from scheduler.outputs.plan_document import Key, coaching_value, instant, reasons, workshops_value


def frontier_json(offered: Rebalancing, *, key: Key) -> bytes:
    """Return the bytes of frontier.json: people by `key`, whoever has left among them, instants in UTC."""
    coaching, workshops = offered.coaching, offered.workshops
    document = out.Frontier(
        format="commonhour.frontier/1",
        as_of=instant(offered.midway.as_of),
        coaching=out.CoachingFrontier(
            forced=tuple(_pair(change, key) for change in coaching.forced),
            points=tuple(_pairs(point, key) for point in coaching.points),
            whole=coaching.whole,
        ),
        workshops=out.WorkshopsFrontier(
            forced=tuple(_seat(change, key) for change in workshops.forced),
            points=tuple(_groups(point, key) for point in workshops.points),
            whole=workshops.whole,
        ),
    )
    return (
        json.dumps(document.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2) + "\n"
    ).encode()


def _pairs(point: CoachingPoint, key: Key) -> out.CoachingPoint:
    return out.CoachingPoint(
        moves=point.moves,
        objective=coaching_value(point.objective),
        proven=point.proven,
        bound=None if point.proven else coaching_value(point.bound),
        moved=tuple(_pair(change, key) for change in point.moved),
    )


def _groups(point: WorkshopsPoint, key: Key) -> out.WorkshopsPoint:
    return out.WorkshopsPoint(
        moves=point.moves,
        objective=workshops_value(point.objective),
        proven=point.proven,
        bound=None if point.proven else workshops_value(point.bound),
        moved=tuple(_seat(change, key) for change in point.moved),
    )


def _pair(change: Change, key: Key) -> out.PairChange:
    return out.PairChange.model_validate(_written(change, key))


def _seat(change: Change, key: Key) -> out.GroupChange:
    return out.GroupChange.model_validate(_written(change, key))


def _written(change: Change, key: Key) -> dict[str, object]:
    (why,) = reasons((change.why,))
    return {
        "member": None if change.member is None else key(change.member),
        "kind": change.kind,
        "from": _place(change.origin, key),
        "to": _place(change.to, key),
        "why": why,
    }


def _place(place: PersonId | Group | None, key: Key) -> str | out.Group | None:
    if isinstance(place, Group):
        starts = tuple(map(instant, place.starts))
        return out.Group(workshop=place.workshop, section=place.section, starts=starts)
    return None if place is None else key(place)
