"""The journeys of the people who use it: with a mouse, with the keyboard alone, by touch, and without scripts."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from calendars.availability import Window
from tests.browser import DESK, PHONE
from tests.pages.conftest import House

PHONE_OPTIONS = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
MODES = {
    "mouse": {"viewport": DESK},
    "keyboard": {"viewport": DESK},
    "touch": PHONE_OPTIONS,
    "no scripts": {**PHONE_OPTIONS, "java_script_enabled": False},
}
WHO = {"mouse": "M07", "keyboard": "M06", "touch": "M10", "no scripts": "M11"}
"""Somebody else each time, who has a seat: what one has changed another finds as it was."""


def press(where: Locator, *, mode: str) -> None:
    """Press a button or follow a link as one does in this mode."""
    match mode:
        case "keyboard":
            where.focus()
            where.press("Enter")
        case "touch":
            where.tap()
        case _:
            where.click()


def code_in(folder: Path) -> str:
    """Return the code of the newest mail."""
    newest = max(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    message = message_from_bytes(newest.read_bytes(), _class=EmailMessage, policy=policy.default)
    return re.search(r"^(\d{6})\s*$", message.get_content(), re.MULTILINE)[1]


def sign_in(page: Page, house: House, *, key: str, mode: str) -> None:
    page.goto("/")
    page.get_by_label("Your e-mail address").fill(house.person(key).email)
    press(page.get_by_role("button", name="Send me a code"), mode=mode)
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    house.settle()
    page.get_by_label("The code").fill(code_in(house.mails))
    press(page.get_by_role("button", name="Sign in"), mode=mode)
    expect(page.get_by_role("heading", name="Hello")).to_be_visible()


def cell(page: Page, day: int, start: int) -> Locator:
    return page.locator(f'input[aria-labelledby="d{day} h{start}"]')


def middle(where: Locator) -> tuple[float, float]:
    box = where.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def clear(page: Page) -> None:
    """Take every tick out, so that what is drawn next is all there is."""
    ticked = page.locator("table.week input:checked")
    while ticked.count():
        ticked.first.uncheck()


def draw(page: Page, *, mode: str) -> None:
    """Choose Monday and Tuesday from 18:00 to 20:00, as one does in this mode."""
    step = int(page.locator("input[name=step]").input_value())
    first, last = cell(page, 0, 18 * 60), cell(page, 1, 20 * 60 - step)
    cell(page, 0, 22 * 60).scroll_into_view_if_needed()
    match mode:
        case "mouse":
            begin, end = middle(first), middle(last)
            page.mouse.move(*begin)
            page.mouse.down()
            page.mouse.move(*end, steps=5)
            page.mouse.up()
        case "touch":
            session = page.context.new_cdp_session(page)
            begin, end = middle(first), middle(last)

            def touch(kind: str, *points: tuple[float, float]) -> None:
                session.send(
                    "Input.dispatchTouchEvent",
                    {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
                )

            touch("touchStart", begin)
            touch("touchMove", ((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2))
            touch("touchMove", end)
            # It rests before it is lifted: after one that is lifted in full swing, the next tap only stops it.
            page.wait_for_timeout(100)
            touch("touchMove", end)
            touch("touchEnd")
        case "keyboard":
            first.focus()
            page.keyboard.press("Space")
            rows = 2 * 60 // step - 1
            for _ in range(rows):
                page.keyboard.press("Shift+ArrowDown")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Space")
            for _ in range(rows):
                page.keyboard.press("Shift+ArrowUp")
        case _:
            for day in (0, 1):
                for start in range(18 * 60, 20 * 60, step):
                    cell(page, day, start).check()


@pytest.mark.parametrize("mode", MODES)
def test_a_member_signs_in_corrects_their_hours_moves_and_chooses_a_workshop(
    house: House, open_page: Callable[..., Page], mode: str
) -> None:
    key = WHO[mode]
    page = open_page(**MODES[mode])
    sign_in(page, house, key=key, mode=mode)

    press(page.get_by_role("link", name="Change my hours"), mode=mode)
    expect(page.get_by_role("heading", name="When you can meet")).to_be_visible()
    clear(page)
    draw(page, mode=mode)
    page.wait_for_timeout(400)  # a finger that has drawn is lifted before it taps
    press(page.get_by_role("button", name="Save my hours"), mode=mode)
    expect(page.get_by_text("4 hr a week")).to_be_visible()
    evening = {"start": 18 * 60, "end": 20 * 60}
    assert house.person(key).availability == (Window(day=0, **evening), Window(day=1, **evening))

    press(page.get_by_role("link", name="I have moved"), mode=mode)
    page.get_by_label("Your city or country now").fill("Beirut")
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
    page.locator("summary", has_text="Propose a workshop").click()
    page.get_by_label("What it is called").fill(f"Weaving, {mode}")
    press(page.get_by_role("button", name="Propose it"), mode=mode)
    expect(page.get_by_role("heading", name=f"Weaving, {mode}")).to_be_visible()


@pytest.mark.parametrize("mode", ["mouse", "keyboard", "no scripts"])
def test_a_coordinator_sets_a_cohort_up_and_sees_whether_it_is_ready(
    house: House, open_page: Callable[..., Page], mode: str
) -> None:
    page = open_page(role="coordinator", **MODES[mode])
    page.goto("/cohorts")
    press(page.get_by_role("button", name="Set up a new cohort"), mode=mode)
    page.get_by_label("Begin with the rules of").select_option(index=1)
    page.get_by_label("Name", exact=True).fill(f"Next year, {mode}")
    page.get_by_label("First day").fill("2025-09-01")
    press(page.get_by_role("button", name="Set it up"), mode=mode)
    expect(page.get_by_role("heading", name="The rules")).to_be_visible()
    press(page.get_by_role("link", name="Add a session"), mode=mode)
    press(page.get_by_role("button", name="Save"), mode=mode)
    expect(page.get_by_role("heading", name="Something needs to be mended first")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Open house")
    press(page.get_by_role("button", name="Save"), mode=mode)
    expect(page.get_by_role("link", name="Open house")).to_be_visible()
    press(page.get_by_role("link", name=f"Next year, {mode}"), mode=mode)
    expect(page.get_by_text("Nobody yet. Bring in the sign-up sheet.")).to_be_visible()
