"""frontier.json, the format `commonhour.frontier/1`: the best for each number of moves, and who moves (DESIGN 8)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

from scheduler.domain.frontiers import Change, CoachingPoint, Group, Rebalancing, WorkshopsPoint
from scheduler.domain.people import PersonId
from scheduler.domain.plans import CoachingValue, WorkshopsValue
from scheduler.outputs.plan_document import instant

Key = Callable[[PersonId], str]


def frontier_json(offered: Rebalancing, *, key: Key) -> bytes:
    """Return the bytes of frontier.json: people by `key`, whoever has left among them, instants in UTC."""
    document = {
        "format": "commonhour.frontier/1",
        "as_of": instant(offered.midway.as_of),
        "coaching": {
            "forced": [_change(change, key) for change in offered.coaching.forced],
            "points": [_point(point, key) for point in offered.coaching.points],
            "whole": offered.coaching.whole,
        },
        "workshops": {
            "forced": [_change(change, key) for change in offered.workshops.forced],
            "points": [_point(point, key) for point in offered.workshops.points],
            "whole": offered.workshops.whole,
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _point(point: CoachingPoint | WorkshopsPoint, key: Key) -> Mapping[str, object]:
    bound = {} if point.proven else {"bound": _value(point.bound)}
    return {
        "moves": point.moves,
        "objective": _value(point.objective),
        "proven": point.proven,
        **bound,
        "moved": [_change(change, key) for change in point.moved],
    }


def _value(value: CoachingValue | WorkshopsValue) -> Mapping[str, object]:
    return {name: part for name, part in asdict(value).items() if part is not None}


def _change(change: Change, key: Key) -> Mapping[str, object]:
    return {
        "member": None if change.member is None else key(change.member),
        "kind": change.kind,
        "from": _place(change.origin, key),
        "to": _place(change.to, key),
        "why": {
            "code": change.why.code,
            "params": dict(sorted(change.why.params.items())),
            "text": str(change.why.text),
        },
    }


def _place(place: PersonId | Group | None, key: Key) -> object:
    if isinstance(place, Group):
        starts = [instant(start) for start in place.starts]
        return {"workshop": place.workshop, "section": place.section, "starts": starts}
    return None if place is None else key(place)
