"""What a coordinator has to hand: a browser, the command line, and a look at how their cohort stands.

Whatever dies under their hands is told as NoAnswerError.
"""

import re
import time
from typing import Any

import httpx
from sqlalchemy import Engine, text

from scheduler.tokens import feed_token
from tests.crash.crew import Crew, NoAnswerError
from tests.crash.place import FEED_KEY, Place

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
PATIENCE_SECONDS = 20
SEE_OTHER = 303
OK = 200
COHORTS = "SELECT id FROM cohort WHERE rules ->> 'name' = :name"
OF_COHORT = f"WHERE cohort_id = ({COHORTS})"


class Hands:
    """Of one coordinator, for one cohort; what was there before the way began (`before`) is nobody's news."""

    def __init__(
        self, *, place: Place, crew: Crew, engine: Engine, name: str, before: frozenset[str]
    ) -> None:
        self._place = place
        self._crew = crew
        self._engine = engine
        self._name = name
        self._before = before
        self._browser = httpx.Client(base_url=place.url, timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        """Close the browser."""
        self._browser.close()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into the database; `:name` is the cohort's."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), {"name": self._name})]

    def news(self, sql: str) -> list[str]:
        """Return the ids that a query finds, and that were not there before."""
        return [found for (found,) in self.ask(sql) if found not in self._before]

    def new(self, kind: str, only: str = "") -> str:
        """Return the id of a new run, plan, upload, ... of the cohort (any, if there are several); empty if none."""
        return next(iter(self.news(f"SELECT id FROM {kind} {OF_COHORT} {only}")), "")  # noqa: S608 - of our own words

    @property
    def cohort(self) -> str:
        """The cohort's id; empty if it is not there."""
        return next((found for (found,) in self.ask(COHORTS)), "")

    @property
    def page(self) -> str:
        """The address of the cohort's page."""
        return f"/cohorts/{self.cohort}"

    def command(self, *arguments: str, called: str = "") -> str:
        """Run `commonhour ARGUMENTS` and return the last line it printed."""
        return self._crew.command(*arguments, called=called)

    def sign_in(self) -> None:
        """Be granted the cohort, and follow the link."""
        link = self.command("grant", f"{self._name}@example.org", self.cohort, "coordinator")
        path = link.removeprefix(self._place.url)
        self.press(path, page=path)

    def press(
        self,
        address: str,
        *,
        page: str,
        files: dict[str, tuple[str, bytes]] | None = None,
        said: dict[str, str] | None = None,
    ) -> None:
        """Open a page and press the button on it that posts to this address."""
        token = TOKEN.search(self.get(page).text)
        assert token is not None
        try:
            answer = self._browser.post(address, data={"form_token": token[1]} | (said or {}), files=files)
        except httpx.TransportError as error:
            raise NoAnswerError from error
        assert answer.status_code == SEE_OTHER, answer.text

    def get(self, address: str) -> httpx.Response:
        """Open a page or a feed; raise AssertionError if it does not work."""
        try:
            answer = self._browser.get(address)
        except httpx.TransportError as error:
            raise NoAnswerError from error
        assert answer.status_code == OK, (address, answer.status_code, answer.text)
        return answer

    def get_anew(self, address: str) -> float:
        """Open a page or a feed over a connection of its own; return the seconds it took."""
        begun = time.monotonic()
        answer = httpx.get(self._place.url + address, cookies=self._browser.cookies, timeout=PATIENCE_SECONDS)
        seconds = time.monotonic() - begun
        assert answer.status_code == OK, (address, answer.status_code, answer.text)
        return seconds


def feed_address(feed: object) -> str:
    """Return the address of the feed of this id, whose secret was never changed."""
    token = feed_token(key=FEED_KEY.encode(), feed=str(feed), generation=1)
    return f"/feeds/{token}.ics"
