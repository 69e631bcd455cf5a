"""The document is valid OpenAPI 3.1, its examples are what it says, and people can read it."""

import json

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from scheduler.web.api.examples import example_of
from scheduler.web.api.front import OPERATIONS, the_document
from scheduler.web.api.shapes import File, Sent

MODELS = sorted(
    {
        model
        for operation in OPERATIONS
        for model in (operation.takes, operation.gives)
        if model is not None and not issubclass(model, Sent | File)
    },
    key=lambda model: model.__name__,
)


def test_the_document_is_valid(world) -> None:
    OpenAPIV31SpecValidator(the_document()).validate()
    served = world.app.test_client().get("/api/v1/openapi.json")
    assert served.json == json.loads(json.dumps(the_document()))
    assert served.status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_body_has_an_example_which_is_one(model) -> None:
    example = example_of(model)
    name = model.__name__.replace("[", "_").replace("]", "_")
    schema = {"$ref": f"#/components/schemas/{name}", "components": the_document()["components"]}
    Draft202012Validator(schema).validate(example)
    model.model_validate_json(json.dumps(example), strict=True)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_of_two_limits_of_a_text_the_narrower_holds(model) -> None:
    """In pydantic the one in the type wins over one beside it, whichever is narrower."""
    schema = model.model_json_schema().get("properties", {})
    for name, field in model.model_fields.items():
        limits = [most for each in field.metadata if (most := getattr(each, "max_length", None)) is not None]
        if len(limits) > 1:
            assert schema[name]["maxLength"] == min(limits), name


def test_every_operation_says_what_it_does() -> None:
    for operation in OPERATIONS:
        assert operation.summary, operation.name
        assert the_document()["paths"], operation.name


def test_people_can_read_it_without_anything_from_elsewhere(world) -> None:
    page = world.app.test_client().get("/api/v1/")
    assert page.status_code == 200
    for operation in OPERATIONS:
        assert f'id="{operation.name}"' in page.text
    assert "http://" not in page.text.replace("http://localhost", "")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
