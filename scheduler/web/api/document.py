"""The API described by itself: OpenAPI 3.1, out of the operations and their models."""

import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from scheduler.domain.scopes import ABOUT, Scope
from scheduler.web.api.answering import REPLAYED
from scheduler.web.api.operations import Operation, Room
from scheduler.web.api.problems import (
    BAD_INPUT,
    CHANGED,
    EVERY,
    KEY_MISSING,
    KEY_REUSED,
    MALFORMED,
    MATCH_MISSING,
    MEDIA,
    MEDIA_TYPE,
    NOT_FOUND,
    NOT_NOW,
    REFUSED,
    REQUIREMENTS,
    SCOPE_MISSING,
    TOKEN_MISSING,
    TOKEN_NO_GOOD,
    TOO_LARGE,
    UNAVAILABLE,
    Kind,
)
from scheduler.web.api.reading import IDEMPOTENCY_KEY, JSON
from scheduler.web.api.shapes import File, Made, Sent
from scheduler.web.api.urls import BASE

Schema = dict[str, Any]
Refs = Mapping[type[BaseModel], Schema]
VERSION = "1.0.0"
ABOUT_IT = """\
Everything that the pages can do, for programs. Send a token with every request (`Authorization: Bearer ...`); it can
do what its account may, and of that what its scopes name. Whatever is not yours looks as if it were not there (404).

Lists come in pages: ask for the next one with `after`. What is read has an `ETag`; who changes it sends that back as
`If-Match`, and is refused (412) if it was changed meanwhile. Every POST needs an `Idempotency-Key`: sent twice under
the same key it is done once, and answered alike, for a day. What takes its time is answered with 202 and a
`Location`, to be asked again after `Retry-After` seconds, with `If-None-Match` to be told only of news. What goes
wrong is answered by problem details (RFC 9457) whose `code` stays the same.
"""
_TEMPLATE = re.compile(r"<(?:\w+:)?(\w+)>")
_PROBLEM_REF: Schema = {"$ref": "#/components/schemas/Problem"}


def document(rooms: tuple[Room, ...]) -> Schema:
    """Return the whole document."""
    operations = tuple(operation for room in rooms for operation in room.operations)
    refs, schemas = _models(operations)
    paths: dict[str, Schema] = {}
    for operation in operations:
        paths.setdefault(_TEMPLATE.sub(r"{\1}", operation.path), {})[operation.method.lower()] = _described(
            operation, refs
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Commonhour",
            "version": VERSION,
            "summary": "Finds the common hour of a community, and keeps everyone's calendar right.",
            "description": ABOUT_IT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": BASE}],
        "tags": [{"name": room.tag, "description": room.about} for room in rooms],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of an account. Scopes: "
                    + " ".join(f"`{scope.value}`: {ABOUT[scope]}" for scope in Scope),
                }
            },
            "schemas": schemas,
        },
    }


def as_json(described: Schema) -> bytes:
    """Return the document's bytes."""
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def _described(operation: Operation, refs: Refs) -> Schema:
    described: Schema = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": f"{operation.about}\n\nScope: `{operation.scope.value}`.".strip(),
        "security": [{"token": []}],
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation, refs),
    }
    if operation.takes is not None:
        described["requestBody"] = {"required": True, "content": _taken(operation.takes, refs)}
    return described


