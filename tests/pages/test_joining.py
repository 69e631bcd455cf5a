"""Somebody without an account signs up on a form that a coordinator shares, and is brought in."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from calendars.availability import Window
from scheduler.access import whole_cohort
from scheduler.domain.people import Role
from tests.pages.conftest import House, open_house
from tests.pages.hands import MODES, choose, press, tick, write
from tests.pages.week import draw


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve a house with the sample's rules, and with nobody in it."""
    with open_house(tmp_path_factory.mktemp("house")) as here:
        yield here


def sign_ups(page: Page, house: House, *, mode: str) -> None:
    """Go from the cohort to those who have signed up."""
    page.goto(f"/cohorts/{house.cohort}")
    press(page.get_by_role("link", name="A sign-up form to share"), mode=mode)
    expect(page.get_by_role("heading", name="Sign-ups")).to_be_visible()


@pytest.mark.parametrize("mode", MODES)
def test_somebody_signs_up_on_the_shared_form_and_is_brought_in(
    house: House, open_page: Callable[..., Page], mode: str
) -> None:
    name = f"Nadia, {mode}"
    office = open_page(role="coordinator", **MODES[mode])
    sign_ups(office, house, mode=mode)
    press(office.get_by_role("button", name="Open the form"), mode=mode)
    link = office.get_by_label("Link to the form").input_value()

    page = open_page(**MODES[mode])
    page.goto(link)
    expect(page.get_by_role("heading", name="Join Pathways to Teaching Project 2024")).to_be_visible()
    write(page.get_by_label("Your name, as others should call you"), name, mode=mode)
    write(page.get_by_label("Your e-mail address"), f"nadia-{mode.replace(' ', '-')}@example.org", mode=mode)
    tick(page.get_by_label("a member, who is coached"), mode=mode)
    write(page.get_by_label("The city or country where you live"), "Atlantis", mode=mode)
    write(page.get_by_label("Languages you speak"), "Arabic, English", mode=mode)
    choose(page.get_by_label("Choice 1"), "math games", mode=mode)
    tick(
        page.get_by_role("group", name="Workshops you would like").get_by_label("Everyone belongs"), mode=mode
    )
    draw(page, mode=mode)
    press(page.get_by_role("button", name="Send it"), mode=mode)

    # What is wrong is said above, where it leads to the field, and all else is as it was written.
    wrong = page.get_by_role("alert").get_by_role("link", name="There is no time zone 'Atlantis'.")
    press(wrong, mode=mode)
    place = page.get_by_label("The city or country where you live")
    expect(place).to_be_focused()
    write(place, "Beirut", mode=mode)
    press(page.get_by_role("button", name="Send it"), mode=mode)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    office.reload()
    expect(office.get_by_role("checkbox", name=name)).to_be_checked()
    press(office.get_by_role("button", name="Bring them in"), mode=mode)
    expect(office.get_by_text("Nobody at the moment.")).to_be_visible()
    press(office.get_by_role("button", name="Close the form"), mode=mode)
    expect(office.get_by_role("button", name="Open the form")).to_be_visible()
    with house.store.read() as tx:
        everyone = whole_cohort(tx, house.cohort).people()
    nadia = next(person for person in everyone if person.name == name)
    assert (nadia.role, nadia.time_zone, nadia.languages) == (Role.MEMBER, "Asia/Beirut", ("ar", "en"))
    assert (nadia.interests, nadia.workshops) == (("math games",), ("inclusive-classrooms",))
    assert nadia.availability == tuple(Window(day=day, start=18 * 60, end=20 * 60) for day in (0, 1))
