"""Members see of each other a name that was chosen, and what is shared: never an address, a zone or hours besides."""

from dataclasses import replace

import pytest

from scheduler.access import Access, whole_cohort
from scheduler.commands.cohorts import account_of_person
from scheduler.commands.drafting import draft_notices
from scheduler.commands.ending import end_pair
from scheduler.commands.naming import choose_name
from scheduler.commands.rosters import import_people
from scheduler.commands.sharing_contact import share_contact
from scheduler.domain.company import Company
from scheduler.domain.contacts import Shares
from scheduler.domain.people import PersonId
from scheduler.domain.plans import Judged, Reason
from scheduler.languages.sentences import sentence
from scheduler.store.told import Told
from tests.scheduler.web.api.conftest import program_of
from tests.scheduler.web.seen_by_members import (
    FERESHTA,
    HOURS,
    MAIL,
    MARIAM,
    NUMBER,
    ROSTER,
    RUTH,
    TESFAY,
    ZONE,
    all_that_a_member_gets,
    be_followed,
    set_up,
    suggest_hour,
)
from tests.scheduler.web.test_agreeing import as_person
from tests.scheduler.web.test_agreeing import hours as _keys

OTHERS = (FERESHTA, RUTH, TESFAY)
PLACES = ("St_Johns", "St. John", "Newfoundland", "Kabul", "Afghanistan", "Nairobi", "East Africa")
CHOSEN = {FERESHTA: "Noor", RUTH: "Coach R."}
EVERYTHING = Shares(email=True, whatsapp=True)


@pytest.fixture
def cedar(world):  # noqa: ANN201 - a world
    set_up(world)
    return world


def call(world, person: PersonId, name: str) -> None:
    with world.store.write() as tx:
        choose_name(mine(tx, person), name=name)


def share(world, person: PersonId, shares: Shares) -> None:
    with world.store.write() as tx:
        share_contact(mine(tx, person), shares=shares)


def mine(tx, person: PersonId):  # noqa: ANN201 - a scope
    return Access(tx=tx, account=account_of_person(tx, person=person)).myself(person)


def secrets() -> set[str]:
    """Return what of others nobody may read who is a member."""
    said = {each.partition(" ")[2].partition("-")[0] for each in HOURS.split("; ")}
    numbers = {NUMBER[other] for other in OTHERS}
    return (
        {MAIL[other] for other in OTHERS}
        | {MAIL[other].partition("@")[0] for other in OTHERS}
        | numbers
        | {"".join(filter(str.isdigit, number)) for number in numbers}
        | {ZONE[other] for other in OTHERS}
        | {*PLACES, HOURS, *(f'"{each}"' for each in said)}
    )


def told(world, words: set[str]) -> set[tuple[str, str]]:
    return {
        (where, each)
        for where, text in all_that_a_member_gets(world).items()
        for each in words
        if each.casefold() in text.casefold()
    }


def test_nothing_of_anybody_else_stands_in_anything_that_a_member_gets(cedar) -> None:
    for person, name in CHOSEN.items():
        call(cedar, person, name)
    suggest_hour(cedar)
    be_followed(cedar)
    read = all_that_a_member_gets(cedar)
    assert len(read) > 50
    assert {"api list_my_hours", "api get_my_page", "/me", f"/me/{MARIAM}/record"} <= read.keys()
    everything = "\n".join(read.values())
    assert "Noor" in everything
    assert "Coach R." in everything
    assert told(cedar, secrets() | {ROSTER[person] for person in CHOSEN}) == set()


def test_a_letter_that_waits_says_the_name_that_was_chosen_since(cedar) -> None:
    with cedar.store.write() as tx:
        entries = tx.calendars.entries(MARIAM).items()
        tx.told.put(MARIAM, {uid: Told(content=entry.content) for uid, entry in entries}, invites=False)
        tx.company.put_told(MARIAM, Company())
        draft_notices(
            whole_cohort(tx, "cedar"),
            release=2,
            people=[tx.people.person(MARIAM)],
            affected={MARIAM},
            entries={MARIAM: dict(entries)},
        )
    (before,) = (text for where, text in all_that_a_member_gets(cedar).items() if where.startswith("mail"))
    assert f"Your coach is now {ROSTER[RUTH]}." in before
    call(cedar, RUTH, CHOSEN[RUTH])
    (after,) = (text for where, text in all_that_a_member_gets(cedar).items() if where.startswith("mail"))
    assert after == before.replace(ROSTER[RUTH], CHOSEN[RUTH])


def test_where_both_agree_each_sees_on_their_own_page_what_the_other_shares(cedar) -> None:
    share(cedar, MARIAM, Shares(email=True))
    assert told(cedar, secrets()) == set()
    share(cedar, RUTH, Shares(whatsapp=True))
    share(cedar, FERESHTA, EVERYTHING)
    shown = {(where, NUMBER[RUTH]) for where in ("/me", "api list_my_contacts")} | {("/me", "17095553333")}
    assert told(cedar, secrets()) == shown
    page = cedar.browser("member").get("/me").text
    assert 'href="https://wa.me/17095553333"' in page
    assert "mailto:" not in page
    assert "mailto:mariam@cedar.example.org" in as_person(cedar, RUTH).get("/me").text


def test_a_tick_that_is_taken_back_takes_it_away_at_once_on_both_sides(cedar) -> None:
    for person in (MARIAM, RUTH):
        share(cedar, person, EVERYTHING)
    assert MAIL[RUTH] in cedar.browser("member").get("/me").text
    share(cedar, MARIAM, Shares())
    assert told(cedar, secrets()) == set()
    assert MAIL[MARIAM] not in as_person(cedar, RUTH).get("/me").text


