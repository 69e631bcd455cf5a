"""Everything that a member can get: pages, what they lead to, the API's answers, feeds, and mails to them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from urllib.parse import unquote, unquote_plus, urlsplit

from scheduler.access import Access, whole_cohort
from scheduler.commands.agreeing import say_yes
from scheduler.commands.cohorts import account_of_person
from scheduler.commands.following import follow
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, input_hash, request_run
from scheduler.commands.setting_up import change_rules
from scheduler.domain.people import Capacity, PersonId
from scheduler.domain.proposals import Proposal, ProposalState
from scheduler.queries.my_page import my_companions
from scheduler.roster.hours import read_hours
from scheduler.store.runs import Release
from scheduler.web.api.front import OPERATIONS
from tests.scheduler.web.api.conftest import program_of
from tests.scheduler.web.api.test_matrix import filled
from tests.scheduler.web.api.ways import WAYS
from tests.scheduler.web.test_access_matrix import TABLE, _path
from workers.solving import solve

MARIAM, FERESHTA, RUTH, TESFAY = (PersonId(f"cedar-{key}") for key in ("M1", "M2", "C1", "M3"))
MAIL = {
    MARIAM: "mariam@cedar.example.org",
    FERESHTA: "fereshta.sabzwari@elsewhere.example.org",
    RUTH: "ruth.okonjo@work.example.org",
    TESFAY: "tesfay.haile@school.example.org",
}
NUMBER = {
    MARIAM: "+380 44 000 1111",
    FERESHTA: "+93 70 000 2222",
    RUTH: "+1 709 555 3333",
    TESFAY: "+254 70 000 4444",
}
ZONE = {MARIAM: "Europe/Kyiv", FERESHTA: "Asia/Kabul", RUTH: "America/St_Johns", TESFAY: "Africa/Nairobi"}
ROSTER = {MARIAM: "Mariam", FERESHTA: "Fereshta Sabzwari", RUTH: "Ruth Okonjo", TESFAY: "Tesfay Haile"}
HOURS = "Mon 06:15-12:45; Wed 05:15-23:15; Thu 06:15-23:15; Sat 07:30-16:45"
MARIAMS_HOURS = "Mon 12:00-18:00; Wed 12:00-21:00; Thu 12:00-22:00"
"""Less of them is Ruth's in the week in which Kyiv alone has left summer time."""


def set_up(world) -> None:
    """Have Cedar's people be known by their addresses, live in zones of their own, and go by a plan that was solved."""
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        mariam, fereshta, ruth = scope.people()
        every = (mariam, fereshta, ruth, replace(fereshta, id=TESFAY, interests=("play", "reading")))
        people = tuple(
            replace(
                each,
                key=MAIL[each.id],
                name=ROSTER[each.id],
                email=MAIL[each.id],
                whatsapp=NUMBER[each.id],
                time_zone=ZONE[each.id],
                availability=read_hours(MARIAMS_HOURS if each.id == MARIAM else HOURS),
                workshops=("stories",) if each.id != RUTH else (),
            )
            for each in every
        )
        import_people(scope, people=people)
        (stories,) = scope.cohort.workshops
        coaching = replace(scope.cohort.coaching, capacity=Capacity(minimum=1, maximum=3))
        rules = replace(
            scope.cohort, coaching=coaching, workshops=(replace(stories, facilitators=(MAIL[RUTH],)),)
        )
        change_rules(scope, cohort=rules)
        scope = whole_cohort(tx, "cedar")
        run = request_run(scope)
        made_from = input_hash(cohort=scope.cohort, people=people)
        plan = solve(cohort=scope.cohort, people=scope.people())
        assert {pair.member for pair in plan.coaching.pairs} == {MARIAM, FERESHTA, TESFAY}
        assert [{*section.members} for section in plan.workshops.sections] == [{MARIAM, FERESHTA, TESFAY}]
        finish_run(scope, run=run, plan=plan, made_from=made_from)
        new = tx.runs.plan_of_run(scope.cohort.id, run)
        tx.runs.add_release(scope.cohort.id, Release(number=2, plan=new.id, published_at=tx.now, note=""))
        follow(scope, feed_key=world.settings.feed_key)
        tx.proposals.add(
            Proposal(
                id="cedar-weaving",
                person=FERESHTA,
                name="Weaving",
                topic="play",
                about="",
                leads=True,
                state=ProposalState.OPEN,
                proposed_at=tx.now,
                wished_by=frozenset({FERESHTA, TESFAY}),
            )
        )


