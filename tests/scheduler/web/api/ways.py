"""Who may use which operation of the API, and what is sent there: by it the access matrix is generated.

An operation that is added without saying so fails `test_matrix.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scheduler.access import Access, whole_cohort
from scheduler.commands.cohorts import account_of_person
from scheduler.commands.ending import end_pair
from scheduler.commands.signing_up import send_form
from scheduler.commands.webhooks import add_webhook
from scheduler.queries.my_page import my_companions
from scheduler.roster.cohort_out import write_cohort
from scheduler.web.api.clock_times import clock_at, day_named
from scheduler.web.api.examples import example_of
from scheduler.web.api.operations import Operation
from scheduler.web.api.shapes import Sent
from tests.scheduler.web.conftest import offering

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
    name that each cohort has its own of: of another cohort there is none to reach through one's own. `arguments` are
    those that its address has to have.
    """

    allowed: frozenset[str]
    fills: Fill = lambda _world, _objects: {}
    sends: Send | None = None
    kind: str = "application/json"
    answers: int | None = None
    named_alike: bool = False
    arguments: Mapping[str, str] = field(default_factory=dict)


def _stories(_world, _objects) -> Mapping[str, str]:
    return {"workshop": "stories"}


def _their_coach(_world, objects) -> Mapping[str, str]:
    return {"other": f"{objects.cohort}-C1"}


def _after_the_gathering(world, _objects) -> Mapping[str, str]:
    """Let the first meeting, of everybody, be over; nothing else of the path is another."""
    world.clock.at = datetime(2026, 10, 14, 12, tzinfo=UTC)
    return {}


def _proposal(_world, objects) -> Mapping[str, str]:
    return {"proposal": f"{objects.cohort}-proposal"}


def _their_member(_world, objects) -> Mapping[str, str]:
    return {"member": f"{objects.cohort}-M1"}


def _offering(world, objects) -> Mapping[str, str]:
    return {"run": offering(world, objects.cohort)}


def _ended(world, objects) -> Mapping[str, str]:
    """End the first member's pair, if it goes on."""
    member, coach = (f"{objects.cohort}-{key}" for key in ("M1", "C1"))
    with world.store.write() as tx:
        if not tx.endings.of_cohort(objects.cohort):
            end_pair(whole_cohort(tx, objects.cohort), member=member, coach=coach, reason="", never=False)
    return {"member": member}


def _their_notice(_world, objects) -> object:
    return {"notices": [objects.notice]}


def _coach(_world, objects) -> object:
    return {"coach": f"{objects.cohort}-C1"}


def _on_board(**said: object) -> Send:
    return lambda _, objects: {"seen": 0, "member": f"{objects.cohort}-M1", **said}


