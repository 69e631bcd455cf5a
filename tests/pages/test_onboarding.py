"""A coordinator onboards a cohort, from a file to mails: with a mouse, with the keyboard alone, by touch."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.pages.conftest import EXAMPLE, House, open_house
from tests.pages.hands import MODES, choose, press, write, write_date

FIRST_DAY = date(2024, 9, 1)
PEOPLE = 55
BROKEN = {6: (5, "Atlantis"), 10: (2, ""), 13: (7, "basket weaving")}
"""Rows of the sample's sign-ups, each with a cell that is made wrong and what it says then."""
MENDED = {
    6: ("Where do you live?", "There is no time zone 'Atlantis'.", "New York"),
    10: ("Your name", "There is no name.", "Cabdi Maxamed Warsame"),
}
"""By row: the column, what is said beside it, and what is right."""
ANSWERED = {
    "'working with parents' is not a topic of this cohort. What is it?": "working with families",
    "'basket weaving' is not a topic of this cohort. What is it?": "math games",
    "What is a 'Office and tech support' here?": "staff",
}
"""What is asked once for all rows that say so, and what it means (two of them the sample has of itself)."""
TOGETHER, APART = "Ruth Abernathy", "Grace Liu-Thompson"
"""Coaches, of whom one keeps the first of their members and the other loses theirs."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve a house with the sample's rules, of which each journey makes a cohort of its own."""
    with open_house(tmp_path_factory.mktemp("house")) as here:
        yield here


def sign_ups(*, as_workbook: bool) -> dict[str, object]:
    """Return the sample's sign-ups as a file that a form gives, some rows broken."""
    rows = list(csv.reader(io.StringIO((EXAMPLE / "roster-google-forms.csv").read_text())))
    for number, (column, value) in BROKEN.items():
        rows[number - 1][column] = value
    if as_workbook:
        book, file = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(file)
        return {"name": "sign-ups.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return {"name": "sign-ups.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}


def set_up(page: Page, *, name: str, mode: str) -> None:
    """Set a cohort up by the rules of another."""
    page.goto("/cohorts")
    press(page.get_by_role("button", name="Set up a new cohort"), mode=mode)
    choose(page.get_by_label("Begin with the rules of"), "Pathways to Teaching Project 2024", mode=mode)
    write(page.get_by_label("Name", exact=True), name, mode=mode)
    write_date(page.get_by_label("First day"), FIRST_DAY, mode=mode)
    press(page.get_by_role("button", name="Set it up"), mode=mode)
    expect(page.get_by_role("heading", name="The rules")).to_be_visible()
    press(page.get_by_role("link", name=name), mode=mode)
    expect(page.get_by_text("Nobody yet. Bring in the sign-up sheet.")).to_be_visible()


def bring_in(page: Page, *, mode: str) -> None:
    """Send the file, say what its columns hold, mend each row where its problem stands, and bring everybody in."""
    press(page.get_by_role("button", name="Bring in a file"), mode=mode)
    page.get_by_label("The file").set_input_files(sign_ups(as_workbook=mode == "touch"))
    press(page.get_by_role("button", name="Send the file"), mode=mode)
    expect(page.get_by_role("heading", name="Look at the file")).to_be_visible()
    expect(page.get_by_label("Where do you live?").first).to_have_value("time_zone")
    press(page.get_by_text("columns were recognised"), mode=mode)
    choose(page.get_by_label("Anything we should know?"), "nothing we need: leave it out", mode=mode)
    central = page.get_by_role("group", name="Is 'Central time' the time of America/Chicago?")
    write(central.get_by_label("Or write it yourself"), "America/Chicago", mode=mode)
    for question, answer in ANSWERED.items():
        asked = page.get_by_role("group", name=question)
        choose(asked.get_by_label("It means"), answer, mode=mode)
    press(page.get_by_role("button", name="These answers are right"), mode=mode)
    expect(page.get_by_role("heading", name="Please confirm")).to_have_count(0)
    for number, (column, problem, right) in MENDED.items():
        row = page.get_by_role("form", name=f"Row {number}")
        expect(row).to_contain_text(problem)
        write(row.get_by_label(column), right, mode=mode)
        press(row.get_by_role("button", name=f"Save row {number}"), mode=mode)
        expect(row).to_have_count(0)
    press(page.get_by_role("button", name=f"Import {PEOPLE} people"), mode=mode)
    expect(page.get_by_text("55 people: 40 members, 12 coaches, 3 staff.")).to_be_visible()


