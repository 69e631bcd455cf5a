"""Every operation, for every role and none, on one's own, another's and another cohort's: 404 for what is not yours.

Beside each role that may use it stands the same with a token that lacks the scope: 403, whatever is asked for.
"""

import re
from urllib.parse import urlencode

import pytest

from scheduler.domain.scopes import Scope
from scheduler.web.api.front import OPERATIONS
from tests.scheduler.web.api.conftest import program_of
from tests.scheduler.web.api.ways import DEFAULTS, ROLES, WAYS, body_of

BY_NAME = {operation.name: operation for operation in OPERATIONS}
OF_A_COHORT = [name for name, operation in BY_NAME.items() if "cohort" in operation.parts]
INSIDE = [name for name in OF_A_COHORT if len(BY_NAME[name].parts) > 1 and not WAYS[name].named_alike]
OF_A_PERSON = [
    name
    for name, operation in BY_NAME.items()
    if "person" in operation.parts and "cohort" not in operation.parts
]


def filled(name, world, *, cohort, inside) -> str:
    """Fill in a path: the cohort's id from one, everything inside it from the other."""
    values = {each: getattr(inside, each) for each in DEFAULTS} | WAYS[name].fills(world, inside)
    values["cohort"] = cohort.cohort
    path = re.sub(r"<(\w+)>", lambda part: values[part[1]], BY_NAME[name].path)
    return f"{path}?{urlencode(WAYS[name].arguments)}" if WAYS[name].arguments else path


def status(world, role, name, *, cohort, inside, scopes=tuple(Scope)) -> int:
    """Ask as a role, by a token of these scopes, with what the guards of a change have it see."""
    operation, path = BY_NAME[name], filled(name, world, cohort=cohort, inside=inside)
    headers = {}
    if operation.guards is not None:
        seen = program_of(world, "coordinator" if role == "nobody" else role).get(path)
        headers["If-Match"] = seen.headers.get("ETag", '"none"')
    caller = program_of(world, role, *scopes)
    answer = caller.call(
        operation.method, path, headers=headers, **body_of(operation, WAYS[name], world, inside)
    )
    assert answer.status_code < 500, answer.text
    return answer.status_code


def test_the_table_names_every_operation() -> None:
    assert set(WAYS) == set(BY_NAME)


@pytest.mark.parametrize("name", BY_NAME)
def test_everyone_gets_what_is_theirs_and_404_for_the_rest(make_world, name) -> None:
    """Whoever is refused changes nothing, so that all of them share a world; and so does whoever only reads."""
    way, operation = WAYS[name], BY_NAME[name]
    wanted, world, found = way.answers or int(operation.status), make_world(), {}
    for role in sorted(("nobody", *ROLES), key=lambda each: each in way.allowed):
        if operation.writes and wanted in found.values():
            world = make_world()
        found[role] = status(world, role, name, cohort=world.cedar, inside=world.cedar)
    expected = {role: wanted if role in way.allowed else 404 for role in ROLES} | {"nobody": 401}
    assert found == expected


@pytest.mark.parametrize("name", BY_NAME)
def test_a_token_without_the_scope_is_refused_whoever_asks(world, name) -> None:
    others = tuple(scope for scope in Scope if scope is not BY_NAME[name].scope)
    for role in ROLES:
        assert status(world, role, name, cohort=world.cedar, inside=world.cedar, scopes=others) == 403


@pytest.mark.parametrize("name", INSIDE)
def test_nobody_reaches_another_cohort_through_their_own(world, name) -> None:
    for role in ROLES:
        assert status(world, role, name, cohort=world.cedar, inside=world.birch) == 404


@pytest.mark.parametrize("name", OF_A_COHORT)
def test_nobody_of_one_cohort_reaches_anything_of_another(world, name) -> None:
    for role in set(ROLES) - {"other"}:
        assert status(world, role, name, cohort=world.birch, inside=world.birch) == 404


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_nobody_is_somebody_else(world, name) -> None:
    for person in ("cedar-M2", "birch-M1"):
        path = filled(name, world, cohort=world.cedar, inside=world.cedar).replace("cedar-M1", person)
        operation = BY_NAME[name]
        headers = {} if operation.guards is None else {"If-Match": '"seen"'}
        for role in ROLES:
            answer = program_of(world, role).call(
                operation.method, path, headers=headers, **body_of(operation, WAYS[name], world, world.cedar)
            )
            assert answer.status_code == 404
