"""Lists, a page at a time: by a cursor that is the id of the last thing shown, so that nothing is missed or doubled."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import BaseModel

from scheduler.web.api.problems import BAD_INPUT, ProblemError
from scheduler.web.api.shapes import Listed, Paging

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


def page_of(
    every: Sequence[T], query: Paging, *, key: Callable[[T], str], shown: Callable[[T], M]
) -> Listed[M]:
    """Return a page of a list in its order; `key` is what each thing is known by, `shown` how it is told."""
    first = 0
    if query.after is not None:
        last = _key(query.after)
        first = next((place for place, each in enumerate(every, start=1) if key(each) == last), -1)
        if first < 0:
            raise ProblemError(
                BAD_INPUT, "`after` is no cursor of this list (any more): begin at its first page."
            )
    page = every[first : first + query.limit]
    more = first + query.limit < len(every)
    return Listed(items=tuple(map(shown, page)), next=_cursor(key(page[-1])) if more else None)


def _cursor(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _key(cursor: str) -> str | None:
    try:
        return urlsafe_b64decode(f"{cursor}==".encode()).decode()
    except (NotBase64Error, UnicodeDecodeError):
        return None
