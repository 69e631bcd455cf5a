"""Entries as rows: each in place of its own before, and what many say is read and written as one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from calendars.entries import EntryContent, Link, revise
from calendars.ics import vevent
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person, PersonId
from scheduler.store.calendars import StoredEntry
from scheduler.store.unit_of_work import Store

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
AMINA, BAHAR = PersonId("id-amina"), PersonId("id-bahar")
CONTENT = EntryContent(
    uid="u",
    starts=NOW,
    ends=NOW + timedelta(hours=1),
    time_zone="Africa/Nairobi",
    summary='Ämina\'s "gathering", \\ and more',
    links=(Link(title="Notes", url="https://example.org/n"),),
    alarms=(10,),
)


@pytest.fixture
def cohort(store: Store, make_cohort, make_person) -> Cohort:
    """A cohort of Amina and Bahar."""
    cohort = make_cohort(starts=date(2026, 10, 1))
    people: tuple[Person, ...] = (make_person("amina"), make_person("bahar"))
    with store.write() as tx:
        tx.people.add_cohort(cohort, now=tx.now)
        tx.people.replace(cohort.id, people)
    return cohort


def test_what_is_kept_comes_back_and_what_many_say_is_one_content(store: Store, cohort: Cohort) -> None:
    entry = _entry(CONTENT)
    with store.write() as tx:
        tx.calendars.put_entries([(AMINA, entry), (BAHAR, replace(entry, content=replace(CONTENT)))])
    with store.read() as tx:
        entries = tx.calendars.entries_of_cohort(cohort.id)
        assert tx.calendars.entries(AMINA) == {"u": entry}
    assert entries == {AMINA: {"u": entry}, BAHAR: {"u": entry}}
    assert entries[AMINA]["u"].content is entries[BAHAR]["u"].content


def test_an_entry_takes_the_place_of_its_owners_with_its_uid_alone(store: Store, cohort: Cohort) -> None:
    first, other = _entry(CONTENT), _entry(replace(CONTENT, uid="v"))
    moved = _entry(replace(CONTENT, status="CANCELLED"), before=first)
    later = replace(moved, expires_at=NOW + timedelta(days=30))
    with store.write() as tx:
        tx.calendars.put_entries([(AMINA, first), (AMINA, other), (BAHAR, first)])
    with store.write() as tx:
        tx.calendars.put_entries([(AMINA, later)])
    with store.read() as tx:
        assert tx.calendars.entries_of_cohort(cohort.id) == {
            AMINA: {"u": later, "v": other},
            BAHAR: {"u": first},
        }


def test_a_content_is_kept_as_json_and_not_as_a_text_of_it(store: Store, cohort: Cohort) -> None:
    with store.write() as tx:
        tx.calendars.put_entries([(AMINA, _entry(CONTENT))])
    with store.engine.connect() as connection:
        said = connection.exec_driver_sql("SELECT content ->> 'summary' FROM entry").scalar_one()
    assert said == CONTENT.summary


def _entry(content: EntryContent, *, before: StoredEntry | None = None) -> StoredEntry:
    revision = revise(previous=before and before.revision, content=content, now=NOW)
    body = vevent(content=content, revision=revision)
    return StoredEntry(content=content, revision=revision, body=body, expires_at=None)
