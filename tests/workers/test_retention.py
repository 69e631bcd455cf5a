"""A cohort's people are told once when they will be erased, and are erased then, once, whatever changes or dies."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from calendars.zones import zone
from scheduler.access import Right, whole_cohort
from scheduler.commands.cohorts import create_cohort, open_account
from scheduler.commands.foretelling import standing_erasure
from scheduler.commands.handing_over import give_right
from scheduler.commands.importing import read_upload, take_upload
from scheduler.commands.inviting import stop_mails
from scheduler.commands.rosters import import_people
from scheduler.commands.setting_up import change_rules
from scheduler.commands.signing_up import open_form, send_form
from scheduler.domain.audit import BY_RULES
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.retention import LEAST_NOTICE, NOTICE, ref_of
from scheduler.store.notices import Kind
from tests.workers.test_erasing import scan
from workers import housekeeping
from workers.consumer import drain, react, take

DAYS = 60
LONDON = zone("Europe/London")
DUE = datetime(2027, 1, 30, tzinfo=LONDON).astimezone(UTC)
"""As the sixtieth day after 30 November 2026 ends."""
FORETOLD = DUE - NOTICE
MOMENT = timedelta(seconds=1)
TOLD = "All that is kept of you will soon be erased (Cohort)"
EVERYBODY = ("amina", "bilal", "carla", "dora")
NAMES = dict(zip(EVERYBODY, ("Zuleyqa Marq", "Tariq Zeyb", "Caroqa Quint", "Doriqe Vask"), strict=True))
SAID = (
    *NAMES.values(),
    *(f"{key}@example.org" for key in EVERYBODY),
    *(f"zq-notes-{key}" for key in EVERYBODY),
)
IDS = [f"id-{key}" for key in EVERYBODY]
LEFT = {"event": IDS, "audit_record": IDS}
"""What stays are ids: of events that tell other systems, and of the audit trail."""

Until = Callable[[datetime], Counter[str]]


@pytest.fixture
def people(people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(replace(each, name=NAMES[each.key], notes=f"zq-notes-{each.key}") for each in people)


@pytest.fixture
def cohort(cohort: Cohort) -> Cohort:
    return replace(cohort, erase_after_days=DAYS)


@pytest.fixture
def told(post: Path) -> Callable[[], Counter[str]]:
    """Take all mails away; return how many of erasures each was sent."""

    def read() -> Counter[str]:
        mails = []
        for path in post.glob("*.eml"):
            mails.append(message_from_bytes(path.read_bytes(), policy=policy.default))
            path.unlink()
        return Counter(mail["To"].partition("@")[0] for mail in mails if mail["Subject"] == TOLD)

    return read


@pytest.fixture
def until(store, mailing, clock, told) -> Until:
    """Let time pass until then, all that is due being done each time; return whom mails told of their erasure."""

    def pass_time(instant: datetime) -> Counter[str]:
        clock.at = instant.astimezone(UTC)
        drain(store=store, tools=mailing)
        return told()

    return pass_time


@pytest.fixture
def rule(store, imported) -> Callable[..., None]:
    """Change the rules."""

    def change(**rules: object) -> None:
        with store.write() as tx:
            scope = whole_cohort(tx, imported.id)
            change_rules(scope, cohort=replace(scope.cohort, **rules))

    return change


def keys(store) -> list[str]:
    """Return who is in the cohort, or was."""
    with store.read() as tx:
        scope = whole_cohort(tx, "cohort")
        return sorted(person.id.removeprefix("id-") for person in (*scope.people(), *scope.leavers()))


def erased(store) -> list[str]:
    """Return who was erased by the rules, in their order, as the audit trail has it."""
    with store.read() as tx:
        found = [each for each in tx.audit.records(cohort="cohort") if each.did == BY_RULES]
    assert all(each.writes and each.account is None for each in found)
    return [each.person.removeprefix("id-") for each in found]


def owed(store) -> list[str]:
    with store.read() as tx:
        return sorted(each.reaction for each in tx.deliveries.owed())


def due_at(store) -> datetime | None:
    with store.read() as tx:
        stands = standing_erasure(whole_cohort(tx, "cohort"))
    return None if stands is None else stands.at


@pytest.mark.usefixtures("published")
def test_everyone_is_told_once_and_erased_once_and_nothing_of_them_is_found(store, until) -> None:
    assert due_at(store) == DUE
    assert until(FORETOLD - MOMENT) == {}
    assert until(FORETOLD) == dict.fromkeys(EVERYBODY, 1)
    assert until(FORETOLD + timedelta(days=1)) == {}
    assert until(DUE - MOMENT) == {}
    assert (keys(store), erased(store)) == ([*EVERYBODY], [])
    assert until(DUE) == {}
    assert (keys(store), erased(store)) == ([], [*EVERYBODY])
    assert scan(store, (*SAID, *IDS)) == LEFT
    assert owed(store) == []
    assert until(DUE + timedelta(days=400)) == {}
    assert erased(store) == [*EVERYBODY]


@pytest.mark.usefixtures("published")
def test_nothing_is_found_in_the_database_file_either_and_it_is_written_anew_once(
    store, mailing, until, clock, monkeypatch
) -> None:
    if store.engine.dialect.name != "sqlite":
        return
    folder, times = Path(store.engine.url.database).parent, []
    overwrite = housekeeping.overwrite
    monkeypatch.setattr(housekeeping, "overwrite", lambda engine: times.append(engine) or overwrite(engine))

    def held() -> list[str]:
        said = b"".join(path.read_bytes() for path in folder.glob("commonhour.db*"))
        return [mark for mark in SAID if mark.encode() in said]

    until(FORETOLD)
    assert held() == [*SAID]
    clock.at = DUE
    one_by_one(store, mailing)
    assert held() == []
    assert len(times) == 1


@pytest.mark.usefixtures("published")
def test_the_letter_says_when_and_what_and_how_to_keep_it(store, until) -> None:
    until(FORETOLD)
    with store.read() as tx:
        (said,) = [
            each
            for each in tx.notices.of_cohort("cohort")
            if (each.kind, each.person) == (Kind.ERASURE, "id-amina")
        ]
    assert (said.state, said.subject) == ("sent", TOLD)
    assert said.body.replace("\u202f", " ") == (
        "Hello Zuleyqa Marq,\n\n"
        "Cohort is over. On Saturday, January 30, 2027, 3:00 AM (Nairobi · East Africa Time) all that is kept of you "
        "there is erased, as its rules say.\n\n"
        "That is your name and address, what you have told of yourself, your meetings and groups, and the mails to "
        "you. The link to your calendar then opens nothing. It cannot be undone.\n\n"
        "If you would like to keep it, download it before then, on your page:\n\n{own page}\n\n"
        "You need not do anything else. Everyone of the group is told this once, also those who want no mails about "
        "meetings.\n\n"
        "If you have a question about it, please ask the people who run Cohort.\n"
    )


def test_who_wants_no_mails_is_told_and_who_has_no_address_or_has_left_is_erased_without(
    store, imported, until, people
) -> None:
    amina, bilal, _, dora = people
    with store.write() as tx:
        stop_mails(tx, person=amina.id)
        unreachable = replace(bilal, email=None, whatsapp="+254 700 000 001")
        import_people(whole_cohort(tx, imported.id), people=(amina, unreachable, dora))  # without Carla
    assert until(FORETOLD) == {"amina": 1, "dora": 1}
    until(DUE)
    assert erased(store) == ["amina", "bilal", "dora", "carla"]
    assert scan(store, (*SAID, *IDS, "+254 700 000 001")) == LEFT


def test_without_the_setting_everyone_stays(store, imported, rule, until) -> None:
    rule(erase_after_days=None)
    assert until(DUE + timedelta(days=4000)) == {}
    assert (keys(store), owed(store)) == ([*EVERYBODY], [])


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("change", [{"erase_after_days": DAYS + 40}, {"ends": date(2027, 1, 9)}])
def test_a_day_that_is_put_off_after_it_was_told_is_told_anew(store, rule, until, change) -> None:
    until(FORETOLD)
    until(DUE - timedelta(hours=1))
    rule(**change)
    assert until(DUE) == {}
    later = datetime(2027, 3, 11, tzinfo=LONDON).astimezone(UTC)
    assert (due_at(store), erased(store)) == (later, [])
    assert until(later - NOTICE - MOMENT) == {}
    assert until(later - NOTICE) == dict.fromkeys(EVERYBODY, 1)
    until(later - MOMENT)
    assert erased(store) == []
    until(later)
    assert erased(store) == [*EVERYBODY]


@pytest.mark.usefixtures("imported")
def test_a_day_that_is_put_forward_before_it_was_told_is_kept(store, rule, until) -> None:
    until(DUE - timedelta(days=50))
    rule(erase_after_days=DAYS - 10)
    sooner = DUE - timedelta(days=10)
    assert until(sooner - NOTICE - MOMENT) == {}
    assert until(sooner - NOTICE) == dict.fromkeys(EVERYBODY, 1)
    until(sooner)
    assert erased(store) == [*EVERYBODY]


@pytest.mark.usefixtures("imported")
def test_a_day_that_is_put_forward_after_it_was_told_stays_what_they_were_told(store, rule, until) -> None:
    until(FORETOLD)
    rule(erase_after_days=30)
    assert until(DUE - MOMENT) == {}
    assert (due_at(store), erased(store)) == (DUE, [])
    until(DUE)
    assert erased(store) == [*EVERYBODY]


@pytest.mark.usefixtures("imported")
def test_a_setting_that_is_taken_out_and_restored_is_told_anew_and_erases_once(store, rule, until) -> None:
    until(FORETOLD)
    rule(erase_after_days=None)
    until(DUE + timedelta(days=3))
    assert (due_at(store), erased(store)) == (None, [])
    rule(erase_after_days=DAYS)  # its day is over: everyone gets two weeks
    assert until(DUE + timedelta(days=3, seconds=1)) == dict.fromkeys(EVERYBODY, 1)
    again = DUE + timedelta(days=3) + LEAST_NOTICE + timedelta(days=1)
    assert due_at(store) == again
    until(again - MOMENT)
    assert erased(store) == []
    until(again)
    assert erased(store) == [*EVERYBODY]


@pytest.mark.usefixtures("imported")
def test_taken_out_and_restored_before_anybody_was_told_it_is_told_once(store, rule, until) -> None:
    for days in (None, DAYS, None, DAYS + 1, DAYS):
        rule(erase_after_days=days)
    assert until(FORETOLD) == dict.fromkeys(EVERYBODY, 1)
    until(DUE)
    assert erased(store) == [*EVERYBODY]
    assert owed(store) == []


@pytest.mark.usefixtures("imported")
def test_a_letter_that_lay_with_a_mail_server_is_not_sent_of_a_day_that_was_put_off(
    store, tools, rule, until, clock
) -> None:
    clock.at = FORETOLD
    drain(store=store, tools=tools)  # which has no mail
    rule(erase_after_days=DAYS + 300)
    assert until(FORETOLD + timedelta(days=1)) == {}
    with store.read() as tx:
        assert {each.state for each in tx.notices.of_cohort("cohort")} == {"withdrawn"}


@pytest.mark.usefixtures("imported")
def test_of_two_letters_that_lay_with_a_mail_server_only_that_of_the_day_as_it_stands_is_sent(
    store, tools, rule, until, clock
) -> None:
    clock.at = FORETOLD
    drain(store=store, tools=tools)  # which has no mail
    clock.pass_time(days=2)
    rule(erase_after_days=DAYS + 1)
    assert due_at(store) == DUE + timedelta(days=1)
    assert until(clock.at + timedelta(hours=1)) == dict.fromkeys(EVERYBODY, 1)
    with store.read() as tx:
        ended = Counter((each.uid, each.state) for each in tx.notices.of_cohort("cohort"))
    assert ended == {(ref_of(DUE), "withdrawn"): 4, (ref_of(DUE + timedelta(days=1)), "sent"): 4}


@pytest.mark.usefixtures("imported")
def test_a_letter_that_was_never_sent_is_written_again_when_its_day_is_restored(
    store, tools, rule, until, clock
) -> None:
    clock.at = FORETOLD
    drain(store=store, tools=tools)  # which has no mail
    rule(erase_after_days=None)
    assert until(FORETOLD + timedelta(hours=1)) == {}
    rule(erase_after_days=DAYS)
    assert due_at(store) == DUE
    assert until(FORETOLD + timedelta(hours=1, seconds=1)) == dict.fromkeys(EVERYBODY, 1)
    until(DUE)
    assert erased(store) == [*EVERYBODY]


@pytest.mark.usefixtures("imported")
def test_a_service_that_was_away_tells_everyone_first_and_erases_two_weeks_later(store, until) -> None:
    late = DUE + timedelta(days=5, hours=12)
    assert until(late) == dict.fromkeys(EVERYBODY, 1)
    due = DUE + timedelta(days=20)
    assert (due_at(store), erased(store)) == (due, [])
    until(due - MOMENT)
    assert erased(store) == []
    until(due)
    assert erased(store) == [*EVERYBODY]


def test_who_comes_after_the_others_were_told_is_told_at_once(
    store, imported, until, people, make_person
) -> None:
    until(FORETOLD)
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=(*people, make_person("esi")))
    assert until(FORETOLD + timedelta(days=3)) == {"esi": 1}
    until(DUE)
    assert erased(store) == [*EVERYBODY, "esi"]


def test_who_comes_too_late_to_be_told_of_it_has_two_weeks_of_their_own(
    store, imported, until, people, make_person, clock
) -> None:
    until(FORETOLD)
    clock.at = DUE + timedelta(hours=1)  # while nobody has come to erase anybody yet
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=(*people, make_person("esi")))
    assert until(DUE + timedelta(hours=1)) == {"esi": 1}
    assert (keys(store), erased(store)) == (["esi"], [*EVERYBODY])
    until(due_at(store) - MOMENT)
    assert keys(store) == ["esi"]
    until(due_at(store))
    assert (keys(store), owed(store)) == ([], [])


def test_people_who_are_brought_in_again_are_told_again(store, imported, until, people) -> None:
    until(FORETOLD)
    until(DUE)
    with store.write() as tx:
        import_people(whole_cohort(tx, imported.id), people=people)
    assert until(DUE + timedelta(hours=1)) == dict.fromkeys(EVERYBODY, 1)
    until(due_at(store))
    assert (keys(store), erased(store)) == ([], [*EVERYBODY] * 2)


class Killed(BaseException):
    """What no code of ours catches: as if the process were gone."""


class Deadly(threading.Event):
    """A worker's word to stop, between two of what it does, for the second time: by a kill, or politely."""

    def __init__(self, *, politely: bool) -> None:
        super().__init__()
        self._politely, self._times = politely, 0

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - as in every Event
        self._times += 1
        if self._times == 2:
            if not self._politely:
                raise Killed
            self.set()
        return self.is_set()


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("politely", [True, False])
def test_a_worker_that_dies_between_two_people_goes_on_where_it_stopped(
    store, mailing, until, clock, politely
) -> None:
    until(FORETOLD)
    clock.at = DUE
    dies = replace(mailing, stopping=Deadly(politely=politely))
    try:
        one_by_one(store, dies)
    except Killed:
        assert not politely
    assert (keys(store), erased(store)) == (["carla", "dora"], ["amina", "bilal"])
    assert until(DUE + timedelta(minutes=1)) == {}
    assert (keys(store), erased(store)) == ([], [*EVERYBODY])
    assert owed(store) == []


