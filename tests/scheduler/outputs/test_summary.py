from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.outputs.summary import summary_html

People = tuple[Person, ...]
ReadPage = Callable[[bytes], HTMLParser]


def test_no_persons_name_key_address_or_zone_is_in_it(cohort: Cohort, people: People, plan: Plan) -> None:
    named = tuple(
        replace(person, email=f"{person.id}@example.org", whatsapp="+1 202 555 0101", notes="two children")
        for person in people
    )

    html = summary_html(cohort=cohort, people=named, plan=plan).decode()

    for person in named:
        for word in (*person.name.replace("<b>", "").replace("</b>", "").split(), person.key, person.id):
            assert word.strip("=") not in html
        assert person.time_zone.split("/")[1].replace("_", " ") not in html
    assert "@example.org" not in html
    assert "202 555" not in html
    assert "two children" not in html
    assert "Her 1st wish" not in html


def test_it_counts_people_pairs_groups_and_meetings(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    text = read_page(summary_html(cohort=cohort, people=people, plan=plan)).text

    assert "Counts only: may be passed on Vía 2024" in text
    assert "3 members 2 coaches 1 staff 4 time zones 2 of 3 members with a coach" in text
    assert "1 of 2 who wish for a workshop have a seat 1 workshop groups 2 meetings of everyone" in text
    assert "Members of a coach Coaches 0 1 0: 1 1 0 1: 0 2 1 2: 1" in text
    assert "Hours shared a week Pairs 1 to 2 1 1 to 2: 1 2 to 3 0" in text
    assert "7 to 8 1 7 to 8: 1 Score" in text
    assert "500-599 1 500-599: 1 600-699 0 600-699: 0" in text
    assert "900-1000 1 900-1000: 1" in text
    assert "Workshop Groups Seats Games with stones 1 1 Stories & books 0 0" in text


def test_it_counts_for_how_many_each_meeting_is_at_night_and_what_each_bears(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    text = read_page(summary_html(cohort=cohort, people=people, plan=plan)).text

    assert "Oct 2024 6 0 0 0 6 within their hours, 0 in their day, 0 early or late, 0 at night" in text
    assert "Nov 2024 5 1 0 0 5 within their hours, 1 in their day, 0 early or late, 0 at night" in text
    assert "Burden, all meetings People 0 5 0: 5 1 1 1: 1" in text
    assert "Most are available at 09:00: 6 of 6." in text


def test_pairs_that_share_eight_hours_or_more_are_counted_together(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    first, second = plan.coaching.pairs
    pairs = (replace(first, shared_minutes=480), replace(second, shared_minutes=2000))
    rich = replace(plan, coaching=replace(plan.coaching, pairs=pairs))

    text = read_page(summary_html(cohort=cohort, people=people, plan=rich)).text

    assert "Hours shared a week Pairs 8 or more 2 8 or more: 2 Score" in text


@pytest.mark.parametrize("anybody", [True, False])
def test_a_cohort_without_coaching_workshops_or_meetings_has_a_summary_too(
    cohort: Cohort, people: People, empty_plan: Plan, read_page: ReadPage, *, anybody: bool
) -> None:
    bare = replace(cohort, coaching=None, workshops=(), sessions=())

    page = read_page(summary_html(cohort=bare, people=people if anybody else (), plan=empty_plan))

    assert "Coaching" not in page.text
    assert "Workshops" not in page.text
    assert ("Everyone's day" in page.text) is anybody


def test_it_is_one_file_that_runs_and_fetches_nothing(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    html = summary_html(cohort=cohort, people=people, plan=plan)
    page = read_page(html)

    assert not {"script", "link", "img", "iframe", "object", "form", "a"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in {"src", "style"}]
    assert b"http" not in html.replace(b"http-equiv", b"")
    assert html == summary_html(cohort=cohort, people=people, plan=plan)
