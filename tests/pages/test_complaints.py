"""What a page must never do is heard, with scripts and without them: else no other test here says anything."""

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.conftest import House, listen


def complaints_about(chromium: Browser, house: House, *, added: str, scripts: bool = True) -> list[str]:
    """Return what the first page is heard to complain about with this added to it."""
    context = chromium.new_context(base_url=house.url, java_script_enabled=scripts)
    heard = listen(context)
    page = context.new_page()

    def add(route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{added}</main>"))

    page.route("**/", add)
    page.goto("/", wait_until="load")
    page.wait_for_timeout(100)
    context.close()
    return heard


WRONG = {
    "<style>p { color: red }</style>": "Applying inline style violates the following Content Security Policy",
    '<p style="color: red">': "Applying inline style violates the following Content Security Policy",
    '<img src="https://elsewhere.example.org/x.png">': "https://elsewhere.example.org/x.png",
    '<img src="/static/nowhere.png">': "404 for GET http://127.0.0.1",
    '<link rel="stylesheet" href="/static/nowhere.css">': "nowhere.css",
}


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_forbidden_or_is_not_there_is_heard(
    chromium: Browser, house: House, *, scripts: bool
) -> None:
    heard = {
        added: "".join(complaints_about(chromium, house, added=added, scripts=scripts)) for added in WRONG
    }
    assert [added for added, told in WRONG.items() if told not in heard[added]] == []


def test_a_script_of_the_pages_own_is_heard(chromium: Browser, house: House) -> None:
    assert "Content Security Policy" in "".join(complaints_about(chromium, house, added="<script>1</script>"))


def test_a_page_as_it_is_complains_of_nothing(chromium: Browser, house: House) -> None:
    assert complaints_about(chromium, house, added="") == []
    assert complaints_about(chromium, house, added="", scripts=False) == []


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("setTimeout(() => { throw new Error('broken') })", "broken"),
        ("console.error('odd')", "odd"),
        ("fetch('/me/nobody/pause')", "404 for GET"),
        ("fetch('http://127.0.0.1:9/')", "Content Security Policy"),
    ],
)
def test_what_goes_wrong_in_a_script_is_heard(
    chromium: Browser, house: House, script: str, told: str
) -> None:
    context = chromium.new_context(base_url=house.url)
    heard = listen(context)
    page: Page = context.new_page()
    page.goto("/")
    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(200)
    context.close()
    assert told in "".join(heard)


def test_a_page_that_answers_404_on_purpose_complains_of_nothing(chromium: Browser, house: House) -> None:
    context = chromium.new_context(base_url=house.url)
    heard = listen(context)
    context.new_page().goto("/sign-in/nothing", wait_until="load")
    context.close()
    assert heard == []
