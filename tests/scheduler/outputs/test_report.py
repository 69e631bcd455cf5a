from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Capacity, Person, PersonId
from scheduler.domain.plans import Plan, Reason
from scheduler.outputs.report import report_html

People = tuple[Person, ...]
ReadPage = Callable[[bytes], HTMLParser]


@pytest.fixture
def text(cohort: Cohort, people: People, plan: Plan, read_page: ReadPage) -> str:
    return read_page(report_html(cohort=cohort, people=people, plan=plan)).text


def test_the_report_is_marked_confidential(text: str) -> None:
    assert "Confidential: for the coordinator of this cohort" in text


def test_it_says_who_is_with_whom_and_why(text: str) -> None:
    assert "Ruth <b>Abernathy</b> C1 New York · 2 of 3 places, at least 1" in text
    assert (
        "Halima Wanjiru M1 Nairobi 7 hr a week score 900 They share 420 minutes even then. Both chose math games."
    ) in text
    assert (
        "فرشته نوری nuri@example.org Kabul 1 hr 15 min a week score 550 no common topic · no common language"
    ) in text
    assert "Олена Бондаренко C2 Kyiv · 0 of 3 places, at least 1 0 taken of 1 to 3 Nobody yet." in text
    assert "2 of 3 members have a coach. Half of the pairs share 1 hr 15 min a week or more" in text


