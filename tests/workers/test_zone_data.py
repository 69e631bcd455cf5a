"""When newer zone data move a clock, meetings to come keep their reading of it, and everyone's calendar follows.

The newer data are a pytz of their own, in which Kyiv stays on summer time for good, as Istanbul does: 18:00 there on 10
November 2026 is 15:00 UTC and no longer 16:00. They are read by another process, on the same database.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calendars.zones import ZONE_DATA_VERSION
from scheduler.access import whole_cohort
from scheduler.commands.mailing import end, submit
from scheduler.commands.meetings import cancel_meeting, move_meeting
from scheduler.commands.notices import approve_all
from scheduler.commands.publishing import publish_plan
from scheduler.commands.runs import request_run
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.events import PlanPublished
from scheduler.store import tables
from scheduler.store.calendars import StoredEntry
from tests.workers.releases import release
from tests.zone_data import with_other_zone_data
from workers.consumer import drain

pytestmark = pytest.mark.zone_data_made_up

KYIV, LONDON = "Europe/Kyiv", "Europe/London"
NEWER = "2036z"
EVERYBODY = ("amina", "bilal", "carla", "dora", "kateryna")
BEFORE, AFTER = "2026-11-10T16:00:00Z", "2026-11-10T15:00:00Z"
OFFSET = re.compile(r"([+-])(\d\d)(\d\d)")

Elsewhere = Callable[..., list]


@pytest.fixture
def home() -> str:
    return KYIV


@pytest.fixture
def cohort(cohort: Cohort, home: str) -> Cohort:
    return replace(cohort, home_time_zone=home)


@pytest.fixture
def people(people: tuple[Person, ...], make_person) -> tuple[Person, ...]:
    return (*people, make_person("kateryna", zone=KYIV))


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("newer")
    return with_other_zone_data(folder, version=NEWER, rules={KYIV: "Europe/Istanbul"})


@pytest.fixture
def elsewhere(database, clock, newer: dict[str, str]) -> Elsewhere:
    """Do some work in a process with the newer zone data, at the instant that it is here; return what each says."""

    def elsewhere(*works: str) -> list:
        url = database.url.render_as_string(hide_password=False)
        done = subprocess.run(
            [sys.executable, "-m", "tests.workers.elsewhere", url, clock.now().isoformat(), *works],
            env=newer,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return elsewhere


@pytest.fixture
def published(store, tools, imported, people, clock) -> Cohort:
    """The cohort with its first release, which everybody was told of; on 20 October, two of three meetings are over."""
    release(store, tools, imported.id)
    with store.write() as tx:
        approve_all(whole_cohort(tx, imported.id), up_to=(99, 99))
        for each in tx.notices.of_cohort(imported.id):
            if submit(tx, notice=each.id, again=False):
                end(tx, notice=each.id, state="sent")
    with store.engine.begin() as connection:  # they are sent, and nobody is to have invitations
        connection.execute(tables.delivery.delete().where(tables.delivery.c.state == "waiting"))
    clock.at = datetime(2026, 10, 20, 12, tzinfo=UTC)
    return imported


def entries(store) -> dict[PersonId, dict[str, StoredEntry]]:
    with store.read() as tx:
        return {person: tx.calendars.entries(person) for person in map(id_of, EVERYBODY)}


def id_of(key: str) -> PersonId:
    return PersonId(f"id-{key}")


def everything(store) -> tuple[object, ...]:
    """Return all that a renewal might change."""
    with store.read() as tx:
        (cohort,) = tx.people.cohorts()
        return (
            tx.zone_data.of(cohort.id),
            tx.arrangements.of_cohort(cohort.id),
            tx.calendars.entries_of_cohort(cohort.id),
            {
                person: replace(feed, fetched_at=None)
                for person, feed in tx.calendars.feeds(cohort.id).items()
            },
            tx.notices.of_cohort(cohort.id),
        )


def starts(store, person: str) -> list[tuple[str, int]]:
    """Return the instant and the SEQUENCE of each of the person's entries, by start."""
    found = entries(store)[id_of(person)].values()
    return sorted((f"{entry.content.starts:%Y-%m-%dT%H:%M:%SZ}", entry.revision.sequence) for entry in found)


def waiting(store, cohort: Cohort) -> list[str]:
    """Return for whom a mail waits."""
    with store.read() as tx:
        notices = tx.notices.of_cohort(cohort.id)
    return [each.person.removeprefix("id-") for each in notices if each.state == "waiting"]


def feed(store, person: str) -> str:
    with store.read() as tx:
        return tx.calendars.feed_of(id_of(person)).body.decode()