def one_by_one(store, tools) -> None:
    """Work off what is due as a process does that has one hand, until it is told to stop."""
    while not tools.stopping.is_set():
        with store.write() as tx:
            due = [hint.delivery for hint in tx.hints.take()]
        if not due:
            return
        for delivery in due:
            for claim in take(store=store, deliveries=[delivery]):
                react(store=store, tools=tools, claim=claim)


def test_who_puts_the_day_off_while_people_are_being_erased_keeps_who_is_left(
    store, mailing, until, rule, clock
) -> None:
    class PutsOff(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - as in every Event
            rule(erase_after_days=3000)
            return False

    until(FORETOLD)
    clock.at = DUE
    drain(store=store, tools=replace(mailing, stopping=PutsOff()))
    assert (keys(store), erased(store)) == (["bilal", "carla", "dora"], ["amina"])
    until(DUE + timedelta(days=100))
    assert keys(store) == ["bilal", "carla", "dora"]


def test_who_runs_the_cohort_goes_on_to_and_who_facilitates_does_not(store, imported, until, people) -> None:
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        for person, right in (("id-dora", Right.COORDINATOR), ("id-carla", Right.FACILITATOR)):
            give_right(scope, person=person, right=right)
        accounts = [tx.people.account_of(PersonId(person)) for person in ("id-dora", "id-carla")]
        outsider = open_account(tx, email="run@example.org")
        tx.accounts.give(outsider, imported.id, Right.FACILITATOR)
        tx.sign_in_requests.add(
            request="asked",
            email="amina@example.org",
            browser_hash="b",
            asked_at=tx.now,
            expires_at=tx.now + timedelta(hours=1),
        )
        open_account(tx, email="amina@example.org")
    until(FORETOLD)
    until(DUE)
    assert keys(store) == []
    with store.read() as tx:
        held = tx.accounts.holders(imported.id)
        there = [tx.accounts.exists(each) for each in accounts]
    assert {account: {*rights} for account, rights in held.items()} == {
        accounts[0]: {"coordinator"},
        outsider: {"facilitator"},
    }
    assert there == [True, False]
    assert scan(store, (*SAID, *IDS)) == LEFT


def test_with_the_last_of_them_goes_what_was_sent_in_and_never_brought_in(store, imported, until) -> None:
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        sheet = b"name,email,role,time_zone\nXanthe Marqam,xq@example.org,wizard,Nowhere\n"
        take_upload(scope, sheet=read_upload(filename="a.csv", content=sheet))
        open_form(scope)
        form = {
            "name": "Qamar Zed",
            "email": "qz@example.org",
            "role": "member",
            "time_zone": "Africa/Nairobi",
        }
        send_form(tx, cohort=imported, cells=form)
    until(FORETOLD)
    marks = ("Xanthe", "xq@example.org", "Qamar", "qz@example.org")
    assert scan(store, marks).keys() == {"upload", "sign_up"}
    until(DUE)
    assert scan(store, marks) == {}
    with store.read() as tx:
        assert not tx.sign_ups.link(imported.id).is_open


@pytest.mark.usefixtures("imported")
def test_it_waits_for_another_go_when_there_are_many(store, mailing, until, clock) -> None:
    class Passing(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - as in every Event
            clock.pass_time(seconds=40)
            return False

    until(FORETOLD)
    clock.at = DUE
    drain(store=store, tools=replace(mailing, stopping=Passing()))
    assert erased(store) == [*EVERYBODY]
    assert owed(store) == []


def test_a_cohort_without_people_owes_nothing_and_its_first_ones_are_told(
    store, cohort, until, people
) -> None:
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
    until(DUE + timedelta(days=9, hours=1))
    assert owed(store) == []
    with store.write() as tx:
        import_people(whole_cohort(tx, cohort.id), people=people)
    assert until(DUE + timedelta(days=9, hours=2)) == dict.fromkeys(EVERYBODY, 1)
    assert due_at(store) == DUE + timedelta(days=24)
