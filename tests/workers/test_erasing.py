"""Whoever is erased is found nowhere any more; everybody else has what they had."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.access import Access, PersonScope, Right, whole_cohort
from scheduler.commands.agreeing import say_yes
from scheduler.commands.cohorts import account_of_person, grant, open_account
from scheduler.commands.erasing import NOBODYS_KEY, Erased, erase_address, erase_person
from scheduler.commands.handing_over import give_right
from scheduler.commands.importing import take_upload
from scheduler.commands.notices import approve_all
from scheduler.commands.proposing import propose
from scheduler.commands.reflecting import reflect
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import finish_run, request_run
from scheduler.commands.signing_in import begin_session, invite
from scheduler.commands.signing_up import open_form, send_form
from scheduler.domain.common_hours import offered_hours
from scheduler.domain.people import Person, PersonId
from scheduler.domain.reflections import Worth
from scheduler.errors import NotFoundError, NotNowError
from scheduler.queries.personal_record import personal_record
from scheduler.store import tables
from scheduler.store.erasure import overwrite
from tests.workers.releases import release
from workers.consumer import drain

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
def cohort(cohort):
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
    """Return all rows but those that follow from what happens: events, deliveries, and what runs and plans there are."""
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
        take_upload(scope, filename="a.csv", content=f"{content}Bilal,bilal@example.org,,member,UTC,\n".encode())
        take_upload(scope, filename="b.csv", content=content.encode())
        open_form(scope)
        form = {"name": NAME, "email": EMAIL, "role": "member", "time_zone": "Africa/Nairobi", "notes": NOTES}
        send_form(tx, cohort=imported, cells=form)
        account = account_of_person(tx, person=AMINA)
        invite(tx, account=account)
        begin_session(tx, account=account)
        tx.sign_in_requests.add(
            request="asked", email=EMAIL, browser_hash="b", asked_at=tx.now, expires_at=tx.now + timedelta(hours=1)
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
        run = request_run(whole_cohort(tx, imported.id))
    return run


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


def test_nothing_is_found_in_the_database_file_either(store, everything, erase) -> None:
    if store.engine.dialect.name != "sqlite":
        return
    erase()
    overwrite(store.engine)
    files = Path(store.engine.url.database).parent.glob("commonhour.db*")
    said = b"".join(path.read_bytes() for path in files)
    assert [mark for mark in MARKS[:-1] if mark.encode() in said] == []