def test_of_whoever_led_a_group_that_is_over_and_has_left_it_gives_the_key(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    (section,) = plan.workshops.sections
    led = replace(section, facilitator=PersonId("id-gone"))
    over = replace(plan, workshops=replace(plan.workshops, sections=(led,)))
    html = report_html(cohort=cohort, people=people, plan=over, left={PersonId("id-gone"): "C9"})
    assert "Group 1, led by somebody who has left C9 1 of 2 places" in read_page(html).text


def test_a_pair_without_reasons_names_its_topics_and_languages(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    first, second = plan.coaching.pairs
    by_hand = replace(plan, coaching=replace(plan.coaching, pairs=(replace(first, reasons=()), second)))

    page = read_page(report_html(cohort=cohort, people=people, plan=by_hand))

    assert "7 hr a week score 900 math games · Swahili, English فرشته نوری" in page.text


def test_it_says_who_needs_attention(text: str) -> None:
    assert "Without a coach (1) =Quiñones M3 New York No coach shares 60 minutes; nearest: 45" in text
    assert "Ruth <b>is</b> full." in text
    assert "Without a workshop they wish for (1) فرشته نوری nuri@example.org Kabul Stories is not" in text
    assert "fewer members than their minimum (1) Олена Бондаренко C2 0 of at least 1" in text
    assert "Hours assumed (1)" in text
    assert "Sefu S1 ." in text


def test_it_says_when_a_group_meets_on_both_sides_of_kyivs_clock_change_of_27_october(
    cohort: Cohort, people: People, plan: Plan, text: str, read_page: ReadPage
) -> None:
    assert "Games with stones Group 1, led by Олена Бондаренко C2 1 of 2 places, at least 1 · 1 hr" in text
    assert "Tue, Oct 22, 2024 10:00 ; Tue, Oct 29, 2024 10:00 (New York) All who wish can come then." in text
    assert "Halima Wanjiru M1 Her 1st wish. Tue 17:00 in Nairobi" in text
    assert "Stories & books Not held." in text
    assert "This is the best plan found; a better one is not ruled out." in text

    (section,) = plan.workshops.sections
    in_kyiv = replace(section, members=(PersonId("id-C2"),), seats=())
    moved = replace(plan, workshops=replace(plan.workshops, sections=(in_kyiv,)))
    page = read_page(report_html(cohort=cohort, people=people, plan=moved))
    assert "Олена Бондаренко C2 Tue 17:00, then Tue 16:00 in Kyiv" in page.text


def test_it_says_what_each_meeting_costs_whom(text: str) -> None:
    assert "Nobody bears more than 2 in all. Proven: no better plan exists" in text
    assert "New York Sum Oct 8 10:00 Nov 12 10:00 Kabul 18:30 19:30 فرشته نوری 1 0 1" in text
    assert "Gathering Tue, Nov 12, 2024 10:00 · 1 hr The second Tuesday." in text


def test_a_meeting_on_the_next_day_there_is_marked(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    late = tuple(replace(each, starts=each.starts.replace(hour=23)) for each in plan.sessions.meetings)
    page = read_page(
        report_html(
            cohort=cohort, people=people, plan=replace(plan, sessions=replace(plan.sessions, meetings=late))
        )
    )

    assert "Nairobi 02:00 +1 02:00 +1" in page.text


def test_it_draws_a_day_for_each_set_of_clocks(text: str) -> None:
    assert "Tuesday, October 8, 2024 Most are available at 09:00: 6 of 6." in text
    assert "Tuesday, November 12, 2024 Most are available at" in text
    assert "Kyiv GMT+03:00" in text
    assert "Kyiv GMT+02:00" in text


def test_it_is_one_file_that_runs_and_fetches_nothing(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    html = report_html(cohort=cohort, people=people, plan=plan)
    page = read_page(html)

    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in {"src", "style"}]
    assert all(value.startswith("#") for name, value in page.attributes if name == "href")
    assert b"url(" not in html
    assert b"@import" not in html
    assert b"http" not in html.replace(b"http-equiv", b"")


def test_names_are_escaped_and_keep_their_own_direction(cohort: Cohort, people: People, plan: Plan) -> None:
    html = report_html(cohort=cohort, people=people, plan=plan).decode()

    assert '<html lang="en">' in html
    assert '<bdi dir="auto">فرشته نوری</bdi>' in html
    assert '<bdi dir="auto">Ruth &lt;b&gt;Abernathy&lt;/b&gt;</bdi>' in html
    assert "<b>" not in html


def test_the_same_plan_gives_the_same_bytes_however_long_it_took(
    cohort: Cohort, people: People, plan: Plan
) -> None:
    slower = replace(plan, solver=replace(plan.solver, seconds=99.0))

    assert report_html(cohort=cohort, people=people, plan=slower) == report_html(
        cohort=cohort, people=people, plan=plan
    )


def test_where_nothing_is_amiss_it_says_so(
    cohort: Cohort, people: People, empty_plan: Plan, read_page: ReadPage
) -> None:
    plain = replace(
        cohort,
        coaching=replace(cohort.coaching, capacity=Capacity(minimum=0, maximum=3)),
    )
    settled = tuple(replace(person, availability_assumed=False) for person in people)

    page = read_page(report_html(cohort=plain, people=settled, plan=empty_plan))

    assert "Nobody is left out, every coach has enough members, and everyone gave their hours." in page.text
    assert "This cohort has no meetings of everyone." in page.text
    assert "Tuesday, October 1, 2024 Most are available at" in page.text


@pytest.mark.parametrize("anybody", [True, False])
def test_a_cohort_without_coaching_workshops_or_meetings_has_a_report_too(
    cohort: Cohort, people: People, empty_plan: Plan, read_page: ReadPage, *, anybody: bool
) -> None:
    bare = replace(cohort, coaching=None, workshops=(), sessions=())

    page = read_page(report_html(cohort=bare, people=people if anybody else (), plan=empty_plan))

    assert "This cohort pairs nobody." in page.text
    assert "This cohort offers no workshops." in page.text
    assert ("Most are available at" in page.text) is anybody


def test_it_says_what_would_help_where_there_is_advice(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    advice = Reason(
        code="place_more", params={}, text="One more place with Ruth <b>Abernathy</b> would place 1 more."
    )
    advised = replace(plan, coaching=replace(plan.coaching, advice=(advice,)))
    told = read_page(report_html(cohort=cohort, people=people, plan=advised)).text
    assert "What would help Each was tried by itself" in told
    assert "One more place with Ruth <b>Abernathy</b> would place 1 more." in told
    assert "What would help" not in read_page(report_html(cohort=cohort, people=people, plan=plan)).text
    monkeypatch.setattr("matcher.coaching.changes.MOST_PAIRS", 1)
    many = read_page(report_html(cohort=cohort, people=people, plan=plan)).text
    assert "beyond what advice on coaching is worked out for: 250,000 pairs" in many


def test_it_says_what_stopped_the_search_and_what_is_known_of_better_plans(
    cohort: Cohort, people: People, plan: Plan, read_page: ReadPage
) -> None:
    def said(plan: Plan) -> str:
        return read_page(report_html(cohort=cohort, people=people, plan=plan)).text

    stopped = replace(plan, solver=replace(plan.solver, stopped="time"))
    words = (
        "The search for a better plan ended because its time was up. 1 of at most 2 members have a workshop."
    )
    assert words in said(stopped)
    assert "The search for a better plan" not in said(plan)
    assert "A better plan is not ruled out. 1 of at most 2 members have a workshop." in said(plan)


def test_it_says_who_was_asked_for_and_who_is_alone_with_their_language(
    cohort: Cohort, people: People, plan: Plan, text: str, read_page: ReadPage
) -> None:
    (held, *others) = plan.workshops.sections
    who = next(person.key for person in people if person.id == held.members[0])
    remarks = (
        Reason(code="must_no_hours", params={"member": who}, text="Asked for at night."),
        Reason(code="alone", params={"member": who}, text="Nobody else here speaks Swahili."),
        Reason(code="alone", params={"member": "somebody else"}, text="Not said here."),
    )
    seats = tuple(replace(seat, params={"member": who}) for seat in held.seats[:1]) + held.seats[1:]
    value = replace(plan.workshops.objective, alone=1)
    asked = replace(
        plan,
        workshops=replace(
            plan.workshops, objective=value, sections=(replace(held, seats=seats, remarks=remarks), *others)
        ),
    )
    said = read_page(report_html(cohort=cohort, people=people, plan=asked)).text
    assert "Asked for against wishes or hours (1)" in said
    assert "Alone with their language in a group (1)" in said
    assert "In 1 of the seats nobody else in the group speaks the member's first language." in said
    assert said.count("Nobody else here speaks Swahili.") == 2
    assert "Not said here." not in said
    assert "language in a group" not in text
    assert "first language" not in text
