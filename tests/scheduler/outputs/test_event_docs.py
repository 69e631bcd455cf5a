"""What is written of the events is made of the events, and is what AsyncAPI's own schema calls a document."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from scheduler.events import EVENTS, Event
from scheduler.outputs.event_docs import DOCS, event_docs

SCHEMA = (
    Path(__file__).parents[2] / "calendars/judges/node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json"
)


@pytest.fixture
def schema(need: Callable[..., None]) -> dict[str, object]:
    need("AsyncAPI's schemas, which `make test` fetches with npm,", there=SCHEMA.exists())
    return json.loads(SCHEMA.read_text())


@pytest.fixture
def document() -> dict:
    return json.loads((DOCS / "asyncapi.json").read_text())


@pytest.mark.parametrize("name", ["events.md", "asyncapi.json"])
def test_the_committed_document_is_what_make_docs_makes(name: str) -> None:
    assert (DOCS / name).read_text() == event_docs()[name]


def test_the_document_is_asyncapi_3(schema: dict[str, object], document: dict) -> None:
    assert [
        f"{list(error.path)}: {error.message}" for error in Draft7Validator(schema).iter_errors(document)
    ] == []


def test_a_document_that_is_not_asyncapi_is_told_from_one_that_is(
    schema: dict[str, object], document: dict
) -> None:
    document["operations"]["announcePlanPublished"]["action"] = "publish"  # AsyncAPI 2's word
    assert not Draft7Validator(schema).is_valid(document)


def test_every_public_event_and_no_other_has_a_channel_of_its_type(document: dict) -> None:
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {kind.type for kind in EVENTS.values() if kind.public}


@pytest.mark.parametrize("kind", [kind for kind in EVENTS.values() if kind.public])
def test_an_example_is_as_its_message_says(document: dict, kind: type[Event]) -> None:
    message = document["components"]["messages"][kind.__name__]
    example = message["examples"][0]["payload"]
    validator = Draft7Validator({**document, "$ref": f"#/components/messages/{kind.__name__}/payload"})
    assert list(validator.iter_errors(example)) == []
    del example["data"]["cohort"]
    assert not validator.is_valid(example)


def test_every_event_and_field_is_explained_to_people() -> None:
    page = (DOCS / "events.md").read_text()
    for kind in EVENTS.values():
        assert (f"### {kind.type}\n\n{kind.__doc__}" in page) is kind.public
