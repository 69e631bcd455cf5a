"""A member's own page: on their own clock, through every clock change, and into their own calendar."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from calendars.availability import Window
from scheduler.access import whole_cohort
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import LeftOut
from scheduler.store import tables


@pytest.fixture
def page(world) -> str:
    return world.browser("member").get("/me").text


def _as(world, person: str) -> str:
    """Return the page of another person of Cedar, whom the member's account is made to be."""
    with world.store.write() as tx:
        account = tx.people.account_of(PersonId(world.cedar.person))
        tx.people.set_account(PersonId(world.cedar.person), None)
        tx.people.set_account(PersonId(person), account)
    return world.browser("member").get("/me").text


def test_every_time_is_on_the_readers_own_clock_with_its_name(page) -> None:
    assert "Thursday, October 22, 2026" in page
    assert "7:00\N{THIN SPACE}\N{EN DASH}\N{THIN SPACE}8:00\N{NARROW NO-BREAK SPACE}PM" in page
    assert page.count('<time datetime="') == page.count('<span class="zone">Kyiv time</span>') == 5


def test_kyiv_leaves_summer_time_on_25_october_and_the_next_meeting_says_so(page) -> None:
    second = page[page.index("Thursday, October 29, 2026") :]
    said = "Last time: 7:00\N{NARROW NO-BREAK SPACE}PM. Your clock changes in between."
    assert second.index("Another hour") < second.index(said) < second.index("</li>")


def test_a_meeting_that_keeps_its_local_hour_has_no_badge(page) -> None:
    # The gatherings follow New York, which leaves summer time on 1 November, a week after Kyiv: 19:00 each time.
    assert page.count("Another hour") == 1


def test_what_is_over_goes_from_the_next_meetings_to_the_last_ones(world) -> None:
    def where() -> list[bool]:
        """Say whether it stands among those to come, and among those that are over."""
        to_come, _, over = world.browser("member").get("/me").text.partition("Your last meetings")
        return ["October 22, 2026" in each for each in (to_come, over)]

    world.clock.at = datetime(2026, 10, 22, 17, tzinfo=UTC)
    world.clock.at -= timedelta(seconds=1)
    assert where() == [True, False]
    world.clock.at += timedelta(seconds=1)
    assert where() == [False, True]


def test_the_coach_and_the_groups_stand_there_with_the_reason(page) -> None:
    assert "Ruth &lt;b&gt;Abernathy&lt;/b&gt;" in page
    assert "Both chose reading." in page
    assert "Stories &amp; songs" in page
    assert "فرشته" not in page


def test_the_hosts_clock_stands_beside_the_readers_where_it_shows_another_hour(page, world) -> None:
    """New York's clock changes a week after Kyiv's, so that on 28 October they are six hours apart and not seven."""
    plain = page.replace("\u202f", " ")
    assert "In New York it is then 12:00 PM." in plain
    assert "In New York it is then" not in _as(world, "cedar-C1")


def test_there_is_a_way_for_android_and_a_file(world, page) -> None:
    assert f'href="webcal://localhost/feeds/{world.cedar.feed_token}.ics">takes this link</a>' in page
    assert f'href="http://localhost/feeds/{world.cedar.feed_token}.ics" download="commonhour.ics"' in page


def test_whoever_has_no_coach_is_told_so(world, page) -> None:
    assert "You have no coach yet" not in page
    with world.store.write() as tx:
        published = tx.runs.published("cedar")
        (hers,) = [pair for pair in published.plan.coaching.pairs if pair.member == world.cedar.person]
        others = tuple(pair for pair in published.plan.coaching.pairs if pair != hers)
        coaching = replace(
            published.plan.coaching, pairs=others, unplaced=(LeftOut(member=hers.member, reasons=()),)
        )
        tx.runs.set_document(published.id, replace(published.plan, coaching=coaching))
    assert "You have no coach yet" in world.browser("member").get("/me").text
    assert "You have no coach yet" not in _as(world, "cedar-C1")


def test_a_coach_sees_their_members_and_the_group_they_lead(world) -> None:
    page = _as(world, "cedar-C1")
    assert "The members you coach" in page
    assert "فرشته نوری" in page
    assert "You lead this group of 1." in page


def test_before_the_first_release_there_is_nothing_but_patience(world) -> None:
    with world.store.engine.begin() as connection:
        connection.execute(tables.release.delete())
    assert "The matching is not done yet." in world.browser("member").get("/me").text


def test_after_the_last_meeting_the_page_says_so(world) -> None:
    world.clock.at = datetime(2026, 12, 31, tzinfo=UTC)
    assert "No meetings are to come." in world.browser("member").get("/me").text


