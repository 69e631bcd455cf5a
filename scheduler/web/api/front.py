"""The API's door: a route for each operation, its document, and a page that shows the document to people."""

from functools import cache, partial

from flask import Blueprint, Response, make_response, render_template, request

from scheduler.domain.scopes import ABOUT
from scheduler.errors import CommonhourError
from scheduler.web.api import problems
from scheduler.web.api.answering import KEPT_BY_NOBODY_ELSE, answer, etag_of
from scheduler.web.api.document import Schema, as_json, document
from scheduler.web.api.examples import arguments, given, taken
from scheduler.web.api.operations import named
from scheduler.web.api.reading import JSON
from scheduler.web.api.rooms import EVERY
from scheduler.web.api.urls import BASE

OPERATIONS = tuple(operation for room in EVERY for operation in room.operations)
BY_NAME = named(OPERATIONS)


def api() -> Blueprint:
    """Return the whole API as a blueprint."""
    front = Blueprint("api", __name__, url_prefix=BASE)
    front.register_error_handler(problems.ProblemError, problems.refusal)
    front.register_error_handler(CommonhourError, problems.anticipated)
    for operation in OPERATIONS:
        front.add_url_rule(
            operation.path,
            endpoint=operation.name,
            view_func=partial(answer, operation),
            methods=[operation.method],
            provide_automatic_options=False,
        )
    front.add_url_rule("/openapi.json", view_func=described)
    front.add_url_rule("/", view_func=shown, endpoint="shown")
    return front


@cache
def the_document() -> Schema:
    """Return the OpenAPI document, made when it is first asked for."""
    return document(EVERY)


@cache
def _written() -> bytes:
    return as_json(the_document())


def described() -> Response:
    """Answer with the OpenAPI document; whoever may sign in or not."""
    response = make_response(_written())
    response.headers["Content-Type"] = JSON
    response.headers["Cache-Control"] = KEPT_BY_NOBODY_ELSE
    response.set_etag(etag_of(_written()))
    response.make_conditional(request)
    return response


def shown() -> str:
    """Show the document to people: one page, nothing of which comes from elsewhere."""
    return render_template(
        "api.html",
        api=the_document(),
        rooms=EVERY,
        scopes=ABOUT.items(),
        kinds=problems.EVERY,
        arguments=arguments,
        taken=taken,
        given=given,
    )
