"""Only text comes in: what holds a sign that no text has is refused before anything of ours reads it.

PostgreSQL keeps no NUL, UTF-8 no half of a surrogate pair. SQLite keeps the one, and trips over the other.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import cast

from flask import request
from werkzeug.datastructures import MultiDict

from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError, NotFoundError
from scheduler.languages.sentences import sentence
from scheduler.web.forms import SAFE

FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})


def refuse_what_is_no_text() -> None:
    """Raise NotFoundError for an address that is no text; BadInputError for a field of a form, a file's name, or JSON.

    What JSON nests so deep that it cannot be read is refused as well.
    """
    if not _is_text(request.path) or not all(map(_is_text, _fields(request.args))):
        raise NotFoundError
    if request.method in SAFE or not (request.is_json or request.mimetype in FORMS):
        return  # a whole file or mail is for its reader, and so is how much of it is taken
    names = (file.filename or "" for file in request.files.values())
    if not all(map(_is_text, (*_fields(request.form), *names, *_texts_of_json()))):
        raise BadInputError((_NO_TEXT,))


_NO_TEXT = Problem(
    code="no_text",
    message=sentence("What was sent holds a sign that no text has."),
    suggestion=sentence("Type it again, in place of pasting it."),
)


def _is_text(word: str) -> bool:
    return "\0" not in word and (word.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in word))


def _fields(sent: MultiDict[str, str]) -> Iterator[str]:
    for name, words in sent.lists():
        yield name
        yield from words


def _texts_of_json() -> Iterable[str]:
    if not request.is_json:
        return ()
    try:
        return list(_texts(request.get_json(silent=True)))
    except RecursionError:
        raise BadInputError((_NO_TEXT,)) from None


def _texts(document: object) -> Iterator[str]:
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            waiting += cast("list[object]", part)
        elif isinstance(part, dict):
            waiting += chain.from_iterable(cast("dict[str, object]", part).items())
