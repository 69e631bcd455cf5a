"""How people press, write and choose: with a mouse, with the keyboard alone, by touch, and without scripts."""

from datetime import date

from playwright.sync_api import Locator, Page

from tests.browser import DESK, PHONE

PHONE_OPTIONS = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "locale": "en-US"}
DESK_OPTIONS = {"viewport": DESK, "locale": "en-US"}
MODES = {
    "mouse": DESK_OPTIONS,
    "keyboard": DESK_OPTIONS,
    "touch": PHONE_OPTIONS,
    "no scripts": {**PHONE_OPTIONS, "java_script_enabled": False},
}
MOST_TABS = 150
"""Presses of Tab to anything on any page: who must press more often gives up."""
LEAST_TOUCHED = 24
"""CSS pixels that a finger needs (WCAG 2.2, 2.5.8)."""

WAY = """wanted => {
    const here = document.activeElement;
    if (here === wanted) return "";
    return here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? "Shift+Tab" : "Tab";
}"""
IS_SEEN = """focused => {
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    const { top, bottom, left, right } = focused.getBoundingClientRect();
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
        && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}"""


def tab_to(where: Locator) -> None:
    """Press Tab, or Shift+Tab where it lies behind, until it has the focus, and see that it has."""
    keyboard = where.page.keyboard
    for _ in range(MOST_TABS):
        way = where.evaluate(WAY)
        if not way:
            break
        keyboard.press(way)
    else:
        raise AssertionError(f"{MOST_TABS} presses of Tab do not lead to {where}")
    assert where.evaluate(IS_SEEN), f"nobody sees that the focus is on {where}"


def press(where: Locator, *, mode: str) -> None:
    """Press a button, follow a link or open what is folded, as one does in this mode."""
    match mode:
        case "keyboard":
            tab_to(where)
            where.page.keyboard.press("Enter")
        case "touch":
            if where.evaluate("pressed => pressed.matches('button, summary, [role=button]')"):
                box = where.bounding_box()
                assert min(box["width"], box["height"]) >= LEAST_TOUCHED, f"no finger hits {where}"
            where.tap()
        case _:
            where.click()


def write(where: Locator, text: str, *, mode: str) -> None:
    """Write a text into a field, in place of what is there."""
    if mode == "keyboard":
        tab_to(where)
        where.page.keyboard.press("Control+a")
        where.page.keyboard.type(text)
    else:
        press(where, mode=mode)
        where.fill(text)


def write_date(where: Locator, day: date, *, mode: str) -> None:
    """Write a date into a field for one, as an American keyboard does; others choose it in the browser's calendar."""
    if mode == "keyboard":
        tab_to(where)
        where.page.keyboard.type(f"{day:%m%d%Y}")
    else:
        where.fill(day.isoformat())


def choose(where: Locator, label: str, *, mode: str) -> None:
    """Choose an option; the list that falls down is the system's own, and only the keyboard works it."""
    if mode == "keyboard":
        tab_to(where)
        labels = [option.strip() for option in where.locator("option").all_text_contents()]
        steps = labels.index(label) - where.evaluate("select => select.selectedIndex")
        for _ in range(abs(steps)):
            where.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert where.evaluate("select => select.selectedOptions[0].label") == label
    else:
        where.select_option(label=label)


def tick(where: Locator, *, mode: str) -> None:
    """Tick a box, or choose one of several."""
    if mode == "keyboard":
        tab_to(where)
        where.page.keyboard.press("Space")
    else:
        press(where, mode=mode)
    assert where.is_checked()


def middle(where: Locator) -> tuple[float, float]:
    """Return where the middle of it is on the screen."""
    box = where.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class Finger:
    """One finger on a page: put down, moved and lifted."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def down(self, at: tuple[float, float]) -> None:
        self._touch("touchStart", at)

    def move(self, to: tuple[float, float]) -> None:
        self._touch("touchMove", to)

    def up(self) -> None:
        self._touch("touchEnd")

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})
