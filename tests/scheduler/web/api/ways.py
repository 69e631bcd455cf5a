"""Who may use which operation of the API, and what is sent there: by it the access matrix is generated.

An operation that is added without saying so fails `test_matrix.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.access import whole_cohort
from scheduler.roster.cohort_out import write_cohort
from scheduler.web.api.examples import example_of
from scheduler.web.api.operations import Operation
from scheduler.web.api.shapes import Sent

ROLES = ("member", "facilitator", "coordinator", "other")
"""Of the first cohort, and `other`: a coordinator of another one. `nobody` has no token."""
ANYONE = frozenset(ROLES)
LOOK = frozenset({"facilitator", "coordinator"})
COORDINATE = frozenset({"coordinator"})
FOUND = frozenset({"coordinator", "other"})
THEMSELF = frozenset({"member"})
DEFAULTS = ("cohort", "person", "upload", "run", "plan", "feed", "shared", "meeting", "notice", "delivery")
"""What stands in paths by the names of `Objects`."""

Fill = Callable[..., Mapping[str, str]]
Send = Callable[..., object]


@dataclass(frozen=True, kw_only=True)
class Way:
    """Who is `allowed`, what fills the path beyond the DEFAULTS (`fills` of a world and the objects of a cohort).

    And what is sent where that is not the example of its model: `sends`, a JSON value, or the bytes of a file of the
    `kind`. `answers` is the status where that is not the documented one. What is `named_alike` goes by a number or a
    name that each cohort has its own of: of another cohort there is none to reach through one's own.
    """

    allowed: frozenset[str]
    fills: Fill = lambda _world, _objects: {}
    sends: Send | None = None
    kind: str = "application/json"
    answers: int | None = None
    named_alike: bool = False


def _rules(world, objects) -> bytes:
    with world.store.read() as tx:
        return write_cohort(whole_cohort(tx, objects.cohort).cohort)


WAYS: dict[str, Way] = {
    "list_cohorts": Way(allowed=ANYONE),
    "set_up": Way(allowed=FOUND),
    "get_cohort": Way(allowed=LOOK),
    "get_rules": Way(allowed=COORDINATE),
    "put_rules": Way(allowed=COORDINATE, sends=_rules, kind="application/toml"),
    "list_runs": Way(allowed=LOOK),
    "ask_for_run": Way(allowed=COORDINATE),
    "get_run": Way(allowed=LOOK),
    "stop": Way(allowed=COORDINATE),
    "cancel": Way(allowed=COORDINATE),
    "list_plans": Way(allowed=LOOK),
    "get_plan": Way(allowed=LOOK),
    "list_releases": Way(allowed=LOOK),
    "publish": Way(
        allowed=COORDINATE, sends=lambda _, objects: {"plan": objects.plan, "name": "Second", "note": ""}
    ),
    "get_release": Way(allowed=LOOK, fills=lambda _, __: {"release": "1"}, named_alike=True),
}


def body_of(operation: Operation, way: Way, world, objects) -> dict[str, object]:
    """Return what a request for an operation brings along."""
    if operation.takes is None:
        return {}
    if issubclass(operation.takes, Sent):
        return {"data": way.sends(world, objects), "content_type": way.kind}
    return {"json": example_of(operation.takes) if way.sends is None else way.sends(world, objects)}