def suggest_hour(world) -> None:
    """Have Mariam suggest an hour to Ruth, who has not said yes."""
    with world.store.write() as tx:
        me = Access(tx=tx, account=account_of_person(tx, person=MARIAM)).myself(MARIAM)
        (companion,) = my_companions(me)
        say_yes(me, other=RUTH, hour=companion.hours[0].hour)


def be_followed(world) -> None:
    """Have calendars follow, and mails be drafted."""
    with world.store.write() as tx:
        follow(whole_cohort(tx, "cedar"), feed_key=world.settings.feed_key)


def all_that_a_member_gets(world, role: str = "member") -> Mapping[str, str]:
    """Return it by where it stands, as it reads once every way of writing it otherwise is undone."""
    return {
        where: _plain(text) for where, text in (*_pages(world, role), *_answers(world, role), *_mails(world))
    }


def _plain(text: str) -> str:
    """Return a text with what it says in other ways: entities, addresses' escapes, JSON's, folded lines."""
    unfolded = re.sub(r"\\u([0-9a-f]{4})", lambda sign: chr(int(sign[1], 16)), text.replace("\r\n ", ""))
    read = unescape(unfolded)
    return "\n".join((unfolded, read, unquote(read), unquote_plus(read)))


def _pages(world, role: str) -> Iterator[tuple[str, str]]:
    """Yield every page of the matrix that opens, and whatever any of them leads to."""
    browser, seen = world.browser(role), set[str]()
    to_see = [
        _path(world, route, cohort=world.cedar, inside=world.cedar)
        for (method, route), answers in TABLE.items()
        if method == "GET" and answers[1] == 200 and "<session>" not in route
    ]
    to_see += [f"/feeds/{token}.ics" for token in (world.cedar.shared_token, world.cedar.section_token)]
    while to_see:
        path = to_see.pop()
        if path in seen or path.startswith("/static/"):
            continue
        seen.add(path)
        answer = browser.get(path)
        if answer.status_code != 200:
            continue
        yield path, answer.text
        if answer.mimetype == "text/html":
            links = (urlsplit(unescape(link)) for link in re.findall(r'(?:href|src)="([^"]+)"', answer.text))
            to_see += [
                f"{link.path}?{link.query}" if link.query else link.path
                for link in links
                if link.scheme in {"", "http"} and link.netloc in {"", "localhost"} and link.path
            ]


def _answers(world, role: str) -> Iterator[tuple[str, str]]:
    program = program_of(world, role)
    for operation in OPERATIONS:
        if operation.method == "GET" and role in WAYS[operation.name].allowed:
            path = filled(operation.name, world, cohort=world.cedar, inside=world.cedar)
            answer = program.get(path)
            yield f"api {operation.name}", f"{dict(answer.headers)}\n{answer.text}"


def _mails(world) -> Iterator[tuple[str, str]]:
    """Yield what is written to Mariam, and what an invitation brings: her entries."""
    with world.store.read() as tx:
        for notice in tx.notices.of_cohort("cedar"):
            if notice.person == MARIAM and notice.state in {"waiting", "approved"}:
                yield f"mail {notice.id}", f"{notice.subject}\n{notice.body}"
        for uid, entry in tx.calendars.entries(MARIAM).items():
            yield f"entry {uid}", f"{entry.content}\n{entry.body.decode()}"
