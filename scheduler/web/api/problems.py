"""What went wrong, for programs: problem details (RFC 9457) with codes that stay."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus

from flask import Response, current_app, make_response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from scheduler.domain.problems import Problem
from scheduler.errors import (
    ANSWERS,
    BadInputError,
    CommonhourError,
    NotFoundError,
    NotNowError,
    RefusedError,
    RequirementsError,
    TimeUpError,
    UnavailableError,
)

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of problem: its status, the code that programs go by, and its title for people."""

    status: HTTPStatus
    code: str
    title: str

    @property
    def type(self) -> str:
        """The URI by which the kind is named (RFC 9457, 3.1.1)."""
        return f"urn:commonhour:problem:{self.code}"


MALFORMED = Kind(status=HTTPStatus.BAD_REQUEST, code="malformed", title="This request cannot be read")
KEY_MISSING = Kind(
    status=HTTPStatus.BAD_REQUEST, code="idempotency-key-missing", title="A POST needs an Idempotency-Key"
)
TOKEN_MISSING = Kind(status=HTTPStatus.UNAUTHORIZED, code="token-missing", title="Say who asks, by a token")
TOKEN_NO_GOOD = Kind(
    status=HTTPStatus.UNAUTHORIZED, code="token-no-good", title="This token opens nothing (any more)"
)
SCOPE_MISSING = Kind(
    status=HTTPStatus.FORBIDDEN, code="scope-missing", title="This token is not good for that"
)
NOT_FOUND = Kind(
    status=HTTPStatus.NOT_FOUND, code="not-found", title="There is nothing here, or it is not yours to see"
)
METHOD = Kind(
    status=HTTPStatus.METHOD_NOT_ALLOWED, code="method-not-allowed", title="This cannot be done here"
)
NOT_NOW = Kind(status=HTTPStatus.CONFLICT, code="not-now", title="This cannot be done as things stand")
CHANGED = Kind(
    status=HTTPStatus.PRECONDITION_FAILED,
    code="changed-meanwhile",
    title="It was changed since you have read it",
)
TOO_LARGE = Kind(
    status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, code="too-large", title="This is more than is taken at once"
)
MEDIA = Kind(
    status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE, code="media-type", title="This kind of body is not read here"
)
BAD_INPUT = Kind(
    status=HTTPStatus.UNPROCESSABLE_ENTITY, code="bad-input", title="What was sent has problems to mend"
)
REQUIREMENTS = Kind(
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    code="requirements",
    title="The requirements contradict each other",
)
KEY_REUSED = Kind(
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    code="idempotency-key-reused",
    title="This Idempotency-Key stands for another request",
)
MATCH_MISSING = Kind(
    status=HTTPStatus.PRECONDITION_REQUIRED,
    code="if-match-missing",
    title="Say by If-Match which state you have read",
)
TOO_MANY = Kind(status=HTTPStatus.TOO_MANY_REQUESTS, code="too-many-requests", title="Ask again later")
CRASHED = Kind(status=HTTPStatus.INTERNAL_SERVER_ERROR, code="crashed", title="This is a defect of ours")
REFUSED = Kind(
    status=HTTPStatus.SERVICE_UNAVAILABLE, code="refused", title="This is not done on this instance"
)
UNAVAILABLE = Kind(
    status=HTTPStatus.SERVICE_UNAVAILABLE, code="unavailable", title="The database does not answer now"
)

EVERY = (
    MALFORMED,
    KEY_MISSING,
    TOKEN_MISSING,
    TOKEN_NO_GOOD,
    SCOPE_MISSING,
    NOT_FOUND,
    METHOD,
    NOT_NOW,
    CHANGED,
    TOO_LARGE,
    MEDIA,
    BAD_INPUT,
    REQUIREMENTS,
    KEY_REUSED,
    MATCH_MISSING,
    TOO_MANY,
    CRASHED,
    REFUSED,
    UNAVAILABLE,
)
"""Every kind that the API answers with; a code is never taken for anything else."""
ANTICIPATED: Mapping[type[CommonhourError], Kind] = {
    NotFoundError: NOT_FOUND,
    BadInputError: BAD_INPUT,
    RequirementsError: REQUIREMENTS,
    NotNowError: NOT_NOW,
    RefusedError: REFUSED,
    TimeUpError: REFUSED,
    UnavailableError: UNAVAILABLE,
}
BY_STATUS: Mapping[int, Kind] = {
    kind.status: kind
    for kind in (MALFORMED, TOKEN_MISSING, NOT_FOUND, METHOD, TOO_LARGE, MEDIA, BAD_INPUT, TOO_MANY, CRASHED)
}
"""What HTTP itself knows of, before anybody has looked at what is asked."""
ASK_AGAIN = {"Retry-After": "5"}


class ProblemError(Exception):
    """The API refuses, in the way of HTTP; anything of the service itself is a CommonhourError."""

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        *,
        problems: Iterable[Problem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.problems = tuple(problems)
        self.headers = headers or {}


def refusal(error: ProblemError) -> Response:
    """Answer what the API refuses."""
    return _answer(error.kind, error.detail, problems=error.problems, headers=error.headers)


def anticipated(error: CommonhourError) -> Response:
    """Answer what stood in the way of the service."""
    kind = ANTICIPATED[type(error)]
    problems = error.problems if isinstance(error, BadInputError) else ()
    headers = ASK_AGAIN if ANSWERS[type(error)][0] == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return _answer(kind, str(error), problems=problems, headers=headers)


def of_http(error: HTTPException) -> Response:
    """Answer what HTTP itself refuses, and what is a defect."""
    kind = BY_STATUS.get(
        error.code or 0, CRASHED if (error.code or 500) >= HTTPStatus.INTERNAL_SERVER_ERROR else MALFORMED
    )
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(_methods_here(error.valid_methods))
    return _answer(kind, "", headers=headers)


def _methods_here(found: Iterable[str]) -> list[str]:
    """Return what may be done here, of the methods of every route that fits: a word is no id where it has a route."""
    adapter = current_app.url_map.bind_to_environ(request.environ)
    rules = {method: adapter.match(method=method, return_rule=True)[0] for method in found}
    closest = min((rule.rule for rule in rules.values()), key=lambda path: path.count("<"))
    return sorted(method for method, rule in rules.items() if rule.rule == closest)


def unfit(error: ValidationError) -> ProblemError:
    """Return what is wrong with a body or the arguments of an address, thing by thing."""
    return ProblemError(
        BAD_INPUT,
        f"{error.error_count()} of what was sent is not as the document says; nothing was done.",
        problems=(
            Problem(
                code=each["type"],
                message=each["msg"],
                suggestion="/api/v1/openapi.json says what is taken here.",
                column=".".join(map(str, each["loc"])) or None,
            )
            for each in error.errors(include_url=False, include_context=False, include_input=False)
        ),
    )


def _answer(
    kind: Kind, detail: str, *, problems: tuple[Problem, ...] = (), headers: Mapping[str, str]
) -> Response:
    document: dict[str, object] = {
        "type": kind.type,
        "title": kind.title,
        "status": int(kind.status),
        "code": kind.code,
        "detail": detail,
        "problems": [asdict(problem) for problem in problems],
    }
    response = make_response(json.dumps(document, ensure_ascii=False), kind.status)
    response.headers.update(headers)
    response.headers["Content-Type"] = MEDIA_TYPE
    return response
