"""How a request is answered: who asks, what they bring, one transaction, and what comes of it.

A change says by If-Match which state it was made from, and is refused if that is not the present one; a POST is done
once for each Idempotency-Key, whose answer is kept with what it has done, in the same transaction.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Response, make_response, request
from pydantic import BaseModel

from scheduler.access import Access
from scheduler.domain.scopes import ApiToken, Scope
from scheduler.store.kept_answers import KeptAnswer
from scheduler.tokens import hash_token
from scheduler.web.api.calling import caller
from scheduler.web.api.operations import Operation
from scheduler.web.api.problems import CHANGED, KEY_REUSED, MATCH_MISSING, ProblemError
from scheduler.web.api.reading import JSON, brought, idempotency_key
from scheduler.web.api.shapes import File, Made
from scheduler.web.visit import house, record

OF_PEOPLE = frozenset({Scope.PEOPLE_READ, Scope.NOTICES_READ, Scope.COHORTS_WRITE, Scope.PEOPLE_WRITE})
"""Scopes by which people are told by more than an id."""
REPLAYED = "Idempotency-Replayed"
LOOK_AGAIN = {"Retry-After": "1"}
"""Seconds after which what was asked for may have got on."""
KEPT_BY_NOBODY_ELSE = "private, no-cache"


def answer(operation: Operation, **path: str) -> Response:
    """Answer a request for an operation."""
    token = caller(need=operation.scope)
    given = brought(operation, path)
    if not operation.writes:
        return _representation(_read(operation, token, given))
    if operation.method == "POST":
        return _done_once(operation, token, given)
    with house().store.write() as tx:
        access = Access(tx=tx, account=token.account)
        if operation.guards is not None:
            _check_match(operation.guards(access, **path))
        changed = operation.view(access, **given)
        record(access, writes=True, token=token.id)
    return _nothing() if changed is None else _representation(changed)


def etag_of(body: bytes) -> str:
    """Return the strong validator of a body."""
    return hashlib.sha256(body).hexdigest()[:32]


def _read(operation: Operation, token: ApiToken, given: Mapping[str, Any]) -> BaseModel | File:
    """Read what is asked for; what tells of people is on record before it is told."""
    with house().store.read() as tx:
        access = Access(tx=tx, account=token.account)
        found = operation.view(access, **given)
    if access.shown or (access.reached and operation.scope in OF_PEOPLE):
        with house().store.write("audit") as tx:
            record(replace(access, tx=tx), writes=False, token=token.id)
    return found


def _done_once(operation: Operation, token: ApiToken, given: Mapping[str, Any]) -> Response:
    key_hash, request_hash = hash_token(idempotency_key()), _request_hash()
    with house().store.write() as tx:
        kept = tx.kept_answers.claim(token.id, key_hash=key_hash, request_hash=request_hash)
        if kept is None:
            access = Access(tx=tx, account=token.account)
            made = operation.view(access, **given)
            record(access, writes=True, token=token.id)
            new = _kept(operation, made, request_hash=request_hash)
            tx.kept_answers.keep(
                token.id, key_hash=key_hash, status=new.status, location=new.location, body=new.body
            )
            return _said(new)
    if kept.request_hash != request_hash:
        raise ProblemError(KEY_REUSED, "Make a new key for each thing to be done.")
    response = _said(kept)
    response.headers[REPLAYED] = "true"
    return response


def _kept(operation: Operation, made: Made | None, *, request_hash: str) -> KeptAnswer:
    if made is None:
        return KeptAnswer(request_hash=request_hash, status=HTTPStatus.NO_CONTENT, location=None, body="")
    return KeptAnswer(
        request_hash=request_hash,
        status=operation.status,
        location=made.url,
        body=made.model_dump_json(),
    )


def _said(kept: KeptAnswer) -> Response:
    if kept.status == HTTPStatus.NO_CONTENT:
        return _nothing()
    response = make_response(kept.body, kept.status)
    response.headers["Content-Type"] = JSON
    if kept.location is not None:
        response.headers["Location"] = kept.location
    if kept.status == HTTPStatus.ACCEPTED:
        response.headers.update(LOOK_AGAIN)
    return response


def _request_hash() -> str:
    parts = (request.method, request.full_path, request.mimetype)
    said = "\n".join(parts).encode(errors="surrogatepass")
    return hashlib.sha256(said + b"\n" + request.get_data(cache=True)).hexdigest()


def _check_match(state: BaseModel | File) -> None:
    """Refuse a change of what is not any more as whoever changes it has seen it (RFC 9110, 13.1.1)."""
    if not request.headers.get("If-Match", "").strip():
        raise ProblemError(MATCH_MISSING, "Read it first, and send back the ETag of what you have read.")
    if not request.if_match.contains(etag_of(_body(state))):
        raise ProblemError(CHANGED, "Read it again, and make your change to what it is now.")


def _representation(found: BaseModel | File) -> Response:
    """Answer with what was found; 304 to who has it already."""
    body = _body(found)
    response = make_response(body)
    response.headers["Content-Type"] = found.kind if isinstance(found, File) else JSON
    response.headers["Cache-Control"] = KEPT_BY_NOBODY_ELSE
    response.set_etag(etag_of(body))
    if request.method in {"GET", "HEAD"}:
        response.make_conditional(request)
    return response


def _body(found: BaseModel | File) -> bytes:
    return found.content if isinstance(found, File) else found.model_dump_json().encode()


def _nothing() -> Response:
    response = make_response("", HTTPStatus.NO_CONTENT)
    del response.headers["Content-Type"]
    return response
