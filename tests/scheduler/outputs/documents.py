"""What every document with a JSON Schema is held to: the schema in the docs, its objects, and what it refuses."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

DOCS = Path(__file__).parents[3] / "docs"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def written_in_docs(schema: Mapping[str, object], *, name: str) -> bool:
    """Whether docs/ holds the schema as the code makes it."""
    return (DOCS / name).read_text() == json.dumps(schema, indent=2) + "\n"


def optional_fields(schema: Mapping[str, object]) -> list[list[str]]:
    """Return the optional fields of each object of a schema, none of which allows others than it names."""
    assert schema["$schema"] == DIALECT
    objects = [part for part in parts(schema) if isinstance(part.get("properties"), dict)]
    assert all(part["additionalProperties"] is False for part in objects)
    return [sorted(part["properties"].keys() - part["required"]) for part in objects]


def parts(schema: object) -> Iterator[dict[str, dict[str, object]]]:
    """Yield each mapping inside a schema."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from parts(value)


def is_refused(document: object, *, by: type[BaseModel], place: tuple[str | int, ...], value: object) -> None:
    """Check that a sound document is refused once another value stands at a place, and that the place is named."""
    by.model_validate_json(json.dumps(document))
    other = deepcopy(document)
    *path, last = place
    within: object = other
    for step in path:
        within = within[step]
    within[last] = value

    with pytest.raises(ValidationError, match=str(last)):
        by.model_validate_json(json.dumps(other))
