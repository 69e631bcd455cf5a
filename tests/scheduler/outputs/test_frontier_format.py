import json
from datetime import UTC, datetime

import pytest

from scheduler.domain.frontiers import (
    Change,
    CoachingFrontier,
    CoachingPoint,
    Group,
    Rebalancing,
    WorkshopsFrontier,
    WorkshopsPoint,
)
from scheduler.domain.people import PersonId
from scheduler.domain.plans import CoachingValue, Midway, Reason, WorkshopsPart, WorkshopsValue
from scheduler.outputs import frontier_format
from scheduler.outputs.frontier_document import frontier_json
from scheduler.outputs.frontier_format import frontier_schema
from tests.scheduler.outputs.documents import is_refused, optional_fields, written_in_docs

START = datetime(2026, 10, 5, 18, tzinfo=UTC)
WHY = Reason(code="coach_left", params={"workshop": "w", "member": "M1"}, text="Gone.")
PAIRS = CoachingValue(placed=1, shortfall=0, bands=(0,) * 9 + (1,), total=900)
WORTH = WorkshopsValue(served=1, total=1000, alone=0)


@pytest.fixture
def document() -> dict[str, object]:
    return json.loads(frontier_json(offered(), key=str))


def offered() -> Rebalancing:
    group = Group(workshop="stones", section=1, starts=(START,))
    part = WorkshopsPart(objective=WORTH, bound=WORTH, gap=0.0, proven=True, sections=(), unserved=())
    pair = Change(kind="coach", member=PersonId("M1"), origin=PersonId("C1"), to=PersonId("C2"), why=WHY)
    seat = Change(kind="section", member=PersonId("M1"), origin=group, to=None, why=WHY)
    retime = Change(kind="retime", member=None, origin=group, to=group, why=WHY)
    return Rebalancing(
        midway=Midway(release=1, as_of=START),
        coaching=CoachingFrontier(
            forced=(),
            points=(
                CoachingPoint(moves=1, objective=PAIRS, bound=PAIRS, proven=True, moved=(pair,), placed={}),
            ),
            whole=True,
        ),
        workshops=WorkshopsFrontier(
            forced=(seat,),
            points=(
                WorkshopsPoint(
                    moves=1, objective=WORTH, bound=WORTH, proven=False, moved=(retime,), part=part
                ),
            ),
            whole=False,
        ),
        seconds=1.5,
    )


def test_every_field_stands_where_the_format_has_it(document: dict[str, object]) -> None:
    group = {"workshop": "stones", "section": 1, "starts": ["2026-10-05T18:00:00Z"]}
    why = {"code": "coach_left", "params": {"member": "M1", "workshop": "w"}, "text": "Gone."}
    pairs = {"placed": 1, "shortfall": 0, "bands": [0] * 9 + [1], "total": 900}
    worth = {"served": 1, "total": 1000, "alone": 0}
    assert document == {
        "format": "commonhour.frontier/1",
        "as_of": "2026-10-05T18:00:00Z",
        "coaching": {
            "forced": [],
            "points": [
                {
                    "moves": 1,
                    "objective": pairs,
                    "proven": True,
                    "moved": [{"member": "M1", "kind": "coach", "from": "C1", "to": "C2", "why": why}],
                }
            ],
            "whole": True,
        },
        "workshops": {
            "forced": [{"member": "M1", "kind": "section", "from": group, "to": None, "why": why}],
            "points": [
                {
                    "moves": 1,
                    "objective": worth,
                    "proven": False,
                    "bound": worth,
                    "moved": [{"member": None, "kind": "retime", "from": group, "to": group, "why": why}],
                }
            ],
            "whole": False,
        },
    }
    assert list(document["workshops"]["points"][0]) == ["moves", "objective", "proven", "bound", "moved"]
    assert list(document["workshops"]["forced"][0]) == ["member", "kind", "from", "to", "why"]


def test_the_schema_in_the_docs_is_the_one_the_code_holds_to() -> None:
    name = "frontier.schema.json"
    assert written_in_docs(frontier_schema(), name=name), f"write frontier_schema() to docs/{name} again"


def test_the_schema_says_its_dialect_and_allows_no_field_beyond_its_own() -> None:
    optional = optional_fields(frontier_schema())
    assert len(optional) == 11
    # a bound stands only where a point is not proven, `alone` where the cohort asks for it
    assert sorted(filter(None, optional)) == [["alone"], ["bound"], ["bound"]]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("surprise",), 1),
        (("format",), "commonhour.frontier/2"),
        (("as_of",), "2026-10-05T18:00:00+00:00"),
        (("coaching", "points", 0, "moves"), -1),
        (("coaching", "points", 0, "bound"), 1),
        (("coaching", "points", 0, "moved", 0, "kind"), "section"),
        (("coaching", "points", 0, "moved", 0, "member"), None),
        (("workshops", "points", 0, "moved", 0, "kind"), "facilitator"),
        (("workshops", "forced", 0, "from"), "C1"),
        (("workshops", "forced", 0, "from", "starts"), []),
        (("workshops", "whole"), "yes"),
    ],
)
def test_anything_else_is_refused(
    document: dict[str, object], place: tuple[str | int, ...], value: object
) -> None:
    is_refused(document, by=frontier_format.Frontier, place=place, value=value)
