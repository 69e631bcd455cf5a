"""One page for everything that went wrong on purpose: what, why and what to do; never a traceback.

Programs that use the API are told by problem details instead (`web.api.problems`).
"""

from contextlib import suppress
from http import HTTPStatus

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from scheduler.domain.plans import Reason
from scheduler.domain.problems import Problem
from scheduler.errors import ANSWERS, BadInputError, CommonhourError, NotFoundError, RequirementsError
from scheduler.web.api.problems import of_http
from scheduler.web.api.urls import is_api
from scheduler.web.visit import looking

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
FALLBACK = HTTPStatus.INTERNAL_SERVER_ERROR


def answer_errors(app: Flask) -> None:
    """Answer anticipated errors, and those that HTTP knows, with the error page."""
    app.register_error_handler(CommonhourError, _anticipated)
    app.register_error_handler(HTTPException, _of_http)


def _anticipated(error: CommonhourError) -> Response:
    status, _ = ANSWERS[type(error)]
    if isinstance(error, NotFoundError):
        return _page(status)
    if isinstance(error, RequirementsError):  # its message is its reasons once more
        return _page(status, reasons=error.reasons)
    problems = error.problems if isinstance(error, BadInputError) else ()
    return _page(status, message=error.message, problems=problems)


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):  # there is no address of ours to build a page with
        return make_response(("This is not the address of this service.\n", 400, PLAIN))
    if is_api(request.path):
        return of_http(error)
    if error.code == HTTPStatus.NOT_FOUND and "signed_in" not in g:
        with suppress(CommonhourError), looking():  # no page was found, so nobody has looked yet who asks
            pass
    response = _page(HTTPStatus(error.code or FALLBACK))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _page(
    status: HTTPStatus,
    *,
    message: str = "",
    problems: tuple[Problem, ...] = (),
    reasons: tuple[Reason, ...] = (),
) -> Response:
    page = render_template(
        "error.html", status=int(status), message=message, problems=problems, reasons=reasons
    )
    return make_response(page, status)
