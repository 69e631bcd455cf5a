"""A coordinator at work on one cohort, by the pages: brings people in, matches, publishes, arranges, shares."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.flows.conftest import Service
from tests.flows.visitor import Visitor

FEED = re.compile(r'http://[^\s"<]+/feeds/[\w-]+\.ics')
SIGN_IN = re.compile(r'http://[^\s"<]+/sign-in/[\w-]+')
UNDONE = "SELECT 1 FROM delivery WHERE state <> 'done' AND reaction NOT IN ('tidy', 'drop_expired')"


@dataclass(frozen=True, kw_only=True)
class Organizer:
    """Their browser, and the cohort's page; what they did is worked off when they are done with it."""

    service: Service
    browser: Visitor
    page: str

    def bring_in(self, roster: str, *, leave: bool = False) -> None:
        """Hand a roster in and confirm it; `leave`: whoever is not in it has left."""
        drop = f"{self.page}/imports"
        review = self.browser.press(drop, on=drop, file=roster.encode()).url.path
        said = {"others": "leave"} if leave else {}
        assert self.browser.press(f"{review}/confirm", on=review, said=said).url.path == self.page
        self.come_to_rest()

    def release(self) -> None:
        """Match, and publish what comes of it."""
        run = self.browser.press(f"{self.page}/runs", on=self.page).url.path.rpartition("/")[2]
        self.come_to_rest()
        ((plan,),) = self.service.query("SELECT id FROM plan WHERE run_id = ?", run)
        here = f"{self.page}/plans/{plan}"
        assert self.browser.press(f"{here}/publish", on=here).url.path == self.page
        self.come_to_rest()

    def arrange(self, uid: str, what: str, **said: str) -> None:
        """Press one of the buttons on a meeting's page: `move`, `describe`, `links`, `cancel`, `restore`."""
        here = f"{self.page}/meetings/{uid}"
        assert self.browser.press(f"{here}/{what}", on=here, said=said).url.path == here
        self.come_to_rest()

    def share(self) -> str:
        """Make the link to the whole group's calendar, and return it."""
        feeds = f"{self.page}/feeds"
        return feed_on(self.browser.press(f"{feeds}/shared", on=feeds).text)

    def renew_shared(self) -> str:
        """Throw the link to the whole group's calendar away, and return the new one."""
        feeds = f"{self.page}/feeds"
        ((feed,),) = self.service.query("SELECT id FROM feed WHERE person_id IS NULL")
        return feed_on(self.browser.press(f"{feeds}/shared/{feed}/renew", on=feeds).text)

    @contextmanager
    def lets_in(self, name: str) -> Generator[tuple[str, Visitor]]:
        """Hand someone a sign-in link; yield where their own forms go, and their browser."""
        ((person,),) = self.service.query("SELECT id FROM person WHERE name = ?", name)
        people = f"{self.page}/people"
        (link,) = set(SIGN_IN.findall(self.browser.press(f"{people}/{person}/link", on=people).text))
        with Visitor(self.service.url) as browser:
            browser.sign_in(link)
            yield f"/me/{person}", browser

    def come_to_rest(self) -> None:
        """Wait until nothing is left to do now."""
        self.service.wait_until(lambda: not self.service.query(UNDONE))


@contextmanager
def organizing(service: Service, *, rules: str) -> Generator[Organizer]:
    """Run the service with a cohort of these rules and nobody in it, and sign its coordinator in."""
    file = service.data_dir / "cohort.toml"
    file.write_text(rules, encoding="utf-8")
    cohort = service.command("import", file).stdout.strip()
    link = service.command("grant", "coordinator@example.org", cohort, "coordinator").stdout.strip()
    with service.running(), Visitor(service.url) as browser:
        browser.sign_in(link)
        yield Organizer(service=service, browser=browser, page=f"/cohorts/{cohort}")


def feed_on(page: str) -> str:
    """Return the one feed's link that a page shows."""
    (link,) = set(FEED.findall(page))
    return link