def _parameters(operation: Operation) -> Iterable[Schema]:
    for name in operation.parts:
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": 320},
        }
    if operation.asks is not None:
        schema = operation.asks.model_json_schema()
        for name, about in schema["properties"].items():
            yield {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", ()),
                "description": about.get("description", ""),
                "schema": {key: value for key, value in about.items() if key != "description"},
            }
    if operation.method == "POST":
        yield {
            "name": IDEMPOTENCY_KEY,
            "in": "header",
            "required": True,
            "description": "Of your own making, a new one for each thing to be done.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        }
    if operation.guards is not None:
        yield {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The ETag of what you have read.",
            "schema": {"type": "string", "minLength": 1},
        }


def _taken(model: type[BaseModel] | type[Sent], refs: Refs) -> Schema:
    if issubclass(model, Sent):
        return {kind: {"schema": {"type": "string", "format": "binary"}} for kind in model.kinds}
    return {JSON: {"schema": refs[model]}}


def _responses(operation: Operation, refs: Refs) -> Schema:
    answered: Schema = {str(int(operation.status)): _success(operation, refs)}
    if not operation.writes:
        answered["304"] = {"description": "It is as you have it.", "headers": _ETAG}
    for status, kinds in _by_status(_kinds(operation)).items():
        answered[str(int(status))] = {
            "description": "; ".join(f"{kind.title} (`{kind.code}`)" for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": _PROBLEM_REF}},
        }
    return answered


def _success(operation: Operation, refs: Refs) -> Schema:
    gives = operation.gives
    if gives is None:
        return {"description": "It is done."}
    if issubclass(gives, File):
        content: Schema = {gives.kind: {"schema": {"type": "string"}}}
        return {"description": "The file.", "headers": _ETAG, "content": content}
    content = {JSON: {"schema": refs[gives]}}
    if gives is Made:
        headers: Schema = {"Location": _header("Where it is read."), REPLAYED: _header("Answered before.")}
        if operation.status == HTTPStatus.ACCEPTED:
            headers["Retry-After"] = _header("Seconds after which to look.")
        told = "It is asked for." if operation.status == HTTPStatus.ACCEPTED else "It is made."
        return {"description": told, "headers": headers, "content": content}
    return {"description": operation.summary, "headers": _ETAG, "content": content}


def _kinds(operation: Operation) -> Iterable[Kind]:
    yield from (MALFORMED, TOKEN_MISSING, TOKEN_NO_GOOD, SCOPE_MISSING, BAD_INPUT, UNAVAILABLE, REFUSED)
    yield from (NOT_FOUND, TOO_LARGE)
    if operation.writes:
        yield from (NOT_NOW, REQUIREMENTS)
    if operation.takes is not None:
        yield MEDIA
    if operation.method == "POST":
        yield from (KEY_MISSING, KEY_REUSED)
    if operation.guards is not None:
        yield from (MATCH_MISSING, CHANGED)


def _by_status(kinds: Iterable[Kind]) -> Mapping[HTTPStatus, list[Kind]]:
    found: dict[HTTPStatus, list[Kind]] = {}
    for kind in kinds:
        found.setdefault(kind.status, []).append(kind)
    return found


def _header(about: str) -> Schema:
    return {"description": about, "schema": {"type": "string"}}


_ETAG: Schema = {"ETag": _header("By which it is known again: for If-None-Match and If-Match.")}


def _models(operations: tuple[Operation, ...]) -> tuple[Refs, Schema]:
    """Return how each model is referred to, taken or given, and the schemas of all."""
    taken = {each.takes for each in operations if each.takes is not None and not issubclass(each.takes, Sent)}
    given = {each.gives for each in operations if each.gives is not None and not issubclass(each.gives, File)}
    refs, schema = models_json_schema(
        [
            *((model, "validation") for model in sorted(taken, key=_name)),
            *((model, "serialization") for model in sorted(given, key=_name)),
        ],
        ref_template="#/components/schemas/{model}",
    )
    by_model: Refs = {model: ref for (model, _), ref in refs.items() if issubclass(model, BaseModel)}
    return by_model, {**schema.get("$defs", {}), "Problem": _PROBLEM}


def _name(model: type[BaseModel]) -> str:
    return model.__name__


_PROBLEM: Schema = {
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "problems"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"enum": [kind.code for kind in EVERY]},
        "detail": {"type": "string", "description": "What to do; empty where the title says it all."},
        "problems": {
            "type": "array",
            "description": "Each thing to mend.",
            "items": {
                "type": "object",
                "required": ["code", "message", "suggestion", "row", "column", "value", "file"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "suggestion": {"type": "string"},
                    "row": {"type": ["integer", "null"]},
                    "column": {"type": ["string", "null"]},
                    "value": {"type": ["string", "null"]},
                    "file": {"type": ["string", "null"]},
                },
            },
        },
    },
    "examples": [
        {
            "type": NOT_FOUND.type,
            "title": NOT_FOUND.title,
            "status": 404,
            "code": NOT_FOUND.code,
            "detail": "",
            "problems": [],
        }
    ],
}
