"""What an operation takes and gives, by the examples of its models; for the document's page, and for tests."""

import json
from typing import Any

from pydantic import BaseModel

from scheduler.web.api.operations import Operation
from scheduler.web.api.shapes import File, Listed, Sent

Example = dict[str, Any]


def example_of(model: type[BaseModel]) -> Example:
    """Return a model's example; of a page, one with a single thing in it. Raises ValueError where there is none."""
    if issubclass(model, Listed):
        (item,) = model.__pydantic_generic_metadata__["args"]
        return {"items": [example_of(item)], "next": None}
    examples = model.model_json_schema().get("examples", ())
    if not examples:
        raise ValueError(f"{model.__name__} has no example")
    return dict(examples[0])


def taken(operation: Operation) -> str:
    """Return an example of what is sent, or the kinds of files that are; empty where nothing is."""
    if operation.takes is None:
        return ""
    if issubclass(operation.takes, Sent):
        return " or ".join(operation.takes.kinds)
    return _written(operation.takes)


def given(operation: Operation) -> str:
    """Return an example of what is answered, or the kind of file that is; empty where nothing is."""
    if operation.gives is None:
        return ""
    if issubclass(operation.gives, File):
        return operation.gives.kind
    return _written(operation.gives)


def arguments(operation: Operation) -> list[tuple[str, str]]:
    """Return the arguments that an address may have, each with what it is for."""
    fields = {} if operation.asks is None else operation.asks.model_fields
    return [(name, field.description or "") for name, field in fields.items()]


def _written(model: type[BaseModel]) -> str:
    return json.dumps(example_of(model), ensure_ascii=False, indent=2)
