"""The journeys of members: with a mouse, with the keyboard alone, by touch, and without scripts."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from calendars.availability import Window
from scheduler.domain.people import Person
from tests.pages.conftest import House, open_house, publish_sample
from tests.pages.hands import MODES, choose, press, write, write_date
from tests.pages.week import clear, draw

WHO = {"mouse": "M07", "keyboard": "M06", "touch": "M10", "no scripts": "M11"}
"""Somebody else each time, who has a seat: what one has changed another finds as it was."""


INVITED = {
    "mouse": ("M02", "C04"),
    "keyboard": ("M36", "C11"),
    "touch": ("M35", "C10"),
    "no scripts": ("M30", "C03"),
}
"""Who opens a link, and their coach: each reads calendars in another language."""
THE_GROUP_MEETS = {
    "M02": "Se reúne todo el grupo.",
    "M36": "Зустріч усієї групи.",
    "M35": "Kikundi kizima kinakutana.",
    "M30": "لقاء للمجموعة كلها.",
}
"""As each of them reads it in their calendar."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the sample cohort in a house of its own: what members correct makes the drafts of others out of date."""
    with open_house(tmp_path_factory.mktemp("house")) as here:
        publish_sample(here)
        yield here


def code_in(folder: Path) -> str:
    """Return the code of the newest mail."""
    newest = max(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    message = message_from_bytes(newest.read_bytes(), _class=EmailMessage, policy=policy.default)
    return re.search(r"^(\d{6})\s*$", message.get_content(), re.MULTILINE)[1]


def sign_in(page: Page, house: House, *, key: str, mode: str) -> None:
    page.goto("/")
    write(page.get_by_label("Your e-mail address"), house.person(key).email, mode=mode)
    press(page.get_by_role("button", name="Send me a code"), mode=mode)
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    house.settle()
    write(page.get_by_label("The code"), code_in(house.mails), mode=mode)
    press(page.get_by_role("button", name="Sign in"), mode=mode)
    expect(page.get_by_role("heading", name="Hello")).to_be_visible()


@pytest.mark.parametrize("mode", MODES)
def test_a_member_signs_in_corrects_their_hours_moves_and_chooses_a_workshop(
    house: House, open_page: Callable[..., Page], mode: str
) -> None:
    key = WHO[mode]
    page = open_page(**MODES[mode])
    sign_in(page, house, key=key, mode=mode)

    press(page.get_by_role("link", name="Change my hours"), mode=mode)
    expect(page.get_by_role("heading", name="When you can meet")).to_be_visible()
    clear(page, mode=mode)
    draw(page, mode=mode)
    press(page.get_by_role("button", name="Save my hours"), mode=mode)
    expect(page.get_by_text("4 hr a week")).to_be_visible()
    evening = {"start": 18 * 60, "end": 20 * 60}
    assert house.person(key).availability == (Window(day=0, **evening), Window(day=1, **evening))

    press(page.get_by_role("link", name="I have moved"), mode=mode)
    write(page.get_by_label("Your city or country now"), "Beirut", mode=mode)
    press(page.get_by_role("button", name="Look it up"), mode=mode)
    expect(page.get_by_text("No meeting moves")).to_be_visible()
    press(page.get_by_role("button", name="I live there now"), mode=mode)
    expect(page.get_by_text("All times are Beirut time")).to_be_visible()

    press(page.get_by_role("link", name="Workshops", exact=True), mode=mode)
    press(page.get_by_role("button", name="Leave this group").first, mode=mode)
    left = page.get_by_role("button", name="Join this group")
    expect(left.first).to_be_visible()
    press(left.first, mode=mode)
    expect(page.get_by_text("You are in it").first).to_be_visible()
    press(page.locator("summary", has_text="Propose a workshop"), mode=mode)
    write(page.get_by_label("What it is called"), f"Weaving, {mode}", mode=mode)
    press(page.get_by_role("button", name="Propose it"), mode=mode)
    expect(page.get_by_role("heading", name=f"Weaving, {mode}")).to_be_visible()


def invitation(page: Page, house: House, *, name: str) -> str:
    """Return a sign-in link that a coordinator makes for somebody, to hand it to them."""
    page.goto(f"/cohorts/{house.cohort}/people")
    page.get_by_role("button", name=f"Make a sign-in link for {name}").click()
    expect(page.get_by_role("heading", name=f"A sign-in link for {name}")).to_be_visible()
    return page.get_by_label("The link").input_value()


def calendar(link: str) -> Calendar:
    """Fetch a feed as a calendar program does."""
    answer = httpx.get(link)
    assert answer.status_code == httpx.codes.OK
    return Calendar.from_ical(answer.content)


def instants(link: str) -> dict[datetime, str]:
    """Return from when, by UTC, everything in a feed is that is not cancelled, and what it is called."""
    return {
        event["DTSTART"].dt.astimezone(UTC): str(event["SUMMARY"])
        for event in calendar(link).events
        if event.get("STATUS") != "CANCELLED"
    }


def assert_ways_in(page: Page, link: str) -> None:
    """Each program is given the feed's address as it wants it."""
    webcal, named = (
        link.replace("http:", "webcal:"),
        urlencode({"url": link, "name": "Pathways to Teaching Project 2024"}),
    )
    for program, address in {
        "Google Calendar": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "Apple Calendar (iPhone, Mac)": webcal,
        "Outlook (personal)": f"https://outlook.live.com/calendar/0/addfromweb?{named}",
        "Outlook (work or school)": f"https://outlook.office.com/calendar/0/addfromweb?{named}",
    }.items():
        expect(page.get_by_role("button", name=program)).to_have_attribute("href", address)


def companion(page: Page, name: str) -> Locator:
    """Return what a member's page says of their coach, or a coach's of a member."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name, exact=True))


def agree_on_an_hour(
    house: House, ours: tuple[Page, Person, str], theirs: tuple[Page, Person], *, mode: str
) -> None:
    """Suggest a weekly hour, which the coach accepts on their own page: then the calendars of both have it."""
    page, me, link = ours
    their_page, coach = theirs
    house.settle()  # so that what comes into a calendar next comes by the hour alone
    their_page.goto("/me")
    links = (link, their_page.get_by_label("Another calendar?").input_value())
    before = [instants(each) for each in links]
    press(companion(page, coach.name).get_by_role("button", name="Suggest this hour").first, mode=mode)
    expect(companion(page, coach.name)).to_contain_text("You have suggested this hour.")
    their_page.reload()
    expect(companion(their_page, me.name)).to_contain_text("suggests that you meet every week:")
    press(companion(their_page, me.name).get_by_role("button", name="Yes, this hour"), mode=mode)
    expect(companion(their_page, me.name)).to_contain_text("You meet every week:")
    house.settle()
    mine, of_coach = (
        sorted(instants(each).keys() - known.keys()) for each, known in zip(links, before, strict=True)
    )
    assert mine
    assert mine == of_coach
    page.reload()
    for shown, whose, other in ((page, me, coach), (their_page, coach, me)):
        here = mine[0].astimezone(ZoneInfo(whose.time_zone))
        expect(companion(shown, other.name)).to_contain_text(
            f"You meet every week: {here:%A} {here.hour % 12 or 12}:{here:%M}"
        )


@pytest.mark.parametrize("mode", MODES)
def test_a_member_opens_a_link_subscribes_agrees_on_an_hour_and_pauses(
    house: House, open_page: Callable[..., Page], mode: str
) -> None:
    me, coach = (house.person(key) for key in INVITED[mode])
    page = open_page(**MODES[mode])
    page.goto(invitation(open_page(role="coordinator"), house, name=me.name))
    press(page.get_by_role("button", name="Sign in"), mode=mode)
    expect(page.get_by_role("heading", name=f"Hello {me.name}")).to_be_visible()
    expect(page.get_by_role("heading", name="Your coach")).to_be_visible()
    expect(page.get_by_role("heading", name=coach.name)).to_be_visible()
    expect(page.get_by_role("heading", name="Your groups")).to_be_visible()

    # The next meeting stands in their own zone, and at the same instant in the feed, which speaks their language.
    first = page.get_by_role("region", name="Your next meetings").get_by_role("listitem").first
    title = first.get_by_role("heading").inner_text()
    starts = datetime.fromisoformat(first.locator("time").get_attribute("datetime"))
    here = starts.astimezone(ZoneInfo(me.time_zone))
    expect(first).to_contain_text(f"{here:%A, %B} {here.day}, {here.year}, {here.hour % 12 or 12}:{here:%M}")
    expect(first).to_contain_text(f"{me.time_zone.split('/')[1].replace('_', ' ')} time")
    link = page.get_by_label("Another calendar?").input_value()
    assert title in instants(link)[starts]
    assert any(THE_GROUP_MEETS[me.key] in event.get("DESCRIPTION", "") for event in calendar(link).events)

    assert_ways_in(page, link)
    press(first.get_by_role("button", name="Yes"), mode=mode)
    expect(first.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")

    press(page.get_by_role("link", name="Change my topics"), mode=mode)
    expect(page.get_by_role("heading", name="What you care for")).to_be_visible()
    choose(page.get_by_label("Choice 1"), "math games", mode=mode)
    choose(page.get_by_label("Choice 2"), "inclusive classrooms", mode=mode)
    press(page.get_by_role("button", name="Save"), mode=mode)
    expect(page.get_by_text("math games, inclusive classrooms")).to_be_visible()
    assert house.person(me.key).interests[:2] == ("math games", "inclusive classrooms")

    agree_on_an_hour(house, (page, me, link), (open_page(role=coach.key, **MODES[mode]), coach), mode=mode)

    press(page.get_by_text("Did someone else get the link?"), mode=mode)
    press(page.get_by_role("button", name="Throw it away and make a new link"), mode=mode)
    expect(page.get_by_label("Another calendar?")).not_to_have_value(link)
    house.settle()
    assert httpx.get(link).status_code == httpx.codes.NOT_FOUND
    link = page.get_by_label("Another calendar?").input_value()
    assert starts in instants(link)

    press(page.get_by_role("link", name="I need a pause"), mode=mode)
    write_date(page.get_by_label("I am back on"), date(2024, 12, 1), mode=mode)
    press(page.get_by_role("button", name="Pause until then"), mode=mode)
    expect(page.get_by_text("away until Dec 1, 2024")).to_be_visible()
    house.settle()
    assert [at for at in instants(link) if house.clock.now() < at < datetime(2024, 12, 1, tzinfo=UTC)] == []
    press(page.get_by_role("link", name="I am back, or another day"), mode=mode)
    press(page.get_by_role("button", name="I am back now"), mode=mode)
    expect(page.get_by_role("link", name="I need a pause")).to_be_visible()
    house.settle()
    assert starts in instants(link)