def watch(page: Page, *, mode: str) -> None:
    """See the run come to its end by itself, and read its plan."""
    expect(page.get_by_role("heading", name="Matching")).to_be_visible()
    expect(page.get_by_text("Done. The plan is a draft: nothing has been sent.")).to_be_visible(
        timeout=60_000
    )
    press(page.get_by_role("button", name="Read the plan"), mode=mode)
    expect(page.get_by_role("heading", name="Draft plan")).to_be_visible()


def read_why(page: Page, *, mode: str) -> None:
    """Read why somebody goes with somebody, and what each other coach would cost."""
    charge = page.get_by_role("region", name="Coaching").get_by_role("listitem").first
    press(charge.get_by_text("Why?", exact=True), mode=mode)
    expect(charge.get_by_role("listitem").first).to_be_visible()
    press(charge.get_by_text("Why not another coach?"), mode=mode)
    expect(charge.get_by_text("What the whole plan would lose, at best")).to_be_visible()


def column(page: Page, coach: str) -> Locator:
    return page.get_by_role("listitem", name=coach, exact=True)


def rule(page: Page, coach: str, says: str, *, mode: str) -> str:
    """Open a coach's first card and say that the two go together, or never do; return whose card it is."""
    first = column(page, coach).get_by_role("link").first
    name = first.inner_text()
    press(first, mode=mode)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=name, exact=True)).to_be_focused()
    expect(dialog.get_by_role("heading", name="Why so?")).to_be_visible()
    press(dialog.get_by_role("button", name=says), mode=mode)
    expect(page.get_by_text("What solving the rest again would bring is being worked out.")).to_have_count(0)
    return name


def publish(page: Page, *, mode: str) -> None:
    """Look at what a plan changes, name the release and say what it is, and publish it."""
    press(page.get_by_role("button", name="Look at what it changes, then publish"), mode=mode)
    expect(page.get_by_role("heading", name="Publish release 1")).to_be_visible()
    expect(page.get_by_text("The calendars of 55 people follow within seconds.")).to_be_visible()
    write(page.get_by_label("A name for this release, if you like"), "The first circle", mode=mode)
    write(page.get_by_label("What has changed, and why"), "Everyone has a coach.", mode=mode)
    press(page.get_by_role("button", name="Publish"), mode=mode)
    expect(page.get_by_text("Release 1 was published on")).to_be_visible()
    press(page.get_by_text("All releases"), mode=mode)
    expect(page.get_by_role("link", name="The first circle")).to_be_visible()
    expect(page.get_by_text("Everyone has a coach.")).to_be_visible()


def look_again_until(there: Locator) -> None:
    """Load a page that does not watch by itself again and again, until something is there."""
    for _ in range(100):
        if there.count():
            return
        there.page.wait_for_timeout(500)
        there.page.reload()
    raise AssertionError(f"{there} never came")


def mails_in(house: House) -> set[Path]:
    return set(house.mails.glob("*.eml"))


def feed_in(mail: Path) -> str:
    """Return the link to their calendar that somebody is sent."""
    message = message_from_bytes(mail.read_bytes(), _class=EmailMessage, policy=policy.default)
    return re.search(r"http://\S+/feeds/\S+\.ics", message.get_body(("plain",)).get_content())[0]


