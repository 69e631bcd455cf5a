"""A list has what its purpose needs, and nothing else of anybody; whoever takes one is on record."""

import csv
import io

import pytest

from scheduler.access import whole_cohort
from scheduler.outputs.lists import ABOUT, Purpose
from scheduler.roster.columns import COLUMNS
from scheduler.roster.roster_out import write_roster


def taken(world, purpose: str) -> list[dict[str, str]]:
    answer = world.browser("coordinator").get(f"/cohorts/{world.cedar.cohort}/lists/{purpose}.csv")
    assert (answer.status_code, answer.headers["Content-Disposition"]) == (
        200,
        f'attachment; filename="{purpose}.csv"',
    )
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def people(world) -> tuple:
    with world.store.read() as tx:
        return whole_cohort(tx, world.cedar.cohort).people()


@pytest.mark.parametrize(
    ("purpose", "columns"),
    [
        ("names", ("name", "role")),
        ("groups", ("workshop", "group", "name")),
        ("contact", ("name", "role", "email", "whatsapp", "languages")),
        ("hours", ("name", "role", "time_zone", "availability")),
        ("roster", COLUMNS),
    ],
)
def test_each_has_these_columns_and_no_other(world, purpose: str, columns: tuple[str, ...]) -> None:
    rows = taken(world, purpose)
    assert rows
    assert {tuple(row) for row in rows} == {tuple(columns)}
    if purpose != "groups":
        assert [row["name"] for row in rows] == [person.name for person in people(world)]


def test_every_purpose_is_named_on_the_page_with_what_it_is_good_for(world) -> None:
    page = world.browser("coordinator").get(f"/cohorts/{world.cedar.cohort}/lists").text
    assert {*ABOUT} == {*Purpose}
    for purpose, about in ABOUT.items():
        assert f'/lists/{purpose.value}.csv"' in page
        assert about.use in page


def test_a_group_is_whoever_has_a_seat_in_it_now(world) -> None:
    with world.store.read() as tx:
        scope = whole_cohort(tx, world.cedar.cohort)
        sections, named = (
            scope.standing_plan().workshops.sections,
            {each.id: each.name for each in scope.people()},
        )
    due = sorted((str(section.section), named[member]) for section in sections for member in section.members)
    assert due
    assert sorted((row["group"], row["name"]) for row in taken(world, "groups")) == due


def test_the_whole_roster_is_what_an_import_reads(world) -> None:
    answer = world.browser("coordinator").get(f"/cohorts/{world.cedar.cohort}/lists/roster.csv")
    with world.store.read() as tx:
        scope = whole_cohort(tx, world.cedar.cohort)
        assert answer.data == write_roster(scope.people(), own=scope.cohort.own_columns)


def test_there_is_no_other_list(world) -> None:
    browser = world.browser("coordinator")
    assert browser.get(f"/cohorts/{world.cedar.cohort}/lists/everything.csv").status_code == 404


def test_that_one_was_taken_is_on_record(world) -> None:
    taken(world, "contact")
    with world.store.read() as tx:
        assert "lists.take" in {record.did for record in tx.audit.records(cohort=world.cedar.cohort)}
