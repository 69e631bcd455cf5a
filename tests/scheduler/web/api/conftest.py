"""Programs that call the API of the world of `tests/scheduler/web`, each with a token of a role's account."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.commands.api_tokens import make_token
from scheduler.commands.signing_in import who_is
from scheduler.domain.scopes import Scope

ROLES = ("member", "facilitator", "coordinator", "other")


@dataclass(frozen=True, kw_only=True)
class Program:
    """Calls the API by a token; None calls without one."""

    client: FlaskClient
    token: str | None
    _keys: Iterable[int] = field(default_factory=itertools.count)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.call("GET", path, headers=headers)

    def post(self, path: str, json: object = None, **more: object) -> TestResponse:
        return self.call("POST", path, json=json, **more)

    def call(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: object
    ) -> TestResponse:
        """Ask for a path below /api/v1, or one as an answer names it; a POST under a key of its own."""
        said = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if self.token is not None:
            said.setdefault("Authorization", f"Bearer {self.token}")
        if method == "POST":
            said.setdefault("Idempotency-Key", f"key-{next(self._keys)}")
        if more.get("json") is None:
            more.pop("json", None)
        where = path if path.startswith("/api/") else f"/api/v1{path}"
        return self.client.open(where, method=method, headers=said, **more)

    def put(self, path: str, *, seen: str | None = None, **more: object) -> TestResponse:
        """Change what was read: the ETag is of now, unless it was `seen` before."""
        return self.call("PUT", path, headers={"If-Match": seen or self.get(path).headers["ETag"]}, **more)


@pytest.fixture
def program(world) -> Callable[..., Program]:
    """Return what makes a program of a role; with all scopes, unless some are named."""
    return lambda role, *scopes: program_of(world, role, *scopes)


def program_of(world, role: str, *scopes: Scope) -> Program:
    """Return a program of a role in this world."""
    client = world.app.test_client()
    if role == "nobody":
        return Program(client=client, token=None)
    with world.store.write() as tx:
        account = who_is(tx, session=world.sessions[role]).account
        made = make_token(tx, account=account, name="test", scopes=scopes or tuple(Scope), days=30)
    return Program(client=client, token=made.secret)
