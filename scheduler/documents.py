"""Domain values as JSON and back, by pydantic: for the store's columns and the pipe to the solver process."""

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


def to_json(value: object, *, as_type: object = None) -> Any:  # noqa: ANN401 - JSON has no static type
    """Return `value` as what JSON knows: dicts, lists, strings, numbers."""
    return _adapter(as_type or type(value)).dump_python(value, mode="json")


def from_json(value: object, *, as_type: type[T]) -> T:
    """Return the value of type `as_type` that `to_json` took apart; raise pydantic's ValidationError otherwise."""
    return cast("T", _adapter(as_type).validate_python(value))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type form has no static type before 3.15
    return TypeAdapter[Any](kind)
