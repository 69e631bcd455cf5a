"""What the API can do, said once: a view's signature is its contract, its docstring its description.

A view takes an `Access`, the ids in its path by keyword, `body` (a model of JSON, or `Sent`, a file) and `query` where
it wants any, and returns a model, a page of them, `Made`, or nothing. From that an `Operation` is read: by it requests
are answered (`web.api.answering`), described (`web.api.document`) and tested.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel

from scheduler.domain.scopes import Scope
from scheduler.web.api.shapes import Made, Sent

V = TypeVar("V", bound=Callable[..., Any])
_PATH_PART = re.compile(r"<(?:\w+:)?(\w+)>")
SAFE = frozenset({"GET"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One thing that the API does; `takes`, `asks` and `gives` are models, None where there is nothing.

    `guards` is the view of what is changed: whoever changes it says by If-Match which state they have seen.
    """

    name: str
    method: str
    path: str
    tag: str
    scope: Scope
    view: Callable[..., Any]
    summary: str
    about: str
    takes: type[BaseModel] | type[Sent] | None
    asks: type[BaseModel] | None
    gives: Any
    status: HTTPStatus
    guards: Callable[..., Any] | None

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what stands in its path."""
        return tuple(_PATH_PART.findall(self.path))

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method not in SAFE


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """The operations on one kind of thing, under one heading."""

    tag: str
    about: str
    operations: list[Operation] = field(default_factory=list[Operation])

    def get(self, path: str, *, scope: Scope) -> Callable[[V], V]:
        """Read something."""
        return partial(self._add, "GET", path, scope, HTTPStatus.OK, None)

    def post(self, path: str, *, scope: Scope, status: HTTPStatus = HTTPStatus.CREATED) -> Callable[[V], V]:
        """Make something, or have something done: 201, or 202 for what takes its time, or 204."""
        return partial(self._add, "POST", path, scope, status, None)

    def put(self, path: str, *, scope: Scope, guards: Callable[..., Any]) -> Callable[[V], V]:
        """Put something in the place of what `guards` reads."""
        return partial(self._add, "PUT", path, scope, HTTPStatus.OK, guards)

    def patch(self, path: str, *, scope: Scope, guards: Callable[..., Any]) -> Callable[[V], V]:
        """Change some of what `guards` reads."""
        return partial(self._add, "PATCH", path, scope, HTTPStatus.OK, guards)

    def delete(
        self, path: str, *, scope: Scope, guards: Callable[..., Any] | None = None
    ) -> Callable[[V], V]:
        """Take something away."""
        return partial(self._add, "DELETE", path, scope, HTTPStatus.NO_CONTENT, guards)

    def _add(
        self,
        method: str,
        path: str,
        scope: Scope,
        status: HTTPStatus,
        guards: Callable[..., Any] | None,
        view: V,
    ) -> V:
        hints = get_type_hints(view)
        gives = hints.pop("return")
        summary, _, about = inspect.cleandoc(view.__doc__ or "").partition("\n\n")
        self.operations.append(
            Operation(
                name=view.__name__,
                method=method,
                path=path,
                tag=self.tag,
                scope=scope,
                view=view,
                summary=summary.rstrip("."),
                about=about,
                takes=hints.get("body"),
                asks=hints.get("query"),
                gives=None if gives is type(None) else gives,
                status=status,
                guards=guards,
            )
        )
        return view


def named(operations: tuple[Operation, ...]) -> Mapping[str, Operation]:
    """Return the operations by their names; raise ValueError where two have the same."""
    by_name = {operation.name: operation for operation in operations}
    if len(by_name) != len(operations):
        raise ValueError("two operations of the API have the same name")
    return by_name


def is_made(gives: Any) -> bool:  # noqa: ANN401 - an annotation has no static type
    """Whether an operation answers with where to find what it made."""
    return isinstance(gives, type) and issubclass(gives, Made)
