"""Whoever is erased is found nowhere any more; everybody else has what they had."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.access import PersonScope, Right, whole_cohort
from scheduler.commands.agreeing import say_yes
from scheduler.commands.cohorts import account_of_person, create_cohort, grant, open_account
from scheduler.commands.erasing import NOBODYS_KEY, Erased, erase_address, erase_person
from scheduler.commands.feeds import serve_feed
from scheduler.commands.handing_over import give_right
from scheduler.commands.importing import read_upload, take_upload
from scheduler.commands.notices import approve_all
from scheduler.commands.proposing import propose
from scheduler.commands.reflecting import reflect
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import request_run
from scheduler.commands.signing_in import begin_session, invite
from scheduler.commands.signing_up import open_form, send_form
from scheduler.domain.cohorts import Cohort
from scheduler.domain.common_hours import offered_hours
from scheduler.domain.people import Person, PersonId
from scheduler.domain.reflections import Worth
from scheduler.errors import NotFoundError, NotNowError
from scheduler.queries.personal_record import personal_record
from scheduler.store import tables
from scheduler.tokens import feed_token
from tests.workers.releases import release
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Draft
from workers.mail import open_mail

AMINA = PersonId("id-amina")
BILAL = PersonId("id-bilal")
CARLA = PersonId("id-carla")
NAME, KEY, EMAIL, PHONE, NOTES = (
    "Zuleyqa Marqam",
    "zq-key-7",
    "zq.mail@example.org",
    "+254 700 909 808",
    "zq-notes",
)
MARKS = (NAME, KEY, EMAIL, PHONE, NOTES, AMINA)


@pytest.fixture
def people(people: tuple[Person, ...]) -> tuple[Person, ...]:
    amina, *others = people
    marked = replace(
        amina, name=NAME, key=KEY, email=EMAIL, whatsapp=PHONE, notes=NOTES, interests=("math",), locale="ar"
    )
    return (marked, *others)


@pytest.fixture
def cohort(cohort: Cohort) -> Cohort:
    coaching = replace(cohort.coaching, must=((KEY, "carla"),), never=(("bilal", KEY),))
    return replace(cohort, coaching=coaching, must_attend=((KEY, "games"),))


@pytest.fixture
def erase(store, tools) -> Callable[..., Erased]:
    def erase(person: str = AMINA) -> Erased:
        with store.write() as tx:
            done = erase_person(tx, person=person)
        drain(store=store, tools=tools)
        return done

    return erase


def scan(store, marks: tuple[str, ...] = MARKS) -> dict[str, list[str]]:
    """Return which tables hold which of the marks, however the value is written."""
    found: dict[str, list[str]] = {}
    with store.engine.connect() as connection:
        for name, table in tables.metadata.tables.items():
            said = "\n".join(map(_said, connection.execute(select(table)).mappings()))
            if held := [mark for mark in marks if mark.casefold() in said.casefold()]:
                found[name] = held
    return found


def _said(row) -> str:
    cells = (each.decode(errors="replace") if isinstance(each, bytes) else each for each in row.values())
    return json.dumps(list(cells), ensure_ascii=False, default=str)


def rows_of_others(store) -> dict[str, list[str]]:
    """Return all rows but those that follow from what happens, such as events, deliveries, runs and plans."""
    moving = {"event", "delivery", "run", "plan", "price", "cohort", "company", "notice"}
    with store.engine.connect() as connection:
        return {
            name: sorted(_said(row) for row in connection.execute(select(table)).mappings())
            for name, table in tables.metadata.tables.items()
            if name not in moving
        }


@pytest.fixture
def everything(store, tools, imported, clock) -> str:
    """A cohort with all that can be kept of somebody; return the id of a run that is under way."""
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        content = f"name,email,id,role,time_zone,notes\n{NAME},{EMAIL},{KEY},member,Qazaqtown,{NOTES}\n"
        two = f"{content}Bilal,bilal@example.org,,member,UTC,\n"
        for name, text in (("a.csv", two), ("b.csv", content)):
            take_upload(scope, sheet=read_upload(filename=name, content=text.encode()))
        open_form(scope)
        form = {"name": NAME, "email": EMAIL, "role": "member", "time_zone": "Africa/Nairobi", "notes": NOTES}
        send_form(tx, cohort=imported, cells=form)
        account = account_of_person(tx, person=AMINA)
        invite(tx, account=account)
        begin_session(tx, account=account)
        tx.sign_in_requests.add(
            request="asked",
            email=EMAIL,
            browser_hash="b",
            asked_at=tx.now,
            expires_at=tx.now + timedelta(hours=1),
        )
        open_account(tx, email=EMAIL)
    release(store, tools, imported.id)
    with store.write() as tx:
        amina, carla = (_self(tx, each) for each in (AMINA, CARLA))
        offered = offered_hours(cohort=amina.cohort, coach=carla.person, member=amina.person)
        for scope, other in ((amina, CARLA), (carla, AMINA)):
            say_yes(scope, other=other, hour=offered[0].hour)
        propose(amina, name="Zq games", topic="math", about=NOTES, leads=True)
    drain(store=store, tools=tools)
    with store.write() as tx:
        approve_all(whole_cohort(tx, imported.id), up_to=(1, 9))
    clock.pass_time(days=45)
    with store.write() as tx:
        theirs = (each.content for each in tx.calendars.entries(AMINA).values())
        uid = next(each.uid for each in theirs if each.summary == "Gathering" and each.ends < tx.now)
        reflect(_self(tx, AMINA), meeting=uid, worth=next(iter(Worth)), text=NOTES)
        return request_run(whole_cohort(tx, imported.id))


def _self(tx, person: PersonId) -> PersonScope:
    cohort = tx.people.cohort(tx.people.cohort_of(person))
    return PersonScope(tx=tx, cohort=cohort, person=tx.people.person(person))


def test_of_who_is_erased_nothing_is_found_in_any_table(store, everything, erase) -> None:
    held = scan(store)
    assert {"person", "plan", "price", "upload", "sign_up", "notice", "entry", "event", "cohort"} <= {*held}
    assert {"account", "sign_in_request", "reflection", "proposal", "agreement", "feed", "company"} <= {*held}
    erase()
    after = scan(store)
    assert after == {"event": [AMINA]}  # which tells other systems to do the same
    with store.read() as tx:
        (told,) = tx.personal_rows.events_of(AMINA)
    assert (told["type"], told["data"]["person"]) == ("person.erased", AMINA)


def test_nothing_is_found_in_the_database_file_either(store, everything, tools) -> None:
    if store.engine.dialect.name != "sqlite":
        return
    folder = Path(store.engine.url.database).parent

    def held() -> list[str]:
        said = b"".join(path.read_bytes() for path in folder.glob("commonhour.db*"))
        return [mark for mark in MARKS if mark.encode() in said]

    assert held() == [*MARKS]
    with store.write() as tx:
        erase_person(tx, person=AMINA)
    assert held() == [*MARKS]  # deleted is not overwritten
    drain(store=store, tools=tools)
    assert held() == [AMINA]  # of the event that tells other systems


def test_everybody_else_has_what_they_had_but_where_it_said_the_name(store, everything, erase) -> None:
    with store.write() as tx:  # a run that is asked for again is another
        tx.runs.change_run(everything, state="cancelled")
    before = rows_of_others(store)
    with store.read() as tx:
        theirs = (*MARKS, tx.people.account_of(AMINA))
    erase()
    after = rows_of_others(store)
    stays = {
        name: [row for row in rows if not any(mark in row for mark in theirs)]
        for name, rows in before.items()
    }
    moved = {"correction", "zone_data", "feed", "entry", "told", "upload"}
    assert {name: rows for name, rows in after.items() if name not in moved} == {
        name: rows for name, rows in stays.items() if name not in moved
    }
    for name in moved - {"upload", "feed"}:  # what did not say the name is as it was
        assert {*stays.get(name, ())} <= {*after.get(name, ())}
    assert len(after["feed"]) == len(before["feed"]) - 1


def test_a_spreadsheet_loses_their_row_and_what_only_they_wrote(store, everything, erase) -> None:
    done = erase()
    assert done.rewritten["upload"] == 2
    with store.read() as tx:
        (left,) = tx.uploads.of_cohort("cohort")
    assert left.content.decode("utf-8-sig").splitlines() == [
        "name,email,id,role,time_zone,notes",
        "",
        "Bilal,bilal@example.org,,member,UTC,",
    ]


def test_their_feed_is_unknown_and_no_other_one_says_their_name(store, everything, erase, tools) -> None:
    with store.read() as tx:
        feeds = tx.calendars.feeds("cohort")
        assert NAME.encode() in feeds[CARLA].body.replace(b"\r\n ", b"")
    with store.write() as tx:
        erase_person(tx, person=AMINA)
        told = tx.calendars.feeds("cohort")  # before calendars follow
    assert AMINA not in told
    assert NAME.encode() not in told[CARLA].body.replace(b"\r\n ", b"")
    assert told[BILAL].body == feeds[BILAL].body
    token = feed_token(key=tools.feed_key, feed=feeds[AMINA].id, generation=feeds[AMINA].generation)
    with store.read() as tx:
        assert serve_feed(tx, token=token) is None
    drain(store=store, tools=tools)
    with store.read() as tx:
        coaching = [
            each.content
            for each in tx.calendars.entries(CARLA).values()
            if each.content.category == "Coaching"
        ]
        now = tx.now
    assert {each.summary for each in coaching} == {"Coaching with someone who has left"}
    assert {each.status for each in coaching if each.ends > now} == {"CANCELLED"}
    assert {each.status for each in coaching if each.ends <= now} == {"CONFIRMED"}


def test_a_solve_that_began_with_them_keeps_nothing_and_is_asked_for_again(store, tools, everything) -> None:
    erased: list[Erased] = []

    def solve(**asked: object) -> Draft:
        made = draft(**asked)
        if not erased:
            assert AMINA in {person.id for person in asked["people"]}
            with store.write() as tx:
                erased.append(erase_person(tx, person=AMINA))
        return made

    drain(store=store, tools=replace(tools, solve=solve))
    with store.read() as tx:
        runs = tx.runs.runs("cohort")
        ended = next(run for run in runs if run.id == everything)
        again = next(run for run in runs if run.requested_at == ended.requested_at and run.id != everything)
        assert tx.runs.plan_of_run("cohort", everything) is None
        plan = tx.runs.plan_of_run("cohort", again.id).plan
    assert (ended.state, [reason.code for reason in ended.reasons]) == ("failed", ["person_erased"])
    assert again.state == "done"
    assert {pair.member for pair in plan.coaching.pairs} == {BILAL}
    assert erased[0].begun_anew == 1
    assert scan(store) == {"event": [AMINA]}


def test_a_mail_that_was_approved_is_never_sent_and_files_of_mails_go(
    store, tools, everything, tmp_path
) -> None:
    mail = open_mail(
        smtp_url="", sender="commonhour@example.org", folder=tmp_path / "mail", base_url="https://example.org"
    )
    drain(store=store, tools=replace(tools, mail=mail))
    replay(store)
    drain(store=store, tools=replace(tools, mail=mail))
    files = [path.read_text() for path in (tmp_path / "mail").glob("*.eml")]
    assert any(EMAIL in text for text in files)
    with store.write() as tx:
        erase_person(tx, person=AMINA)
        theirs = tx.notices.of_cohort("cohort")
    assert AMINA not in {notice.person for notice in theirs}
    drain(store=store, tools=replace(tools, mail=mail))
    left = [path.read_text() for path in (tmp_path / "mail").glob("*.eml")]
    assert left
    assert [text for text in left if any(mark in text for mark in MARKS)] == []


def replay(store) -> None:
    """Have what was parked for want of a way to send mail be tried again."""
    with store.write() as tx:
        for owed in tx.deliveries.owed():
            if owed.state == "parked":
                tx.deliveries.replay(owed.id)


def test_rules_that_name_them_do_not_and_a_workshop_that_only_they_led_waits_for_somebody(
    store, everything, erase
) -> None:
    erase()
    with store.read() as tx:
        rules = tx.people.cohort("cohort")
    assert (rules.coaching.must, rules.coaching.never, rules.must_attend) == ((), (), ())
    assert rules.workshops[0].facilitators == ("carla",)
    erase(CARLA)
    with store.read() as tx:
        assert tx.people.cohort("cohort").workshops[0].facilitators == (NOBODYS_KEY,)


def test_a_coach_who_is_erased_leaves_their_pairs_without_saying_who_it_was(store, everything, erase) -> None:
    erase(CARLA)
    with store.read() as tx:
        plan = tx.runs.published("cohort").plan
        assert [person.id for person in tx.people.people("cohort")] == [AMINA, BILAL, "id-dora"]
    (coach,) = {pair.coach for pair in plan.coaching.pairs}
    assert coach != CARLA
    assert {(pair.topics, pair.languages, pair.reasons) for pair in plan.coaching.pairs} == {((), (), ())}
    held = scan(store, ("Carla", CARLA, "carla@example.org"))
    assert held.keys() <= {"event", "upload"}, held


def test_who_has_left_is_erased_as_well(store, everything, erase, people) -> None:
    with store.write() as tx:
        import_people(whole_cohort(tx, "cohort"), people=people[1:])
    erase()
    assert scan(store) == {"event": [AMINA]}


def test_the_only_coordinator_is_told_to_hand_over_first_and_nothing_is_done(
    store, everything, erase
) -> None:
    with store.write() as tx:
        give_right(whole_cohort(tx, "cohort"), person=AMINA, right=Right.COORDINATOR)
    held = scan(store)
    with pytest.raises(NotNowError, match="make somebody else a coordinator first"):
        erase()
    assert scan(store) == held
    with store.write() as tx:
        give_right(whole_cohort(tx, "cohort"), person="id-dora", right=Right.COORDINATOR)
    assert not erase().account_stays
    assert scan(store) == {"event": [AMINA]}


def test_an_account_that_coordinates_another_cohort_stays_until_its_address_is_erased(
    store, everything, erase, make_cohort
) -> None:
    with store.write() as tx:
        create_cohort(tx, cohort=make_cohort(id="other"))
        for email in (EMAIL, "dora@example.org"):
            grant(tx, account=open_account(tx, email=email), cohort="other", right=Right.COORDINATOR)
    assert erase().account_stays
    assert scan(store) == {"account": [EMAIL], "sign_in_request": [EMAIL], "event": [AMINA]}
    with store.write() as tx:
        done = erase_address(tx, email=EMAIL.upper())
    assert done.deleted == {"account": 1, "access_grant": 1, "sign_in_request": 1}
    assert scan(store) == {"event": [AMINA]}


def test_an_address_is_everybodys_who_has_it_and_one_of_nobody_is_not_found(
    store, everything, make_cohort, people
) -> None:
    with store.write() as tx:
        create_cohort(tx, cohort=make_cohort(id="other", topics=("math",)))
        twin = replace(people[0], id=PersonId("id-twin"), key="twin")
        import_people(whole_cohort(tx, "other"), people=(twin,))
    with store.write() as tx:
        done = erase_address(tx, email=EMAIL)
    assert ({*done.people}, done.account_stays) == ({AMINA, "id-twin"}, False)
    assert scan(store, (*MARKS, "id-twin")) == {"event": [AMINA, "id-twin"]}
    with store.write() as tx, pytest.raises(NotFoundError):
        erase_address(tx, email=EMAIL)
    with store.write() as tx, pytest.raises(NotFoundError):
        erase_person(tx, person=AMINA)


def test_all_that_is_kept_of_somebody_is_told_with_its_purpose_and_nothing_of_another(
    store, everything
) -> None:
    with store.read() as tx:
        record = personal_record(tx, people=[AMINA])
    assert record["format"] == "commonhour.person/1"
    text = json.dumps(record, ensure_ascii=False)
    assert [mark for mark in MARKS if mark not in text] == []
    held = {name for name in scan(store) if name != "delivery"}
    told = {*record["own"], *(each["table"] for each in record["named"])}
    assert held <= told
    assert all(kept["kept_for"] for kept in (*record["own"].values(), *record["named"]))
    assert "bilal@example.org" not in text
    assert "Bilal" not in json.dumps(record["named"], ensure_ascii=False)
    assert "token_hash" not in text


def test_words_that_others_wrote_stay_and_are_told(store, everything, erase) -> None:
    with store.write() as tx:
        carla = _self(tx, CARLA)
        propose(carla, name=f"With {NAME}", topic="math", about="", leads=False)
    assert erase().words == {"proposal": 1}
    assert scan(store) == {"event": [AMINA], "proposal": [NAME]}
