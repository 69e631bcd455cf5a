"""The pages in a real browser: a cohort is onboarded, a member subscribes on a phone, nothing needs a script."""

import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from commonhour import _open_store
from scheduler.access import whole_cohort
from scheduler.commands.cohorts import account_of_person, create_cohort
from scheduler.commands.rosters import import_people
from scheduler.commands.signing_in import invite
from scheduler.settings import read_settings
from tests.browser import DESK, PHONE
from tests.circle import circle
from tests.flows.overhearing import OVERHEARD
from tests.receiver import Receiver, receiver
from tests.workers.contested import contested_cohort, contested_people

SIGN_UP = """Timestamp,Your full name,Email Address,I am joining as,Where do you live?,Topics of interest
2036/09/01 9:00:00 AM GMT,Марія,maria@example.org,Member,Kyiv,reading
2036/09/01 9:01:00 AM GMT,Dalia,dalia@example,Member,Beirut,reading
2036/09/01 9:02:00 AM GMT,Ruth,ruth@example.org,Coach,New York,reading
"""


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own; whatever it complains about fails the test, and a Referer that it sends."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    asked: list[Request] = []

    def open_page(url: str, **more: object) -> Page:
        contexts.append(chromium.new_context(**more))
        page = contexts[-1].new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        contexts[-1].on("request", lambda request: asked.append(request))  # noqa: PLW0108 - it must have a signature
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield open_page
    for request in asked:
        OVERHEARD.headers(request.headers, where=f"{request.method} {urlsplit(request.url).path}")
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def outside() -> Iterator[Receiver]:
    """Run the server where meetings are held, which is not told from where anybody comes."""
    with receiver() as there:
        yield there
    for each in there.posted:
        OVERHEARD.headers(each.headers, where="where meetings are held")


@pytest.fixture
def coordinator(service, outside, tmp_path: Path) -> str:
    """Set up the cohort with nobody in it; return the coordinator's sign-in link."""
    rules = circle("Autumn circle").replace(
        "minutes = 60\nat", f'minutes = 60\njoin_url = "{outside.url}"\nat'
    )
    (tmp_path / "cohort.toml").write_text(rules)
    cohort = service.command("import", tmp_path / "cohort.toml").stdout.strip()
    return service.command("grant", "coordinator@example.org", cohort, "coordinator").stdout.strip()


@pytest.fixture
def contested(service, coordinator) -> str:
    """Set up a cohort whose workshops cannot be proven for long; return its coordinator's sign-in link."""
    store = _open_store(read_settings(service.environment))
    with store.write() as tx:
        create_cohort(tx, cohort=contested_cohort())
        import_people(whole_cohort(tx, "contested"), people=contested_people())
    store.engine.dispose()
    return service.command("grant", "coordinator@example.org", "contested", "coordinator").stdout.strip()


def link_for(service, name: str) -> str:
    """Return a sign-in link for a person of the cohort, as their invitation would hold it."""
    store = _open_store(read_settings(service.environment))
    with store.write() as tx:
        cohort = tx.people.cohorts()[0]
        person = next(one for one in whole_cohort(tx, cohort.id).people() if one.name == name)
        link = invite(tx, account=account_of_person(tx, person=person.id))
    store.engine.dispose()
    return f"{service.url}/sign-in/{link}"


def sign_in(page: Page) -> None:
    page.get_by_role("button", name="Sign in").click()


def onboard(page: Page) -> None:
    """Sign in, bring the people in, match and publish, as a coordinator does."""
    sign_in(page)
    page.get_by_role("link", name="Autumn circle").click()
    page.get_by_role("button", name="Bring in a file").click()
    page.get_by_label("The file").set_input_files(
        {"name": "sign-up.csv", "mimeType": "text/csv", "buffer": SIGN_UP.encode()}
    )
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_label("Where do you live?")).to_have_value("time_zone")
    page.get_by_role("button", name="These answers are right").click()
    email = page.get_by_label("Email Address")
    expect(email).to_have_value("dalia@example")
    email.fill("dalia@example.org")
    page.get_by_role("button", name="Save row 3").click()
    page.get_by_role("button", name="Import 3 people").click()
    expect(page.get_by_text("3 people: 2 members, 1 coach.")).to_be_visible()
    page.get_by_role("button", name="Match").click()
    page.get_by_role("button", name="Read the plan").click(timeout=60_000)
    expect(page.get_by_role("heading", name="Draft plan")).to_be_visible()
    page.get_by_role("button", name="Look at what it changes, then publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Release 1 was published")).to_be_visible()


