"""Every route, for everyone, on one's own cohort and on another's: what is not yours is 404, as if it were not there.

The table is complete by test: a route that is added without saying who may use it fails here.
"""

import io

import pytest

from scheduler.tokens import hash_token, session_name, stop_token
from scheduler.web.api.urls import is_api
from tests.scheduler.web.conftest import offering, without_tokens

ROLES = ("nobody", "member", "facilitator", "coordinator", "other")
TABLE = {
    # method, route                                    nobody, member, facilitator, coordinator, another's coordinator
    ("GET", "/"): (200, 303, 303, 303, 303),
    ("POST", "/sign-in"): (303, 303, 303, 303, 303),
    ("GET", "/sign-in/code"): (200, 200, 200, 200, 200),
    ("POST", "/sign-in/code"): (409, 409, 409, 409, 409),  # until somebody has asked (test_signing_in)
    ("GET", "/sign-in/mail/<token>"): (404, 404, 404, 404, 404),  # the same
    ("POST", "/sign-in/mail/<token>"): (404, 404, 404, 404, 404),
    ("GET", "/sign-in/<token>"): (200, 200, 200, 200, 200),
    ("POST", "/sign-in/<token>"): (303, 303, 303, 303, 303),
    ("POST", "/sign-out"): (303, 303, 303, 303, 303),
    ("GET", "/sessions"): (303, 200, 200, 200, 200),
    ("POST", "/sessions/<session>/end"): (404, 303, 404, 404, 404),
    ("POST", "/sessions/end"): (404, 303, 303, 303, 303),
    ("GET", "/cohorts"): (303, 404, 200, 200, 200),
    ("GET", "/cohorts/new"): (404, 404, 404, 200, 200),
    ("POST", "/cohorts/new"): (404, 404, 404, 303, 303),
    ("GET", "/cohorts/<cohort>/set-up"): (404, 404, 404, 200, 404),
    ("GET", "/cohorts/<cohort>/set-up/cohort.toml"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/set-up/cohort.toml"): (
        404,
        404,
        404,
        422,
        404,
    ),  # what is sent is no such file
    ("GET", "/cohorts/<cohort>/set-up/<table>"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/set-up/<table>"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/set-up/<table>/<ref>"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/set-up/<table>/<ref>"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/people"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/attention"): (404, 404, 200, 200, 404),
    ("POST", "/cohorts/<cohort>/people/links"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/people/<person>/link"): (404, 404, 404, 200, 404),
    ("GET", "/cohorts/<cohort>/people/<person>/record"): (404, 404, 404, 200, 404),
    ("GET", "/cohorts/<cohort>/people/<person>/erase"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/people/<person>/erase"): (
        404,
        404,
        404,
        409,
        404,
    ),  # nobody has said "I am sure"
    ("GET", "/cohorts/<cohort>/lists"): (404, 404, 404, 200, 404),
    ("GET", "/cohorts/<cohort>/lists/<purpose>.csv"): (404, 404, 404, 200, 404),
    ("GET", "/cohorts/<cohort>/feeds"): (404, 404, 200, 200, 404),
    ("POST", "/cohorts/<cohort>/feeds/<feed>/revoke"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/feeds/shared"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/feeds/shared/<shared>/renew"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/feeds/shared/<shared>/revoke"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/imports"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/imports"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/imports/<upload>"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/imports/<upload>/settle"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/imports/<upload>/mend"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/imports/<upload>/leave-out"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/imports/<upload>/ask-anew"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/imports/<upload>/bad-rows.csv"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/imports/<upload>/confirm"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/runs"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/runs/ready"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/runs/<run>"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/runs/<run>/progress"): (404, 404, 200, 200, 404),
    ("POST", "/cohorts/<cohort>/runs/<run>/stop"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/runs/<run>/cancel"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/plans/<plan>"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/plans/compare"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/plans/<plan>/publish"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/plans/<plan>/publish"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/plans/<plan>/members/<person>"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/plans/<plan>/members/<person>/prices"): (404, 404, 404, 200, 404),
    ("GET", "/cohorts/<cohort>/plans/<plan>/board"): (404, 404, 404, 200, 404),
    ("GET", "/cohorts/<cohort>/plans/<plan>/board/rest"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/plans/<plan>/board/move"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/plans/<plan>/board/rule"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/plans/<plan>/board/hold"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/plans/<plan>/board/solve"): (404, 404, 404, 409, 404),  # it has no prices
    ("POST", "/cohorts/<cohort>/plans/<plan>/board/undo"): (404, 404, 404, 409, 404),  # nothing was changed
    ("POST", "/cohorts/<cohort>/plans/<plan>/board/redo"): (404, 404, 404, 409, 404),
    ("POST", "/cohorts/<cohort>/pairs/<member>/end"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/pairs/<member>/take-back"): (404, 404, 404, 404, 404),  # it was not ended
    ("POST", "/cohorts/<cohort>/rebalancing"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/rebalancing/<run>"): (404, 404, 200, 200, 404),
    ("POST", "/cohorts/<cohort>/rebalancing/<run>/keep"): (404, 404, 404, 404, 404),  # it moves nobody
    ("POST", "/cohorts/<cohort>/rebalancing/<run>/take"): (404, 404, 404, 303, 404),
    ("GET", "/join/<token>"): (404, 404, 404, 404, 404),  # until a form is open (test_signing_up)
    ("POST", "/join/<token>"): (404, 404, 404, 404, 404),
    ("GET", "/join/<token>/thanks"): (404, 404, 404, 404, 404),
    ("GET", "/cohorts/<cohort>/sign-ups"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/sign-ups/form"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/sign-ups/decide"): (404, 404, 404, 404, 404),  # nobody waits
    ("GET", "/cohorts/<cohort>/hours"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/hours/<coach>/<person>"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/community"): (404, 404, 200, 200, 404),
    ("POST", "/cohorts/<cohort>/community/norms"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/community/links"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/meetings"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/meetings/new"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/meetings/new"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/meetings/<meeting>"): (404, 404, 200, 200, 404),
    ("POST", "/cohorts/<cohort>/meetings/<meeting>/move"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/meetings/<meeting>/describe"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/meetings/<meeting>/links"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/meetings/<meeting>/cancel"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/meetings/<meeting>/restore"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/deliveries"): (404, 404, 200, 200, 404),
    ("POST", "/cohorts/<cohort>/deliveries/<delivery>/replay"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/notices"): (404, 404, 200, 200, 404),
    ("GET", "/cohorts/<cohort>/notices/words"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/notices/words"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/notices/approve"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/notices/withdraw"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/notices/again"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/notices/after-all"): (404, 404, 404, 303, 404),
    ("GET", "/me"): (303, 200, 404, 404, 404),
    ("POST", "/me/<person>/feed"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/preferences"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/meetings/<meeting>/answer"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/meetings/<meeting>/reflection"): (404, 404, 404, 404, 404),  # until it was held
    ("GET", "/me/<person>/meetings/<meeting>"): (404, 404, 404, 404, 404),  # the same
    ("GET", "/me/<person>/norms"): (404, 200, 404, 404, 404),
    ("GET", "/me/<person>/availability"): (404, 200, 404, 404, 404),
    ("POST", "/me/<person>/availability"): (404, 303, 404, 404, 404),
    ("GET", "/me/<person>/place"): (404, 200, 404, 404, 404),
    ("POST", "/me/<person>/place"): (404, 303, 404, 404, 404),
    ("GET", "/me/<person>/pause"): (404, 200, 404, 404, 404),
    ("POST", "/me/<person>/pause"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/pause/end"): (404, 303, 404, 404, 404),
    ("GET", "/me/<person>/record"): (404, 200, 404, 404, 404),
    ("GET", "/me/<person>/erase"): (404, 200, 404, 404, 404),
    ("POST", "/me/<person>/erase"): (404, 409, 404, 404, 404),  # the same
    ("GET", "/me/<person>/interests"): (404, 200, 404, 404, 404),
    ("POST", "/me/<person>/interests"): (404, 303, 404, 404, 404),
    ("GET", "/me/<person>/seen"): (404, 200, 404, 404, 404),
    ("POST", "/me/<person>/name"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/contact"): (404, 303, 404, 404, 404),
    ("GET", "/me/<person>/workshops"): (404, 200, 404, 404, 404),
    ("POST", "/me/<person>/workshops/<workshop>/join"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/workshops/<workshop>/wait"): (404, 409, 404, 404, 404),  # there is a free seat
    ("POST", "/me/<person>/workshops/<workshop>/let-go"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/workshops/<workshop>/leave"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/proposals"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/proposals/<proposal>/wish"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/proposals/<proposal>/take-back"): (404, 303, 404, 404, 404),
    ("GET", "/cohorts/<cohort>/rights"): (404, 404, 404, 200, 404),
    ("POST", "/cohorts/<cohort>/rights"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/rights/<account>/parts"): (404, 404, 404, 303, 404),
    ("POST", "/cohorts/<cohort>/rights/<account>/take"): (404, 404, 404, 303, 404),
    ("GET", "/cohorts/<cohort>/proposals"): (404, 404, 200, 200, 404),
    ("POST", "/cohorts/<cohort>/proposals/<proposal>"): (404, 404, 404, 303, 404),
    ("POST", "/me/<person>/hours/<other>"): (404, 303, 404, 404, 404),
    ("POST", "/me/<person>/hours/<other>/end"): (404, 303, 404, 404, 404),
    ("POST", "/mails/replies"): (404, 404, 404, 404, 404),  # until a mail gateway has a token (test_mails)
    ("GET", "/mails/<token>/stop"): (200, 200, 200, 200, 200),
    ("POST", "/mails/<token>/stop"): (200, 200, 200, 200, 200),
    ("GET", "/feeds/<token>.ics"): (200, 200, 200, 200, 200),
    ("GET", "/tokens"): (404, 200, 200, 200, 200),
    ("POST", "/tokens"): (404, 201, 201, 201, 201),
    ("POST", "/tokens/<token>/revoke"): (404, 404, 404, 404, 404),  # it is nobody's (test_tokens)
    ("GET", "/livez"): (200, 200, 200, 200, 200),
    ("GET", "/readyz"): (200, 200, 200, 200, 200),
    ("GET", "/static/<path:filename>"): (200, 200, 200, 200, 200),
}
FORMS = {
    "/community/norms": {"text": "We listen.", "seen": "0"},
    "/community/links": {
        "title": "Course",
        "url": "https://course.example.org",
        "about": "",
        "place": "1",
        "seen": "0",
    },
    "/tokens": {"name": "Sign-up form", "scope": "people:write", "days": "30"},
    "/reflection": {"worth": "yes", "text": "The songs."},
    "/notices/words": {"language": "", "opening": "Welcome!"},
    "/sign-ups/form": {"do": "open"},
    "/sign-ups/decide": {"do": "in"},
    "/board/move": {"seen": "0", "member": "cedar-M1", "coach": ""},
    "/board/rule": {"seen": "0", "member": "cedar-M1", "coach": "cedar-C1", "says": "must"},
    "/board/hold": {"seen": "0", "member": "cedar-M1", "stays": "yes"},
    "/board/solve": {"seen": "0"},
    "/board/undo": {"seen": "0"},
    "/board/redo": {"seen": "0"},
    "/meetings/new": {
        "title": "Rehearsal",
        "audience": "everybody",
        "day": "2026-10-14",
        "at": "12:00",
        "minutes": "60",
    },
    "/move": {"day": "2026-10-14", "at": "12:00", "minutes": "60"},
    "/describe": {"title": "Gathering", "join_url": ""},
    "/answer": {
        "answer": "yes",
        "starts": "2026-10-13T16:00:00+00:00",
        "ends": "2026-10-13T17:00:00+00:00",
    },
    "/preferences": {"channel": "mail", "mails": "on", "alarm": "30"},
    "/sign-in": {"email": "mariam@cedar.example.org"},
    "/cohorts/new": {
        "name": "Elm circle",
        "starts": "2027-01-01",
        "ends": "2027-06-30",
        "home_time_zone": "Europe/Kyiv",
    },
    "/set-up/workshops": {"per_member": "2", "served_first": "on"},
    "/session/gathering": {
        "name": "Gathering",
        "minutes": "60",
        "when": "at",
        "ordinal": "second",
        "weekday": "Tue",
        "at": "12:00",
    },
    "/rights": {"person": "cedar-M1", "right": "facilitator"},
    "/take": {"right": "facilitator", "moves": "0", "seats": "0"},
    "/proposals": {"name": "Weaving", "topic": "play"},
    "-proposal": {"state": "aside"},
    "/name": {"name": "Mira"},
    "/contact": {"email": "on"},
    "/pause": {"until": "2026-11-15"},
    "/join": {"section": "1"},
    "/wait": {"section": "1"},
    "/availability": {"step": "60", "q": "72"},
    "/place": {"zone": "Asia/Beirut"},
    "-C1": {"hour": "America/New_York 0 480"},
    "/mend": {"row": "4", "column": "role", "value": "member"},
    "/leave-out": {"row": "4"},
}
INSIDE = [
    route
    for route in TABLE
    if "<cohort>/" in route[1]
    and route[1].count("<") == 2
    and not {"<table>", "<purpose>"} & {*route[1].replace(".csv", "").split("/")}
]


def _path(world, route: str, *, cohort, inside) -> str:
    """Fill in a route: the cohort's id from one, everything inside it from the other."""
    token = inside.feed_token if route.startswith("/feeds") else inside.link
    if route.startswith("/mails"):
        token = stop_token(key=world.settings.feed_key, person=inside.person)
    filled = route.replace("<cohort>", cohort.cohort).replace("<token>", token)
    filled = filled.replace("<path:filename>", "commonhour.css").replace("<other>", f"{inside.cohort}-C1")
    table = "session" if "<ref>" in filled else "workshops"
    filled = filled.replace("<table>", table).replace("<ref>", "gathering")
    filled = filled.replace("<workshop>", "stories").replace("<purpose>", "names")
    filled = filled.replace("<member>", f"{inside.cohort}-M1")
    filled = filled.replace("<coach>", f"{inside.cohort}-C1")
    filled = filled.replace("<session>", session_name(hash_token(world.sessions["member"])))
    if "<account>" in filled:
        with world.store.read() as tx:
            facilitators = tx.accounts.holders(inside.cohort)
            (account,) = [each for each, held in facilitators.items() if held == ("facilitator",)]
            filled = filled.replace("<account>", account)
    filled = filled.replace("<proposal>", f"{inside.cohort}-proposal")
    if "/rebalancing/" in route:
        filled = filled.replace("<run>", offering(world, inside.cohort))
    for name in ("person", "upload", "run", "plan", "feed", "shared", "meeting", "delivery"):
        filled = filled.replace(f"<{name}>", getattr(inside, name))
    return filled


def _form(world, route: str, path: str) -> dict[str, object]:
    """Return what a good form sends there."""
    if "/notices" in route and not route.endswith("/words"):
        return {"notice": (world.birch if world.birch.cohort in path else world.cedar).notice}
    if route.endswith("/pairs/<member>/end"):
        return {"coach": f"{path.split('/')[2]}-C1", "never": "yes"}
    if route.endswith(".toml"):
        return {"file": (io.BytesIO(b"no toml"), "cohort.toml")}
    if route.endswith("/imports"):
        return {"file": (io.BytesIO(b"name,email\nA,a@example.org\n"), "people.csv")}
    return next((form for end, form in FORMS.items() if path.endswith(end)), {})


def _status(world, role: str, method: str, route: str, path: str) -> int:
    browser = world.browser(role)
    answer = browser.get(path) if method == "GET" else browser.post(path, _form(world, route, path))
    answer.close()
    return answer.status_code


def test_the_table_names_every_route(world) -> None:
    routes = {
        (method, rule.rule)
        for rule in world.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if not is_api(rule.rule)  # tests/scheduler/web/api/test_matrix.py
    }
    assert routes == set(TABLE)


@pytest.mark.parametrize(("method", "route"), TABLE, ids=lambda part: part)
def test_everyone_gets_what_is_theirs_and_404_for_the_rest(make_world, method, route) -> None:
    """Whoever is refused changes nothing, so that all of them share a world; and so does whoever only looks."""
    expected, answers = dict(zip(ROLES, TABLE[method, route], strict=True)), {}
    world = make_world()
    for role in sorted(ROLES, key=lambda each: expected[each] != 404):
        if method == "POST" and set(answers.values()) - {404}:
            world = make_world()
        path = _path(world, route, cohort=world.cedar, inside=world.cedar)
        answers[role] = _status(world, role, method, route, path)
    assert answers == expected


@pytest.mark.parametrize(("method", "route"), INSIDE, ids=lambda part: part)
def test_a_coordinator_does_not_reach_another_cohort_through_their_own(world, method, route) -> None:
    path = _path(world, route, cohort=world.cedar, inside=world.birch)
    assert _status(world, "coordinator", method, route, path) == 404


@pytest.mark.parametrize(("method", "route"), INSIDE, ids=lambda part: part)
def test_a_facilitator_and_a_member_reach_nothing_of_another_cohort(world, method, route) -> None:
    path = _path(world, route, cohort=world.birch, inside=world.birch)
    assert {_status(world, role, method, route, path) for role in ("member", "facilitator")} == {404}


def test_a_member_cannot_change_the_feed_of_somebody_else(world) -> None:
    for person in (world.birch.person, "cedar-M2"):
        assert world.browser("member").post(f"/me/{person}/feed").status_code == 404


def test_a_cohort_that_is_not_yours_looks_like_one_that_is_not_there(world) -> None:
    browser = world.browser("member")
    pages = (browser.get(f"/cohorts/{cohort}").text for cohort in (world.cedar.cohort, "nowhere"))
    assert len({without_tokens(page) for page in pages}) == 1