def test_each_calendar_gets_the_link_as_it_wants_it(world, page) -> None:
    plain = f"http://localhost/feeds/{world.cedar.feed_token}.ics"
    webcal = plain.replace("http:", "webcal:")
    links = [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')]
    google, outlook, office = (
        next(link for link in links if link.startswith(start))
        for start in ("https://calendar.google.com/", "https://outlook.live", "https://outlook.office")
    )
    assert parse_qs(urlsplit(google).query) == {"cid": [webcal]}
    assert parse_qs(urlsplit(outlook).query) == {"url": [plain], "name": ["Cedar circle"]}
    assert parse_qs(urlsplit(office).query) == {"url": [plain], "name": ["Cedar circle"]}
    assert webcal in links
    assert f'readonly value="{plain}"' in page


def test_a_closed_feed_can_be_opened_by_its_owner(world) -> None:
    world.browser("coordinator").post(f"/cohorts/cedar/feeds/{world.cedar.feed}/revoke")
    member = world.browser("member")
    assert "Your calendar link was closed." in member.get("/me").text
    answer = member.post(f"/me/{world.cedar.person}/feed")
    assert answer.location == f"/me#calendar-{world.cedar.person}"
    assert "Google Calendar" in member.get("/me").text


def test_a_feed_that_is_being_made_says_so_and_cannot_be_renewed(world) -> None:
    with world.store.engine.begin() as connection:
        connection.execute(tables.feed.delete())
    member = world.browser("member")
    assert "Your calendar is being made." in member.get("/me").text
    assert member.post(f"/me/{world.cedar.person}/feed").status_code == 404


def test_a_reader_of_british_english_reads_the_24_hour_clock(world) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        people = tuple(_with_locale(person, "en-GB") for person in scope.people())
        tx.people.replace("cedar", people)
    page = world.browser("member").get("/me").text
    assert "Thursday, 22 October 2026" in page
    assert "19:00\N{EN DASH}20:00" in page


def _with_locale(person, locale: str):  # noqa: ANN202 - a person
    return type(person)(**{name: getattr(person, name) for name in person.__slots__} | {"locale": locale})


def test_the_hours_that_hold_every_week_stand_there_on_the_readers_clock_alone(page) -> None:
    """Kyiv is seven hours ahead of New York, six in the week in which it alone has left summer time."""
    hours = page[page.index("You could meet every week at one of these times:") :]
    hours = hours[: hours.index("</ul>")]
    here = "Monday 3:00{s}PM, from Oct 26 2:00{s}PM, from Nov 2 3:00{s}PM".format(
        s="\N{NARROW NO-BREAK SPACE}"
    )
    assert here in hours
    assert "Monday 8:00" not in hours
    assert hours.count("<li>") == 3


def test_where_no_one_time_holds_all_through_the_page_says_what_to_do(world) -> None:
    """Ruth is free from 8:00 to 9:00, when Kyiv's clock shows 15:00 or 14:00."""
    hours = {"cedar-C1": ("America/New_York", 8, 9), world.cedar.person: ("Europe/Kyiv", 15, 16)}
    with world.store.write() as tx:
        people = whole_cohort(tx, "cedar").people()
        tx.people.replace("cedar", tuple(_free(person, *hours.get(person.id, ())) for person in people))
    assert "No one time of the week suits you both" in world.browser("member").get("/me").text


def _free(person: Person, time_zone: str = "", begin: int = 0, end: int = 0) -> Person:
    """Return the person with one hour on a Tuesday, where any is given."""
    if not time_zone:
        return person
    return replace(person, time_zone=time_zone, availability=(Window(day=1, start=60 * begin, end=60 * end),))


def test_a_meeting_is_shared_in_the_readers_words_with_both_clocks(world) -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        people = tuple(
            replace(each, locale="fr") if each.id == world.cedar.person else each for each in scope.people()
        )
        tx.people.replace(scope.cohort.id, people)
    page = world.browser("member").get("/me").text
    shared = [
        parse_qs(urlsplit(link).query)["text"][0]
        for link in re.findall(r'href="(https://wa\.me/[^"]+)"', page)
    ]
    title, mine, its, join = shared[1].splitlines()
    assert (title, join) == ("Stories & songs", "Rejoindre\N{NO-BREAK SPACE}: https://zoom.example.org/j/1")
    assert [re.findall(r"\d\d:\d\d", line) for line in (mine, its)] == [
        ["19:00", "20:00"],
        ["12:00", "13:00"],
    ]
    assert ("jeudi 22 octobre 2026" in mine, "Kiev" in mine, "New York" in its) == (True, True, True)


def test_a_discreet_calendar_is_not_shared(world) -> None:
    member = world.browser("member")
    member.post(
        f"/me/{world.cedar.person}/preferences", {"channel": "auto", "mails": "on", "discreet": "yes"}
    )
    assert "wa.me" not in member.get("/me").text