@pytest.mark.parametrize("how", ["ended", "not released", "another address", "left and came back"])
def test_contact_is_for_whom_the_release_pairs_and_who_agreed_to_that_address(cedar, how: str) -> None:
    for person in (MARIAM, RUTH):
        share(cedar, person, Shares(email=True))
    assert MAIL[RUTH] in cedar.browser("member").get("/me").text
    with cedar.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        people = scope.people()
        if how == "ended":
            end_pair(scope, member=MARIAM, coach=RUTH, reason="", never=False)
        elif how == "not released":
            tx.runs._connection.exec_driver_sql("DELETE FROM release")
        elif how == "another address":
            import_people(
                scope,
                people=tuple(
                    replace(each, email="new@example.org") if each.id == RUTH else each for each in people
                ),
            )
        else:
            import_people(scope, people=tuple(each for each in people if each.id != RUTH))
            import_people(scope, people=people)
    page = cedar.browser("member").get("/me").text
    read = page + program_of(cedar, "member").get(f"/me/{MARIAM}/contacts").text
    assert MAIL[RUTH] not in read
    assert "new@example.org" not in read


def test_what_is_not_known_is_not_shared_by_a_tick(cedar) -> None:
    """Whoever ticks a number that nobody knows gives nothing, and is given nothing."""
    with cedar.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        people = tuple(replace(each, whatsapp=None) if each.id == MARIAM else each for each in scope.people())
        import_people(scope, people=people)
    share(cedar, MARIAM, Shares(whatsapp=True))
    share(cedar, RUTH, EVERYTHING)
    assert told(cedar, secrets()) == set()


def test_who_was_shown_whose_contact_is_on_record_and_nothing_else_of_ones_own_page(cedar) -> None:
    for person in (MARIAM, RUTH):
        share(cedar, person, Shares(email=True))
    member, program = cedar.browser("member"), program_of(cedar, "member")
    for path in ("/me", f"/me/{MARIAM}/seen", f"/me/{MARIAM}/place"):
        member.get(path)
    for path in ("", "/contacts", "/contact", "/hours"):
        program.get(f"/me/{MARIAM}{path}")
    with cedar.store.read() as tx:
        found = [(each.did, each.writes, each.cohort, each.person) for each in tx.audit.records()]
        accounts = {each.account for each in tx.audit.records()}
        assert accounts == {tx.people.account_of(MARIAM)}
    assert found == [
        ("members.me", False, "cedar", RUTH),
        ("api.list_my_contacts", False, "cedar", RUTH),
    ]


def test_the_form_and_the_api_say_the_same(cedar) -> None:
    member, program = cedar.browser("member"), program_of(cedar, "member")
    page = member.get(f"/me/{MARIAM}/seen").text
    assert MAIL[MARIAM] in page
    assert " checked" not in page
    assert member.post(f"/me/{MARIAM}/contact", {"email": "on"}).status_code == 303
    assert member.post(f"/me/{MARIAM}/name", {"name": "Mira"}).status_code == 303
    assert program.get(f"/me/{MARIAM}/contact").json == {
        "share_email": True,
        "share_whatsapp": False,
        "email": MAIL[MARIAM],
        "whatsapp": NUMBER[MARIAM],
    }
    assert program.get(f"/me/{MARIAM}/name").json == {"name": "Mira", "roster_name": "Mariam"}
    program.put(f"/me/{MARIAM}/contact", json={"share_email": False, "share_whatsapp": True})
    program.put(f"/me/{MARIAM}/name", json={"name": ""})
    page = member.get(f"/me/{MARIAM}/seen").text
    assert [
        word in page for word in ('name="email" checked', 'name="whatsapp" checked', 'value="Mariam"')
    ] == [
        False,
        True,
        True,
    ]


def test_an_hour_shows_the_others_clock_once_they_have_said_yes_to_it(cedar) -> None:
    member, program = cedar.browser("member"), program_of(cedar, "member")
    hours = program.get(f"/me/{MARIAM}/hours/{RUTH}").json
    assert {each["time_zone"] for each in hours["offered"]} == {"Europe/Kyiv"}
    assert [each["theirs"] for each in hours["offered"]] == [[], [], []]
    suggest_hour(cedar)
    assert program.get(f"/me/{MARIAM}/hours/{RUTH}").json["suggested_by_me"]["theirs"] == []
    ruth = as_person(cedar, RUTH)
    (key,) = _keys(ruth.get("/me").text, "Yes, this hour")
    assert "for <bdi" in ruth.get("/me").text
    ruth.post(f"/me/{RUTH}/hours/{MARIAM}", {"hour": key})
    as_person(cedar, MARIAM)
    agreed = program_of(cedar, "member").get(f"/me/{MARIAM}/hours/{RUTH}").json["agreed"]
    assert agreed["time_zone"] == "America/St_Johns"
    assert agreed["theirs"] != []
    assert "for <bdi" in member.get("/me").text


def test_what_others_answered_in_a_column_of_the_cohorts_own_stays_out_of_ones_record(cedar) -> None:
    with cedar.store.write() as tx:
        published = tx.runs.published("cedar")
        judged = Judged(
            column="School", rule="differs", member="North", coach="Secret South", common=(), met="yes"
        )
        reason = Reason(
            code="criterion", text=sentence("School differs: North and {other}.", other="Secret South")
        )
        pairs = tuple(
            replace(pair, criteria=(judged,), reasons=(*pair.reasons, reason))
            for pair in published.plan.coaching.pairs
        )
        coaching = replace(published.plan.coaching, pairs=pairs)
        tx.runs.set_document(published.id, replace(published.plan, coaching=coaching))
    record = cedar.browser("member").get(f"/me/{MARIAM}/record").text
    assert "North" in record
    assert told(cedar, {"Secret South"}) == set()
