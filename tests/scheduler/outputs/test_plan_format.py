import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.outputs import plan_format
from scheduler.outputs.plan_document import plan_document
from scheduler.outputs.plan_format import plan_schema

SCHEMA = Path(__file__).parents[3] / "docs" / "plan.schema.json"


@pytest.fixture
def document(cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> dict[str, object]:
    return plan_document(cohort=cohort, people=people, plan=plan)


def test_the_schema_in_the_docs_is_the_one_the_code_holds_to() -> None:
    expected = json.dumps(plan_schema(), indent=2) + "\n"

    assert SCHEMA.read_text() == expected, "write plan_schema() to docs/plan.schema.json again"


def test_the_schema_says_its_dialect_and_allows_no_field_beyond_its_own() -> None:
    schema = plan_schema()

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    objects = [part for part in _parts(schema) if "properties" in part]
    assert len(objects) == 15
    assert all(part["additionalProperties"] is False for part in objects)
    optional = [sorted(part["properties"].keys() - part["required"]) for part in objects]
    # each stands only where the cohort asks for it, or there is any, or something stopped it
    assert sorted(filter(None, optional)) == [["advice", "advice_cut"], ["alone"], ["criteria"], ["stopped"]]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("surprise",), 1),
        (("format",), "commonhour.plan/2"),
        (("coaching", "objective", "bands"), [0] * 9),
        (("coaching", "objective", "placed"), -1),
        (("coaching", "pairs", 0, "score"), 1001),
        (("coaching", "pairs", 0, "worst_week"), "2024-10-28"),
        (("coaching", "proven"), "yes"),
        (("workshops", "sections", 0, "section"), 0),
        (("workshops", "sections", 0, "starts"), []),
        (("workshops", "sections", 0, "starts"), ["2024-10-22T14:00:00+00:00"]),
        (("workshops", "gap"), -0.1),
        (("sessions", "meetings", 0, "starts"), ["2024-10-08T14:00:00Z"]),
        (("solver", "seconds"), -1.0),
        (("solver", "stopped"), "killed"),
    ],
)
def test_anything_else_is_refused(
    document: dict[str, object], place: tuple[str | int, ...], value: object
) -> None:
    plan_format.Plan.model_validate_json(json.dumps(document))
    *path, last = place
    within: object = document
    for step in path:
        within = within[step]
    within[last] = value

    with pytest.raises(ValidationError, match=str(last)):
        plan_format.Plan.model_validate_json(json.dumps(document))


def _parts(schema: object) -> Iterator[dict[str, dict[str, object]]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _parts(value)
