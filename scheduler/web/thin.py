"""A member's first pages go compressed, for thin connections.

The length of what is compressed tells what is alike in it: where a page holds a secret and repeats what somebody else
chooses, the secret can be guessed letter by letter (BREACH). So only pages go so that repeat nothing of what was asked;
a form's token is masked anew in each answer (`forms`), and a length is blurred by some letters of no meaning.
"""

import gzip
import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from io import BytesIO
from typing import ParamSpec

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

MOST_BLUR = 100
"""Letters: many times what a guess that is right saves."""
_P = ParamSpec("_P")


def thin(view: Callable[_P, ResponseReturnValue]) -> Callable[_P, Response]:
    """Have a page go compressed to whoever takes it so; it must repeat nothing of what was asked."""

    @wraps(view)
    def answer(*args: _P.args, **kwargs: _P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        response.vary.add("Accept-Encoding")
        if response.status_code == HTTPStatus.OK and request.accept_encodings["gzip"] > 0:
            response.set_data(_zipped(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        return response

    return answer


def _zipped(body: bytes) -> bytes:
    """Compress under a file name of random length, which gzip writes into its header and readers pass over."""
    blur, zipped = "a" * (1 + secrets.randbelow(MOST_BLUR)), BytesIO()
    with gzip.GzipFile(filename=blur, mode="wb", fileobj=zipped, mtime=0) as file:
        file.write(body)
    return zipped.getvalue()
