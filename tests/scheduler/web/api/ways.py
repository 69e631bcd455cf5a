"""Who may use which operation of the API, and what is sent there: by it the access matrix is generated.

An operation that is added without saying so fails `test_matrix.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.access import whole_cohort
from scheduler.commands.signing_up import send_form
from scheduler.commands.webhooks import add_webhook
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


def _sheet(_world, objects) -> bytes:
    return f"id,name,email,role,time_zone\nM9,Nadia,nadia@{objects.cohort}.example.org,member,Asia/Beirut\n".encode()


def _sign_up(world, objects) -> str:
    """Have somebody wait for a cohort's coordinators."""
    cells = dict.fromkeys(("languages", "interests", "availability", "workshops", "capacity"), "") | {
        "name": "Nadia",
        "email": "nadia@example.org",
        "role": "member",
        "time_zone": "Asia/Beirut",
    }
    with world.store.write() as tx:
        return send_form(tx, cohort=whole_cohort(tx, objects.cohort).cohort, cells=cells)


def _webhook(world, objects) -> Mapping[str, str]:
    with world.store.write() as tx:
        added = add_webhook(tx, url="https://hooks.example.org/", private=False, cohort=objects.cohort)
    return {"webhook": added.id}


def _facilitator(world, objects) -> Mapping[str, str]:
    with world.store.read() as tx:
        held = tx.accounts.holders(whole_cohort(tx, objects.cohort).cohort.id)
    (account,) = (account for account, rights in held.items() if rights == ("facilitator",))
    return {"account": account, "right": "facilitator"}


def _proposal(_world, objects) -> Mapping[str, str]:
    return {"proposal": f"{objects.cohort}-proposal"}


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
    "list_people": Way(allowed=LOOK),
    "get_person": Way(allowed=LOOK),
    "send_sheet": Way(allowed=COORDINATE, sends=_sheet, kind="text/csv"),
    "get_import": Way(allowed=COORDINATE),
    "settle_import": Way(allowed=COORDINATE),
    "ask_import_anew": Way(allowed=COORDINATE),
    "mend_import": Way(allowed=COORDINATE),
    "leave_out_of_import": Way(allowed=COORDINATE, fills=lambda _, __: {"row": "4"}),
    "get_bad_rows": Way(allowed=COORDINATE),
    "confirm_import": Way(allowed=COORDINATE),
    "get_sign_up_form": Way(allowed=COORDINATE),
    "set_sign_up_form": Way(allowed=COORDINATE),
    "renew_sign_up_form": Way(allowed=COORDINATE, answers=409),
    "list_sign_ups": Way(allowed=COORDINATE),
    "send_sign_up": Way(allowed=COORDINATE),
    "get_sign_up": Way(
        allowed=COORDINATE, fills=lambda world, objects: {"sign_up": _sign_up(world, objects)}
    ),
    "decide_sign_ups": Way(
        allowed=COORDINATE,
        sends=lambda world, objects: {"sign_ups": [_sign_up(world, objects)], "decision": "bring_in"},
    ),
    "list_rights": Way(allowed=COORDINATE),
    "give_right_to": Way(
        allowed=COORDINATE,
        sends=lambda _, objects: {"person": objects.person, "right": "facilitator"},
    ),
    "take_right_back": Way(allowed=COORDINATE, fills=_facilitator),
    "get_parts": Way(allowed=COORDINATE, fills=_facilitator),
    "put_parts": Way(allowed=COORDINATE, fills=_facilitator),
    "get_norms": Way(allowed=LOOK),
    "put_norms": Way(allowed=COORDINATE),
    "get_links": Way(allowed=LOOK),
    "put_links": Way(allowed=COORDINATE),
    "list_proposals": Way(allowed=LOOK),
    "get_proposal": Way(allowed=LOOK, fills=_proposal),
    "decide_about_proposal": Way(allowed=COORDINATE, fills=_proposal),
    "get_attention": Way(allowed=LOOK),
    "get_readiness": Way(allowed=LOOK),
    "get_hours": Way(allowed=LOOK),
    "get_shared_week": Way(allowed=LOOK, fills=lambda _, objects: {"coach": f"{objects.cohort}-C1"}),
    "list_feeds": Way(allowed=LOOK),
    "revoke_feed_of": Way(allowed=COORDINATE),
    "list_shared_calendars": Way(allowed=LOOK),
    "share_calendar": Way(allowed=COORDINATE),
    "get_shared_calendar": Way(allowed=LOOK),
    "get_shared_address": Way(allowed=LOOK),
    "renew_shared_calendar": Way(allowed=COORDINATE),
    "revoke_shared_calendar": Way(allowed=COORDINATE),
    "list_deliveries": Way(allowed=LOOK),
    "replay": Way(allowed=COORDINATE),
    "list_webhooks": Way(allowed=COORDINATE),
    "add_webhook": Way(allowed=COORDINATE),
    "get_webhook": Way(allowed=COORDINATE, fills=_webhook),
    "change_webhook": Way(allowed=COORDINATE, fills=_webhook),
    "drop_webhook": Way(allowed=COORDINATE, fills=_webhook),
    "change_webhook_secret": Way(allowed=COORDINATE, fills=_webhook),
}


def body_of(operation: Operation, way: Way, world, objects) -> dict[str, object]:
    """Return what a request for an operation brings along."""
    if operation.takes is None:
        return {}
    if issubclass(operation.takes, Sent):
        return {"data": way.sends(world, objects), "content_type": way.kind}
    return {"json": example_of(operation.takes) if way.sends is None else way.sends(world, objects)}
