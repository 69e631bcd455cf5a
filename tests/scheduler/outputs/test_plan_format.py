import pytest

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.outputs import plan_format
from scheduler.outputs.plan_document import plan_document
from scheduler.outputs.plan_format import plan_schema
from tests.scheduler.outputs.documents import is_refused, optional_fields, written_in_docs


@pytest.fixture
def document(cohort: Cohort, people: tuple[Person, ...], plan: Plan) -> dict[str, object]:
    return plan_document(cohort=cohort, people=people, plan=plan)


def test_the_schema_in_the_docs_is_the_one_the_code_holds_to() -> None:
    name = "plan.schema.json"
    assert written_in_docs(plan_schema(), name=name), f"write plan_schema() to docs/{name} again"


def test_the_schema_says_its_dialect_and_allows_no_field_beyond_its_own() -> None:
    optional = optional_fields(plan_schema())
    assert len(optional) == 15
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
    is_refused(document, by=plan_format.Plan, place=place, value=value)
