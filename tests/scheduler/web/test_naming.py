"""People choose what others call them: calendars, mails, plans and pages follow, and no roster undoes it."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from scheduler.access import Access, whole_cohort
from scheduler.commands.agreeing import say_yes
from scheduler.commands.cohorts import account_of_person
from scheduler.commands.erasing import erase_person
from scheduler.commands.naming import LONGEST_NAME, call_as_now, choose_name
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, input_hash, request_run
from scheduler.events import PersonCorrected
from scheduler.queries.my_page import my_companions
from scheduler.store import tables
from scheduler.store.told import Told
from tests.scheduler.web.api.conftest import program_of
from tests.scheduler.web.seen_by_members import (
    FERESHTA,
    MAIL,
    MARIAM,
    ROSTER,
    RUTH,
    TESFAY,
    be_followed,
    set_up,
)
from tests.scheduler.web.test_agreeing import as_person
from workers.solving import solve


@pytest.fixture
def cedar(world):  # noqa: ANN201 - a world
    """Cedar, in which Mariam and Ruth have agreed on an hour, and some of what stands in calendars is over."""
    set_up(world)
    with world.store.write() as tx:
        me, ruth = (_of(tx, person) for person in (MARIAM, RUTH))
        hour = my_companions(me)[0].hours[0].hour
        say_yes(me, other=RUTH, hour=hour)
        say_yes(ruth, other=MARIAM, hour=next(iter(tx.agreements.of_cohort("cedar").values())).suggested)
    be_followed(world)
    world.clock.at = datetime(2026, 10, 28, tzinfo=UTC)
    return world


def _of(tx, person):  # noqa: ANN202 - a scope
    return Access(tx=tx, account=account_of_person(tx, person=person)).myself(person)


def call(world, person, name: str) -> None:
    with world.store.write() as tx:
        choose_name(_of(tx, person), name=name)


def entries(world):  # noqa: ANN201 - entries by owner and UID
    with world.store.read() as tx:
        kept = tx.calendars.entries_of_cohort("cedar")
        return {(owner, uid): entry for owner, theirs in kept.items() for uid, entry in theirs.items()}


def documents(world) -> str:
    with world.store.read() as tx:
        rows = tx.runs._connection.execute(tables.plan.select().where(tables.plan.c.cohort_id == "cedar"))
        return json.dumps([row.document for row in rows], ensure_ascii=False)


def test_just_the_entries_that_say_the_name_follow_also_those_that_are_over(cedar) -> None:
    before = entries(cedar)
    saying = {
        key for key, entry in before.items() if ROSTER[RUTH].encode() in entry.body.replace(b"\r\n ", b"")
    }
    over = {key for key in saying if before[key].content.ends <= cedar.clock.at}
    assert saying > over > set()
    assert {owner for owner, _ in saying} >= {MARIAM}
    assert RUTH not in {owner for owner, _ in saying}
    cedar.clock.at = datetime(2026, 10, 28, 1, tzinfo=UTC)
    call(cedar, RUTH, "Coach R.")
    assert {key for key, entry in entries(cedar).items() if entry != before[key]} == over
    be_followed(cedar)
    after = entries(cedar)
    assert {key for key, entry in after.items() if entry != before[key]} == saying
    for key in saying:
        assert b"Coach R." in after[key].body.replace(b"\r\n ", b"")
        assert after[key].revision.sequence == before[key].revision.sequence + 1
        assert after[key].revision.dtstamp == cedar.clock.at
    be_followed(cedar)
    assert entries(cedar) == after


def test_whoever_is_written_to_is_so_as_of_a_new_name_in_a_roster(make_world) -> None:
    """Mariam has her meetings by invitation, and so a new one of each that is called otherwise; nobody else has any."""
    found = []
    for chooses in (True, False):
        world = make_world()
        set_up(world)
        with world.store.write() as tx:
            me, ruth = (_of(tx, person) for person in (MARIAM, RUTH))
            say_yes(me, other=RUTH, hour=my_companions(me)[0].hours[0].hour)
            (stands,) = tx.agreements.of_cohort("cedar").values()
            say_yes(ruth, other=MARIAM, hour=stands.suggested)
        be_followed(world)
        with world.store.write() as tx:
            for person in (MARIAM, FERESHTA):
                invited = person == MARIAM
                told = {
                    uid: Told(
                        content=entry.content,
                        sequence=entry.revision.sequence if invited else None,
                        invited=invited,
                    )
                    for uid, entry in tx.calendars.entries(person).items()
                }
                tx.told.put(person, told, invites=True)
        be_followed(world)
        with world.store.write() as tx:
            before = Counter((each.person, each.kind, each.state) for each in tx.notices.of_cohort("cedar"))
            scope = whole_cohort(tx, "cedar")
            people = tuple(
                replace(each, name="Coach R.") if each.id == RUTH else each for each in scope.people()
            )
            if not chooses:
                import_people(scope, people=people)
        if chooses:
            call(world, RUTH, "Coach R.")
        be_followed(world)
        with world.store.read() as tx:
            after = Counter((each.person, each.kind, each.state) for each in tx.notices.of_cohort("cedar"))
            known = [each.content.description for each in tx.told.to(FERESHTA).values()]
        found.append(after - before)
        assert any(ROSTER[RUTH] in each for each in known) is not chooses
    new, as_in_a_roster = ({key for key in each if key[2] != "withdrawn"} for each in found)
    assert new == as_in_a_roster
    assert {person for person, _, _ in new} == {MARIAM}


def test_it_is_told_to_other_systems_as_what_somebody_says_of_themselves(cedar) -> None:
    call(cedar, RUTH, "Coach R.")
    call(cedar, RUTH, "Coach R.")
    with cedar.store.read() as tx:
        every = tx.runs._connection.execute(tables.event.select()).all()
    assert [
        each.data for each in every if each.type == PersonCorrected.type and each.data["person"] == RUTH
    ] == [{"cohort": "cedar", "person": RUTH, "fields": "name"}]


def test_plans_say_it_in_their_reasons_and_are_as_up_to_date_as_before(cedar) -> None:
    assert f"that {ROSTER[TESFAY]} named" in documents(cedar)
    with cedar.store.read() as tx:
        scope = whole_cohort(tx, "cedar")
        was = input_hash(cohort=scope.cohort, people=scope.people())
    call(cedar, TESFAY, "Tes")
    assert ROSTER[TESFAY] not in documents(cedar)
    assert "that Tes named" in documents(cedar)
    page = as_person(cedar, RUTH).get("/me").text
    assert "that Tes named" in page.replace("\u2068", "").replace("\u2069", "")
    with cedar.store.read() as tx:
        scope = whole_cohort(tx, "cedar")
        assert input_hash(cohort=scope.cohort, people=scope.people()) == was
    call(cedar, TESFAY, "")
    assert "that Tes named" not in documents(cedar)


def test_a_plan_that_was_being_made_meanwhile_says_it_too(cedar) -> None:
    with cedar.store.read() as tx:
        scope = whole_cohort(tx, "cedar")
        read, plan = scope.people(), solve(cohort=scope.cohort, people=scope.people())
    call(cedar, TESFAY, "Tes")
    with cedar.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        finish_run(scope, run=request_run(scope), plan=plan, made_from="")
        call_as_now(scope, read=read)
    assert ROSTER[TESFAY] not in documents(cedar)


def test_no_later_roster_undoes_it_and_the_coordinators_own_name_for_them_is_kept(cedar) -> None:
    call(cedar, RUTH, "Coach R.")
    with cedar.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        file = tuple(replace(each, name=each.listed_as, roster_name=None) for each in scope.people())
        import_people(scope, people=tuple(each for each in file if each.id != RUTH))
        import_people(
            scope, people=tuple(replace(each, name="Ruth O.") if each.id == RUTH else each for each in file)
        )
        assert (tx.people.person(RUTH).name, tx.people.person(RUTH).roster_name) == ("Coach R.", "Ruth O.")
    call(cedar, RUTH, "")
    with cedar.store.read() as tx:
        assert (tx.people.person(RUTH).name, tx.people.person(RUTH).roster_name) == ("Ruth O.", None)


def test_who_runs_the_cohort_reads_both_names_and_nobody_else_does(cedar) -> None:
    call(cedar, RUTH, "Coach R.")
    be_followed(cedar)
    with cedar.store.read() as tx:
        plan = tx.runs.published("cedar").id
    both = f"{ROSTER[RUTH]} (Coach R.)"
    pages = (
        "people",
        "feeds",
        "hours",
        f"plans/{plan}",
        f"plans/{plan}/members/{MARIAM}",
        "notices",
        "attention",
    )
    coordinator, facilitator = cedar.browser("coordinator"), cedar.browser("facilitator")
    read = {page: unescape(coordinator.get(f"/cohorts/cedar/{page}").text) for page in pages}
    assert {page for page, text in read.items() if both in text} >= {*pages[:5]}
    for page in pages:
        text = unescape(facilitator.get(f"/cohorts/cedar/{page}").text)
        assert ROSTER[RUTH] not in text
    told = {
        role: program_of(cedar, role).get(f"/cohorts/cedar/people/{RUTH}").json
        for role in ("coordinator", "facilitator")
    }
    assert [(each["name"], each["roster_name"]) for each in told.values()] == [
        ("Coach R.", ROSTER[RUTH]),
        ("Coach R.", None),
    ]


def test_words_that_a_coordinator_passes_on_say_the_chosen_name_alone(cedar) -> None:
    call(cedar, TESFAY, "Tes")
    with cedar.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        import_people(scope, people=tuple(each for each in scope.people() if each.id != RUTH))
    page = cedar.browser("coordinator").get("/cohorts/cedar/attention").text
    assert "The coach of Tes has left." in page.replace("\u2068", "").replace("\u2069", "")
    assert ROSTER[TESFAY] not in page


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("  Mira \t\n Kovalenko ", "Mira Kovalenko"),
        ("Mi\u202era\u2066\x07", "Mira"),
        ("نی\u200cنی", "نی\u200cنی"),
        ("O\u0301scar", "Óscar"),
        ("<b>Mira</b>", "<b>Mira</b>"),
        ("", "Mariam"),
        ("\u202e\u2066 \u200d", "Mariam"),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(cedar, said: str, shown: str) -> None:
    assert cedar.browser("member").post(f"/me/{MARIAM}/name", {"name": said}).status_code == 303
    with cedar.store.read() as tx:
        assert tx.people.person(MARIAM).name == shown
    page = cedar.browser("member").get("/me").text
    assert "<b>Mira" not in page


@pytest.mark.parametrize(
    "said",
    [
        "a" * (LONGEST_NAME + 1),
        "12",
        "...",
        "Ruth Okonjo",
        "RUTH  okonjo",
        "Ruth\u200d Okonjo.",
        "\N{FULLWIDTH LATIN CAPITAL LETTER R}uth-Okonjo",
    ],
)
def test_what_is_no_name_or_a_coachs_is_refused_in_a_sentence(cedar, said: str) -> None:
    answer = cedar.browser("member").post(f"/me/{MARIAM}/name", {"name": said})
    assert answer.status_code == 409
    assert "Choose a" in answer.text
    with cedar.store.read() as tx:
        assert tx.people.person(MARIAM).name == "Mariam"


def test_members_may_share_a_name_so_that_nobody_finds_out_by_trying_who_is_one(cedar) -> None:
    call(cedar, MARIAM, ROSTER[TESFAY])
    call(cedar, FERESHTA, ROSTER[TESFAY])


def test_a_coach_may_go_back_to_their_own_name_and_nobody_has_their_chosen_one_meanwhile(cedar) -> None:
    call(cedar, RUTH, "Coach R.")
    assert cedar.browser("member").post(f"/me/{MARIAM}/name", {"name": "coach r"}).status_code == 409
    call(cedar, RUTH, ROSTER[RUTH])
    with cedar.store.read() as tx:
        assert tx.people.person(RUTH).roster_name is None


def test_of_whom_is_erased_neither_name_stays(cedar) -> None:
    with cedar.store.write() as tx:
        (mail, *_) = (each.id for each in tx.notices.of_cohort("cedar") if each.person == MARIAM)
        tx.notices.change(
            [mail], only=("waiting", "withdrawn"), state="sent", body=f"About {ROSTER[TESFAY]}."
        )
    call(cedar, TESFAY, "Tes Unlike")
    be_followed(cedar)
    with cedar.store.write() as tx:
        erase_person(tx, person=TESFAY)
    raw = cedar.store.engine.raw_connection()
    dump = "\n".join(raw.driver_connection.iterdump())
    raw.close()
    assert MAIL[TESFAY] not in dump
    assert "Tes Unlike" not in dump
    assert ROSTER[TESFAY] not in dump


def test_whatever_somebody_calls_themself_no_other_word_changes(cedar) -> None:
    """Names that are words of plans, of entries or of mails, and then something that nobody should be told."""
    plans, before = documents(cedar), {key: entry.content for key, entry in entries(cedar).items()}
    for person, words in (
        (TESFAY, ("reading", "Mon", "Hello", "play")),
        (RUTH, ("Coaching", "Led by", "with")),
    ):
        for word in (*words, "Pay at evil.example"):
            call(cedar, person, word)
            be_followed(cedar)
    assert documents(cedar).replace("Pay at evil.example", ROSTER[TESFAY]) == plans
    for key, entry in entries(cedar).items():
        said = entry.content.summary, entry.content.description
        was = before[key].summary, before[key].description
        assert tuple(each.replace("Pay at evil.example", ROSTER[RUTH]) for each in said) == was
    with cedar.store.read() as tx:
        waiting = [each for each in tx.notices.of_cohort("cedar") if each.state == "waiting"]
    others = [each for each in waiting if each.person not in {TESFAY, RUTH}]
    assert others != []
    for each in others:
        assert each.body.startswith(
            f"Hello {ROSTER[each.person]},\n\nYour meetings in Cedar circle are set: there are"
        )
        assert "evil" not in each.body
