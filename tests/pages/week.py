"""The week in which people tick when they can meet: cleared, and drawn in."""

from playwright.sync_api import Locator, Page, expect

from tests.pages.hands import Finger, middle, press, tab_to


def cell(page: Page, day: int, start: int) -> Locator:
    return page.locator(f'input[aria-labelledby="d{day} h{start}"]')


def clear(page: Page, *, mode: str) -> None:
    """Take every tick out, so that what is drawn next is all there is."""
    ticked = page.locator("table.week input:checked")
    if mode != "keyboard":
        while ticked.count():
            press(ticked.first, mode=mode)
        return
    tab_to(page.locator("table.week input[tabindex='0']"))
    _walk_to_the_first(page)
    page.keyboard.press("Space")
    if page.locator("table.week input:focus:checked").count():
        page.keyboard.press("Space")
    rows = page.locator("table.week tbody tr").count()
    for day in range(7):
        for _ in range(rows - 1):
            page.keyboard.press("Shift+ArrowUp" if day % 2 else "Shift+ArrowDown")
        page.keyboard.press("Shift+ArrowRight")
    assert ticked.count() == 0


def _walk_to_the_first(page: Page) -> None:
    """Go to Monday's first hour with the arrow keys, from wherever in the week one is."""
    for _ in range(page.locator("table.week tbody tr").count()):
        page.keyboard.press("ArrowUp")
    for _ in range(7):
        page.keyboard.press("ArrowLeft")


def draw(page: Page, *, mode: str) -> None:
    """Choose Monday and Tuesday from 18:00 to 20:00, as one does in this mode."""
    step = int(page.locator("input[name=step]").input_value())
    first, last = cell(page, 0, 18 * 60), cell(page, 1, 20 * 60 - step)
    if mode != "keyboard":
        cell(page, 0, 22 * 60).scroll_into_view_if_needed()
    match mode:
        case "mouse":
            begin, end = middle(first), middle(last)
            page.mouse.move(*begin)
            page.mouse.down()
            page.mouse.move(*end, steps=5)
            page.mouse.up()
        case "touch":
            finger, begin, end = Finger(page), middle(first), middle(last)
            finger.down(begin)
            finger.move(((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2))
            finger.move(end)
            # It rests before it is lifted: after one that is lifted in full swing, the next tap only stops it.
            page.wait_for_timeout(100)
            finger.move(end)
            finger.up()
            page.wait_for_timeout(400)  # a finger that has drawn is lifted before it taps
        case "keyboard":
            tab_to(page.locator("table.week input[tabindex='0']"))
            _walk_to_the_first(page)
            for _ in range(18 * 60 // step):
                page.keyboard.press("ArrowDown")
            expect(first).to_be_focused()
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
                    cell(page, day, start).tap()