def feeds_are_made(service) -> bool:
    return service.query("SELECT count(*) FROM feed") == [(3,)]


def width_to_spare(page: Page) -> int:
    """Return by how much the page is narrower than the screen; less than none makes a phone scroll sideways."""
    return page.evaluate("document.documentElement.clientWidth - document.documentElement.scrollWidth")


def test_a_cohort_is_onboarded_and_a_member_subscribes_and_joins_on_a_phone(
    service, coordinator, open_page, outside
) -> None:
    with service.running():
        onboard(open_page(coordinator, viewport=DESK))
        service.wait_until(lambda: feeds_are_made(service))
        phone = open_page(link_for(service, "Марія"), viewport=PHONE)
        sign_in(phone)
        expect(phone.get_by_role("heading", name="Hello Марія")).to_be_visible()
        expect(phone.get_by_text("Wednesday, October 22, 2036, 7:00").first).to_be_visible()
        second = phone.get_by_role("listitem").filter(has_text="October 29, 2036")
        expect(second).to_contain_text("Another hour")
        expect(second).to_contain_text("Your clock changes in between.")
        expect(second).to_contain_text("Kyiv time")
        feed = phone.get_by_label("Another calendar?").input_value()
        with urllib.request.urlopen(feed, timeout=5) as answer:
            assert answer.read().count(b"BEGIN:VEVENT") == 5
        google = phone.get_by_role("button", name="Google Calendar").get_attribute("href")
        assert google.startswith("https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F")
        phone.get_by_text("Did someone else get the link?").click()
        phone.get_by_role("button", name="Throw it away").click()
        expect(phone.get_by_label("Another calendar?")).not_to_have_value(feed)
        phone.get_by_role("link", name="Join online").first.click()
        service.wait_until(lambda: outside.posted)


def test_all_of_it_works_without_javascript(service, coordinator, open_page) -> None:
    with service.running():
        onboard(open_page(coordinator, viewport=PHONE, java_script_enabled=False))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_run_is_watched_and_stopped_with_the_best_so_far_and_its_plan_set_beside_another(
    service, contested, open_page, *, scripts: bool
) -> None:
    with service.running():
        page = open_page(contested, viewport=PHONE, java_script_enabled=scripts)
        sign_in(page)
        page.get_by_role("link", name="Contested").click()
        page.get_by_text("How long, and with which seed").click()
        page.get_by_label("Seconds to look for a better plan").fill("1")
        page.get_by_role("button", name="Match").click()
        page.get_by_role("button", name="Read the plan").click(timeout=60_000)
        expect(page.get_by_text("ended because its time was up.")).to_be_visible()
        expect(page.get_by_text("members have a workshop")).to_be_visible()
        page.get_by_role("link", name="Contested").click()
        page.get_by_text("How long, and with which seed").click()
        page.get_by_label("Seed").fill("7")
        page.get_by_role("button", name="Match again").click()
        expect(page.get_by_text("of the best possible.")).to_be_visible(timeout=60_000)
        page.get_by_text("What makes the very same plan again").click()
        expect(page.get_by_text("Seed 7")).to_be_visible()
        page.get_by_role("button", name="Stop and keep the best so far").click()
        page.get_by_role("button", name="Read the plan").click(timeout=10_000)
        expect(page.get_by_text("because somebody asked for the best so far.")).to_be_visible()
        page.get_by_role("link", name="Compare with another draft").click()
        expect(page.get_by_role("table", name="What each plan is worth")).to_be_visible()
        assert width_to_spare(page) == 0
        page.get_by_label("Before").select_option(index=0)
        page.get_by_label("After").select_option(index=0)
        page.get_by_role("button", name="Compare").click()
        expect(page.get_by_text("Nobody has another coach, seat or date.")).to_be_visible()


def test_no_page_scrolls_sideways_on_a_phone_and_each_begins_with_a_way_past_the_head(
    service, coordinator, open_page
) -> None:
    with service.running():
        page = open_page(coordinator, viewport=PHONE)
        assert width_to_spare(page) == 0
        onboard(page)
        home = page.url
        seen = {home, service.url}
        while (
            unseen := {
                address.split("#")[0]
                for address in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
                if re.match(rf"{service.url}/(cohorts|me)", address)
            }
            - seen
        ):
            seen.add(address := min(unseen))
            page.goto(address)
            assert width_to_spare(page) == 0, address
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.getAttribute('href')") == "#main", address
            page.goto(home)
        assert len(seen) >= 7