def _an_hour(world, objects) -> object:
    """Return an hour that a member and their coach could keep."""
    with world.store.read() as tx:
        account = account_of_person(tx, person=f"{objects.cohort}-M1")
        (companion,) = my_companions(Access(tx=tx, account=account).myself(f"{objects.cohort}-M1"))
    hour = companion.hours[0].hour
    return {"time_zone": hour.time_zone, "day": day_named(hour.day), "at": clock_at(hour.start)}


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
    "get_list": Way(allowed=COORDINATE, fills=lambda _, __: {"purpose": "names"}, named_alike=True),
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
    "list_sessions": Way(allowed=LOOK),
    "list_workshops": Way(allowed=LOOK),
    "compare_plans": Way(allowed=LOOK),
    "get_member_card": Way(allowed=LOOK, fills=_their_member),
    "get_member_prices": Way(allowed=LOOK, fills=_their_member),
    "end_one_pair": Way(allowed=COORDINATE, fills=_their_member, sends=_coach),
    "restore_one_pair": Way(allowed=COORDINATE, fills=_ended, sends=_coach),
    "get_board": Way(allowed=COORDINATE),
    "get_rest_of_board": Way(allowed=COORDINATE),
    "move_on_board": Way(allowed=COORDINATE, sends=_on_board(coach=None)),
    "rule_on_board": Way(
        allowed=COORDINATE,
        sends=lambda world, objects: {
            **_on_board(says="must")(world, objects),
            "coach": f"{objects.cohort}-C1",
        },
    ),
    "hold_on_board": Way(allowed=COORDINATE, sends=_on_board(stays=True)),
    "solve_rest_of_board": Way(allowed=COORDINATE, answers=409),  # it has no prices
    "undo_on_board": Way(allowed=COORDINATE, answers=409),  # nothing was changed
    "redo_on_board": Way(allowed=COORDINATE, answers=409),
    "ask_to_rebalance": Way(allowed=COORDINATE),
    "get_frontier": Way(allowed=LOOK, fills=_offering),
    "take_offer": Way(allowed=COORDINATE, fills=_offering),
    "keep_with_coach": Way(allowed=COORDINATE, fills=_offering, answers=404),  # it moves nobody
    "list_meetings": Way(allowed=LOOK),
    "get_meeting": Way(allowed=LOOK),
    "change_meeting": Way(allowed=COORDINATE),
    "cancel_one_meeting": Way(allowed=COORDINATE),
    "restore_one_meeting": Way(allowed=COORDINATE),
    "list_audiences": Way(allowed=COORDINATE),
    "look_at_meeting": Way(
        allowed=COORDINATE,
        arguments={
            "title": "Questions",
            "audience": "everybody",
            "day": "2026-10-20",
            "at": "18:00",
            "minutes": "60",
        },
    ),
    "add_one_meeting": Way(allowed=COORDINATE),
    "get_attendance": Way(allowed=LOOK),
    "get_reflections": Way(allowed=LOOK, fills=_after_the_gathering),
    "list_notices": Way(allowed=LOOK),
    "get_notice": Way(allowed=LOOK),
    "count_notices": Way(allowed=LOOK),
    "approve_notices": Way(allowed=COORDINATE, sends=_their_notice),
    "approve_all_notices": Way(allowed=COORDINATE),
    "withdraw_notices": Way(allowed=COORDINATE, sends=_their_notice),
    "send_notices_again": Way(allowed=COORDINATE, sends=_their_notice),
    "send_notices_after_all": Way(allowed=COORDINATE, sends=_their_notice),
    "list_letter_words": Way(allowed=COORDINATE),
    "get_letter_words": Way(allowed=COORDINATE, fills=lambda _, __: {"language": "en"}, named_alike=True),
    "put_letter_words": Way(allowed=COORDINATE, fills=lambda _, __: {"language": "en"}, named_alike=True),
    "get_me": Way(allowed=ANYONE),
    "get_my_page": Way(allowed=THEMSELF),
    "get_my_feed": Way(allowed=THEMSELF),
    "renew_my_feed": Way(allowed=THEMSELF),
    "get_my_calendar": Way(allowed=THEMSELF),
    "get_my_preferences": Way(allowed=THEMSELF),
    "put_my_preferences": Way(allowed=THEMSELF),
    "get_my_availability": Way(allowed=THEMSELF),
    "put_my_availability": Way(allowed=THEMSELF),
    "get_my_place": Way(allowed=THEMSELF),
    "put_my_place": Way(allowed=THEMSELF),
    "look_up_place": Way(allowed=THEMSELF, arguments={"place": "Beirut"}),
    "get_my_interests": Way(allowed=THEMSELF),
    "put_my_interests": Way(allowed=THEMSELF),
    "get_my_name": Way(allowed=THEMSELF),
    "put_my_name": Way(allowed=THEMSELF),
    "get_my_contact": Way(allowed=THEMSELF),
    "put_my_contact": Way(allowed=THEMSELF),
    "list_my_contacts": Way(allowed=THEMSELF),
    "get_my_pause": Way(allowed=THEMSELF),
    "put_my_pause": Way(allowed=THEMSELF),
    "end_my_pause": Way(allowed=THEMSELF),
    "get_my_workshops": Way(allowed=THEMSELF),
    "join_workshop": Way(allowed=THEMSELF, fills=_stories),
    "wait_for_seat": Way(allowed=THEMSELF, fills=_stories, answers=409),
    "let_seat_go": Way(allowed=THEMSELF, fills=_stories),
    "leave_workshop": Way(allowed=THEMSELF, fills=_stories),
    "list_open_proposals": Way(allowed=THEMSELF),
    "propose_workshop": Way(allowed=THEMSELF),
    "get_open_proposal": Way(allowed=THEMSELF, fills=_proposal),
    "take_back_proposal": Way(allowed=THEMSELF, fills=_proposal),
    "wish_for_proposal": Way(allowed=THEMSELF, fills=_proposal),
    "get_my_answer": Way(allowed=THEMSELF),
    "put_my_answer": Way(allowed=THEMSELF),
    "get_my_past_meeting": Way(allowed=THEMSELF, fills=_after_the_gathering),
    "get_my_reflection": Way(allowed=THEMSELF, fills=_after_the_gathering),
    "put_my_reflection": Way(allowed=THEMSELF, fills=_after_the_gathering),
    "take_my_reflection_back": Way(allowed=THEMSELF, fills=_after_the_gathering),
    "list_my_hours": Way(allowed=THEMSELF),
    "get_my_hours": Way(allowed=THEMSELF, fills=_their_coach),
    "agree_on_hour": Way(allowed=THEMSELF, fills=_their_coach, sends=_an_hour),
    "end_agreed_hour": Way(allowed=THEMSELF, fills=_their_coach),
}


def body_of(operation: Operation, way: Way, world, objects) -> dict[str, object]:
    """Return what a request for an operation brings along."""
    if operation.takes is None:
        return {}
    if issubclass(operation.takes, Sent):
        return {"data": way.sends(world, objects), "content_type": way.kind}
    return {"json": example_of(operation.takes) if way.sends is None else way.sends(world, objects)}