def as_read(text: str) -> dict[str, datetime]:
    """Read when each event starts by the calendar's own VTIMEZONEs alone: the last onset counts (RFC 5545, 3.6.5)."""
    clocks = {
        re.search(r"TZID:(.+)\r", clock)[1]: sorted(
            zip(re.findall(r"DTSTART:(\w+)\r", clock), re.findall(r"TZOFFSETTO:(\S+)\r", clock), strict=True)
        )
        for clock in re.findall(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", text, flags=re.DOTALL)
    }
    return {
        re.search(r"UID:(\S+)\r", event)[1]: instant(
            re.search(r"DTSTART(?:;TZID=(\S+?))?:(\w+)", event), clocks
        )
        for event in re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text, flags=re.DOTALL)
    }


def instant(start: re.Match[str], clocks: Mapping[str, list[tuple[str, str]]]) -> datetime:
    zone, wall = start.groups()
    reading = datetime.strptime(wall.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    if zone is None:
        return reading
    sign, hours, minutes = OFFSET.match(
        [offset for onset, offset in clocks[zone] if onset <= wall][-1]
    ).groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return reading - ahead if sign == "+" else reading + ahead


def test_a_meeting_keeps_its_reading_of_its_own_clock_and_moves_in_utc_for_everyone_who_has_it(
    store, published, elsewhere
) -> None:
    before = entries(store)
    assert starts(store, "kateryna") == [("2026-10-13T15:00:00Z", 0), (BEFORE, 0)]
    elsewhere("renew", "drain")
    assert starts(store, "kateryna") == [("2026-10-13T15:00:00Z", 0), (AFTER, 1)]
    assert starts(store, "amina") == [("2026-10-13T15:00:00Z", 0), ("2026-10-19T15:00:00Z", 0), (AFTER, 1)]
    for person, its in entries(store).items():
        for uid, entry in its.items():
            if entry.content.ends <= datetime(2026, 10, 20, tzinfo=UTC):
                assert entry == before[person][uid]
            else:
                assert b"DTSTART;TZID=Europe/Kyiv:20261110T180000" in entry.body
                assert b"DTSTART;TZID=Europe/Kyiv:20261110T180000" in before[person][uid].body
    assert waiting(store, published) == [*EVERYBODY]
    with store.read() as tx:
        mails = {
            mail.person: mail.body for mail in tx.notices.of_cohort(published.id) if mail.state == "waiting"
        }
    assert "as before on your clock: Tuesday, November 10, 2026, 6:00" in mails[id_of("kateryna")]
    assert re.search(r"was: .*4:00.*\nnow: .*3:00", mails[id_of("dora")])


def test_the_command_lists_what_moves_and_whom_and_changes_nothing_until_it_is_told_to(
    store, published, elsewhere
) -> None:
    with store.read() as tx:
        last = max(tx.arrangements.of_cohort(published.id).values(), key=lambda each: each.starts)
    moves = {
        "cohort": published.id,
        "read_by": ZONE_DATA_VERSION,
        "installed": NEWER,
        "moved": [
            {
                "meeting": last.uid,
                "time_zone": KYIV,
                "wall": "2026-11-10T18:00:00",
                "shown": 1,
                "was": BEFORE,
                "now": AFTER,
                "people": [id_of(key) for key in EVERYBODY],
            }
        ],
        "reworded": [],
    }
    before = everything(store)
    assert elsewhere("look", "look") == [[moves], [moves]]
    assert everything(store) == before
    assert elsewhere("renew", "drain", "look")[::2] == [[moves], []]
    after = everything(store)
    assert after[0] == NEWER
    assert elsewhere("renew", "drain", "follow", "expire") == [[], 0, None, None]
    assert everything(store) == after


def test_the_doctor_and_a_start_say_so_before_and_not_after(store, published, elsewhere) -> None:
    said = f"meetings' clocks: 1 cohort(s) read by other zone data than {NEWER}: cohort ({ZONE_DATA_VERSION})"
    logged = {
        "event": "zone_data.differs",
        "log_level": "warning",
        "installed": NEWER,
        "counted": 1,
        "cohorts": ["cohort"],
    }
    assert elsewhere("doctor", "start") == [[said], [logged]]
    assert elsewhere("renew", "drain", "doctor", "start")[2:] == [[], []]


def test_once_every_meeting_is_over_there_is_nothing_to_say_and_nothing_moves(
    store, published, elsewhere, clock
) -> None:
    clock.at = datetime(2026, 11, 11, tzinfo=UTC)
    before = entries(store)
    assert elsewhere("doctor", "start", "look", "renew", "follow") == [[], [], [], [], None]
    assert entries(store) == before
    assert waiting(store, published) == []


@pytest.mark.parametrize("happens", ["follow", "expire"])
def test_whatever_has_calendars_follow_has_them_read_anew_so_that_no_feed_mixes_old_and_new(
    store, published, elsewhere, happens: str
) -> None:
    """An entry that was meant by the old data beside a VTIMEZONE of the new would be read at another instant."""
    elsewhere(happens)
    assert starts(store, "dora")[-1] == (AFTER, 1)
    for key in EVERYBODY:
        its = entries(store)[id_of(key)]
        to_come = {
            uid: entry.content.starts for uid, entry in its.items() if entry.content.ends > store_now(store)
        }
        assert {uid: at for uid, at in as_read(feed(store, key)).items() if uid in to_come} == to_come
    with store.read() as tx:
        assert tx.zone_data.of(published.id) == NEWER


def store_now(store) -> datetime:
    with store.read() as tx:
        return tx.now


def test_by_the_data_before_all_is_as_it_was_again(store, tools, published, elsewhere, clock) -> None:
    """A machine whose data are older follows too, and says what its own data say: nothing is left between the two."""
    elsewhere("renew", "drain")
    clock.pass_time(hours=1)
    with store.write() as tx:
        tx.outbox.emit(PlanPublished(cohort=published.id, plan="again", release=1))
    drain(store=store, tools=tools)
    assert starts(store, "dora")[-1] == (BEFORE, 2)
    assert waiting(store, published) == []


def test_what_was_moved_and_cancelled_by_hand_keeps_its_reading_too(
    store, tools, published, elsewhere
) -> None:
    with store.write() as tx:
        scope = whole_cohort(tx, published.id)
        last = max((each for each, _ in scope.arranged(scope.people())), key=lambda each: each.starts).uid
        move_meeting(scope, meeting=last, wall=datetime.fromisoformat("2026-11-12T19:30"), minutes=45)
    drain(store=store, tools=tools)
    assert starts(store, "dora")[-1] == ("2026-11-12T17:30:00Z", 1)
    elsewhere("renew", "drain")
    assert starts(store, "dora")[-1] == ("2026-11-12T16:30:00Z", 2)
    with store.write() as tx:
        cancel_meeting(whole_cohort(tx, published.id), meeting=last)
    drain(store=store, tools=tools)
    cancelled = everything(store)
    ((seen,),) = elsewhere("look")
    assert (seen["moved"], seen["reworded"]) == ([], [])
    assert everything(store) == cancelled


def test_what_was_published_by_the_old_data_and_is_followed_by_the_new_is_at_the_hour_that_was_published(
    store, tools, imported, elsewhere
) -> None:
    with store.write() as tx:
        run = request_run(whole_cohort(tx, imported.id))
    drain(store=store, tools=tools)
    with store.write() as tx:
        publish_plan(whole_cohort(tx, imported.id), plan=tx.runs.plan_of_run(imported.id, run).id)
    elsewhere("drain")
    assert starts(store, "dora") == [("2026-10-13T15:00:00Z", 0), (AFTER, 0)]


class TestAMeetingOfAnotherZone:
    """The meetings are London's; Kateryna reads them in Kyiv."""

    @pytest.fixture
    def home(self) -> str:
        return LONDON

    @pytest.mark.usefixtures("published")
    def test_it_keeps_its_instant_and_is_told_at_another_hour_to_whom_the_clock_moves_without_a_mail(
        self, store, elsewhere
    ) -> None:
        before, (*_, mails) = entries(store), everything(store)
        (seen,), *_ = elsewhere("renew", "drain")
        assert (seen["moved"], seen["reworded"]) == ([], [id_of("kateryna")])
        after = entries(store)
        assert [person for person in after if after[person] != before[person]] == [id_of("kateryna")]
        hers = [(before[id_of("kateryna")][uid], now) for uid, now in after[id_of("kateryna")].items()]
        ((old, new),) = [(old, new) for old, new in hers if old != new]
        assert (old.content.starts, new.content.starts) == 2 * (datetime(2026, 11, 10, 18, tzinfo=UTC),)
        assert replace(new.content, description=old.content.description) == old.content
        assert new.revision.sequence == old.revision.sequence + 1
        hours = [re.search(r"(\d+):00\s*PM", each.content.description)[1] for each in (old, new)]
        assert hours == ["8", "9"]
        assert everything(store)[-1] == mails
        assert as_read(feed(store, "kateryna"))[new.content.uid] == new.content.starts
