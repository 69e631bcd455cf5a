"""What a request brings: the ids of its path, its arguments, its body; all of it as the document says, or refused."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from flask import request
from pydantic import BaseModel, ValidationError

from scheduler.web.api.operations import Operation
from scheduler.web.api.problems import (
    BAD_INPUT,
    KEY_MISSING,
    MALFORMED,
    MEDIA,
    NOT_FOUND,
    ProblemError,
    unfit,
)
from scheduler.web.api.shapes import Sent

JSON = "application/json"
IDEMPOTENCY_KEY = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def brought(operation: Operation, path: Mapping[str, str]) -> dict[str, Any]:
    """Return what the view is called with; raise ProblemError for what the document does not know."""
    if any(_UNSEEN.search(part) for part in path.values()):
        raise ProblemError(NOT_FOUND)
    given: dict[str, Any] = dict(path)
    arguments = _arguments(operation.asks)
    if arguments is not None:
        given["query"] = arguments
    body = _body(operation.takes)
    if body is not None:
        given["body"] = body
    return given


def idempotency_key() -> str:
    """Return the key under which this is done once."""
    key = request.headers.get(IDEMPOTENCY_KEY, "")
    if _KEY.fullmatch(key) is None:
        raise ProblemError(
            KEY_MISSING,
            "Send one of your own making, of 1 to 255 printable ASCII characters, a new one for each thing to be "
            "done; with the same one the same answer is given again for a day.",
        )
    return key


def _arguments(model: type[BaseModel] | None) -> BaseModel | None:
    sent = request.args.to_dict(flat=False)
    known: frozenset[str] = frozenset() if model is None else frozenset(model.model_fields)
    strange = sorted(name for name, values in sent.items() if name not in known or len(values) > 1)
    if strange:
        raise ProblemError(BAD_INPUT, f"Not known here, or said twice: {', '.join(map(ascii, strange))}.")
    if model is None:
        return None
    for name, (value,) in sent.items():  # a number would be taken for seconds since 1970
        if date in _kinds(model.model_fields[name].annotation) and _DAY.fullmatch(value) is None:
            raise ProblemError(BAD_INPUT, f"{name} is no date: write one as 2026-10-01.")
    try:
        return model.model_validate({name: values[0] for name, values in sent.items()})
    except ValidationError as error:
        raise unfit(error) from None


def _kinds(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever stands at a field
    return get_args(annotation) or (annotation,)


def _body(model: type[BaseModel] | type[Sent] | None) -> BaseModel | Sent | None:
    raw = request.get_data(cache=True)
    if model is None:
        if raw:
            raise ProblemError(MALFORMED, "Nothing is taken here: send no body.")
        return None
    if issubclass(model, Sent):
        if request.mimetype not in model.kinds:
            raise ProblemError(MEDIA, f"Send {' or '.join(model.kinds)}.")
        return model(filename=f"sent{model.kinds[request.mimetype]}", content=raw)
    if request.mimetype != JSON:
        raise ProblemError(MEDIA, f"Send {JSON}.")
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        if any(each["type"] == "json_invalid" for each in error.errors(include_url=False)):
            raise ProblemError(MALFORMED, "The body is no JSON.") from None
        raise unfit(error) from None