@pytest.mark.parametrize("mode", MODES)
def test_a_coordinator_sets_a_cohort_up_and_mends_a_rule(
    house: House, open_page: Callable[..., Page], mode: str
) -> None:
    page = open_page(role="coordinator", **MODES[mode])
    set_up(page, name=f"Spring, {mode}", mode=mode)
    press(page.get_by_role("link", name="See and change the rules"), mode=mode)
    press(page.get_by_role("link", name="Add a session"), mode=mode)
    press(page.get_by_role("button", name="Save"), mode=mode)
    expect(page.get_by_role("heading", name="Something needs to be mended first")).to_be_visible()
    write(page.get_by_label("Name", exact=True), "Open house", mode=mode)
    press(page.get_by_role("button", name="Save"), mode=mode)
    expect(page.get_by_role("link", name="Open house")).to_be_visible()


@pytest.mark.parametrize("mode", ["mouse", "keyboard", "touch"])
def test_a_coordinator_onboards_a_cohort(house: House, open_page: Callable[..., Page], mode: str) -> None:
    name, mails = f"Autumn, {mode}", mails_in(house)
    page = open_page(role="coordinator", **MODES[mode])
    set_up(page, name=name, mode=mode)
    with house.at_work():
        bring_in(page, mode=mode)
        press(page.get_by_role("link", name="Ready to match?"), mode=mode)
        expect(page.get_by_role("heading", name="Ready to match?")).to_be_visible()
        expect(page.get_by_text("Ngun Tha Par shares no hour with any coach")).to_be_visible()
        press(page.get_by_role("button", name="Match"), mode=mode)
        watch(page, mode=mode)
        read_why(page, mode=mode)

        press(page.get_by_role("button", name="Open the board"), mode=mode)
        pinned = rule(page, TOGETHER, "Pin: keep them together", mode=mode)
        expect(column(page, TOGETHER).get_by_role("listitem").filter(has_text=pinned)).to_contain_text(
            "pinned"
        )
        parted = rule(page, APART, "Part them, and never pair them", mode=mode)
        expect(column(page, APART).get_by_role("link", name=parted)).to_have_count(0)

        press(page.get_by_role("link", name=name), mode=mode)
        press(page.get_by_role("button", name="Match again"), mode=mode)
        watch(page, mode=mode)
        press(page.get_by_role("link", name="Compare with another draft"), mode=mode)
        expect(page.get_by_role("heading", name="Two plans side by side")).to_be_visible()
        expect(page.get_by_role("table", name="What each plan is worth")).to_be_visible()
        press(page.get_by_role("link", name="after", exact=True), mode=mode)
        press(page.get_by_role("button", name="Open the board"), mode=mode)
        expect(column(page, TOGETHER).get_by_role("listitem").filter(has_text=pinned)).to_contain_text(
            "pinned"
        )
        expect(column(page, APART).get_by_role("link", name=parted)).to_have_count(0)
        publish(page, mode=mode)

        read = page.get_by_role("button", name="Read the mails")
        look_again_until(read)
        expect(page.get_by_text("0 of 55 people have subscribed.")).to_be_visible()
        press(read, mode=mode)
        expect(page.get_by_role("heading", name=f"To be approved ({PEOPLE})")).to_be_visible()
        letter = page.get_by_role("row", name=pinned)
        press(letter.get_by_text("Read it"), mode=mode)
        expect(letter.locator(".words")).to_be_visible()
        expect(letter.locator(".words")).to_contain_text(name)
        assert mails_in(house) == mails, "nothing is sent until the mails were looked at"
        press(page.get_by_role("button", name=f"Make files of all {PEOPLE}"), mode=mode)
        expect(page.get_by_role("heading", name="To be approved")).to_have_count(0)
        earlier = page.get_by_role("heading", name=f"Earlier ({PEOPLE})")
        look_again_until(earlier)
    new = mails_in(house) - mails
    assert len(new) == PEOPLE
    assert {httpx.get(link).status_code for link in map(feed_in, new)} == {httpx.codes.OK}
