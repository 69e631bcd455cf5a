"""A person at work: sets up a cohort, signs in, brings people in, matches, publishes; looks before pressing again.

Whatever dies under their hands, they do as people do: wait until the page is there again, look at what has become of
it, and press once more only if nothing has. What was answered must be there: else it was lost.
"""

import os
import re
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, text

from scheduler.tokens import feed_token
from tests.crash.crew import LOOK_SECONDS, Crew, NoAnswerError, children
from tests.crash.places import FEED_KEY, Place

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
LOOKED_AT = re.compile(r'name="all" value="(\d+)"')
COHORTS = "SELECT id FROM cohort WHERE rules ->> 'name' = :name"
OF_COHORT = f"WHERE cohort_id = ({COHORTS})"
IDS = {"cohort": COHORTS} | {
    kind: f"SELECT id FROM {kind} {OF_COHORT}"  # noqa: S608 - of our own words
    for kind in ("upload", "person", "run", "plan")
}
IDS["run"] += " AND state <> 'failed'"
RELEASES = f"SELECT number FROM release {OF_COHORT}"  # noqa: S608 - the same
FEEDS = f"SELECT feed.id, person.name FROM feed JOIN person ON person.id = person_id {OF_COHORT} ORDER BY 2"  # noqa: S608 - the same
NOTICES = f"SELECT state FROM notice {OF_COHORT}"  # noqa: S608 - the same
UNDERWAY = f"SELECT id FROM notice {OF_COHORT} AND state IN ('approved', 'submitting')"  # noqa: S608 - the same
OWED = f"""
SELECT delivery.id FROM delivery JOIN event ON event.id = event_id {OF_COHORT}
AND (state = 'claimed' OR state = 'waiting' AND (tries > 0 OR due_at = time))
"""  # noqa: S608 - the same
"""What is to be worked off now, or was already tried; what is due only later is not meant."""
PATIENCE_SECONDS = 20
FLOW_SECONDS = 60
SEE_OTHER = 303
OK = 200
COHORT = """
[cohort]
name = "{name}"
starts = 2036-10-01
ends = 2036-10-31
home_time_zone = "America/New_York"
locale = "en"
topics = ["reading"]

[coaching]
capacity = [0, 3]
meeting_minutes = 60
target_minutes = 180

[[session]]
id = "gathering"
name = "Gathering"
minutes = 60
at = "second Tuesday 12:00"

[[workshop]]
id = "stories"
name = "Stories and songs"
topic = "reading"
facilitators = ["ruth@example.org"]
minutes = 60
size = [1, 6]
window = [2036-10-22, 2036-10-22]
weekdays = ["Wed"]
from = "12:00"
to = "13:00"
step_minutes = 60
"""
ROSTER = b"""name,email,role,time_zone,interests
Maria,maria@example.org,member,Europe/Kyiv,reading
Dalia,dalia@example.org,member,Asia/Beirut,reading
Ruth,ruth@example.org,coach,America/New_York,reading
"""


class LostError(Exception):
    """It was answered that something is done, and it is not."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to bring about."""

    name: str
    is_done: Callable[[], object]
    do: Callable[[], None] | None = None
    """None: others do it, and one can only wait."""


class Coordinator:
    """Brings one cohort from nothing to everyone's calendars, with the help of a crew that restarts what dies."""

    def __init__(
        self,
        *,
        place: Place,
        crew: Crew,
        engine: Engine,
        folder: Path,
        name: str = "circle",
        troubled: bool = False,
    ) -> None:
        self.feeds: dict[str, bytes] = {}
        self._troubles = [self._kill_the_solver, self._restart_the_matcher] if troubled else []
        self._solver = 0
        self._place = place
        self._crew = crew
        self._engine = engine
        self._name = name
        self._browser = httpx.Client(base_url=place.url, timeout=PATIENCE_SECONDS)
        self._signed_in = False
        self._cohort_file = folder / f"{name}.toml"
        self._cohort_file.write_text(COHORT.format(name=name))
        self._asking = Step(name="a run was asked for", is_done=lambda: self._id_of("run"), do=self._match)
        self._steps = [
            Step(name="a cohort is there", is_done=lambda: self._id_of("cohort"), do=self._import),
            Step(name="the coordinator has signed in", is_done=lambda: self._signed_in, do=self._sign_in),
            Step(name="a roster was handed in", is_done=lambda: self._id_of("upload"), do=self._hand_in),
            Step(name="people are there", is_done=lambda: self._id_of("person"), do=self._confirm),
            self._asking,
            Step(name="troubles are over", is_done=self._untroubled),
            Step(name="the run has a plan", is_done=self._planned),
            Step(name="it is published", is_done=lambda: self._ask(RELEASES), do=self._publish),
            Step(name="calendars follow", is_done=lambda: self._ask(FEEDS)),
            Step(name="everyone fetches their feed", is_done=lambda: self.feeds, do=self._fetch_feeds),
            Step(name="mails are approved", is_done=self._approved, do=self._approve),
            Step(name="mails have ended", is_done=lambda: not self._ask(UNDERWAY)),
            Step(name="nothing is left to do", is_done=lambda: not self._ask(OWED)),
        ]

    def advance(self) -> bool:
        """Look at the next thing to bring about, and do it unless it is done; return whether anything is left."""
        step = self._steps[0]
        if step.is_done():
            del self._steps[0]
        elif step.do is not None:
            try:
                step.do()
            except NoAnswerError:
                return True
            if not step.is_done():
                raise LostError(step.name)
        if not self._steps:
            self._browser.close()
        return bool(self._steps)

    @property
    def waits_for(self) -> str:
        """What is to come about next."""
        return self._steps[0].name if self._steps else ""

    def work(self, *, seconds: float = FLOW_SECONDS) -> None:
        """Bring about one thing after the other; raise TimeoutError, with what did not come about, after so long."""
        until = time.monotonic() + seconds
        while self.advance():
            self._crew.look(0 if self._steps[0].do else LOOK_SECONDS)
            if time.monotonic() > until:
                raise TimeoutError(f"within {seconds} s it did not come about that {self._steps[0].name}")

    def look_round(self) -> list[float]:
        """Open the cohort's pages and everyone's feed, each over a new connection; return the seconds each took.

        Raises AssertionError for a page that does not work.
        """
        cohort = f"/cohorts/{self._id_of('cohort')}"
        pages = [
            cohort,
            *(f"{cohort}/{page}" for page in ("people", "imports", "feeds", "notices", "deliveries")),
        ]
        pages.append(f"{cohort}/plans/{self._id_of('plan')}")
        seconds: list[float] = []
        for address in [*pages, *(self._feed(feed) for feed, _ in self._ask(FEEDS))]:
            begun = time.monotonic()
            answer = httpx.get(
                self._place.url + address, cookies=self._browser.cookies, timeout=PATIENCE_SECONDS
            )
            seconds.append(time.monotonic() - begun)
            assert answer.status_code == OK, (address, answer.status_code, answer.text)
        return seconds

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into the database, at what is this cohort's."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), {"name": self._name})]

    def _id_of(self, kind: str) -> str:
        """Return the id of the cohort's only thing of a kind (any person); empty if there is none."""
        found = self._ask(IDS[kind])
        return str(found[0][0]) if found else ""

    def _import(self) -> None:
        self._crew.command("import", str(self._cohort_file))

    def _sign_in(self) -> None:
        link = self._crew.command("grant", f"{self._name}@example.org", self._id_of("cohort"), "coordinator")
        path = link.removeprefix(self._place.url)
        self._press(path, page=path)
        self._signed_in = True

    def _hand_in(self) -> None:
        imports = f"/cohorts/{self._id_of('cohort')}/imports"
        self._press(imports, page=imports, files={"file": ("roster.csv", ROSTER)})

    def _confirm(self) -> None:
        upload = f"/cohorts/{self._id_of('cohort')}/imports/{self._id_of('upload')}"
        self._press(f"{upload}/confirm", page=upload)

    def _match(self) -> None:
        cohort = f"/cohorts/{self._id_of('cohort')}"
        self._press(f"{cohort}/runs", page=cohort)

    def _untroubled(self) -> bool:
        """Make the next trouble, if its time has come; say whether all were made."""
        if self._troubles and self._troubles[0]():
            del self._troubles[0]
        return not self._troubles

    def _kill_the_solver(self) -> bool:
        """Kill the solver's process, once it is there; say whether it was."""
        self._solver = self._new_solver()
        if self._solver:
            os.kill(self._solver, signal.SIGKILL)
        return bool(self._solver)

    def _restart_the_matcher(self) -> bool:
        """Have who solves restarted, once it is solving again; say whether it was."""
        solves = bool(self._new_solver())
        if solves:
            self._crew.restart(self._place.solves)
        return solves

    def _new_solver(self) -> int:
        """Return the process id of the solver that works now, other than the one that was killed; 0 if none does."""
        now = children(self._crew.pids()[self._place.solves])
        return next((pid for pid in now if pid != self._solver), 0)

    def _planned(self) -> bool:
        """Say whether there is a plan; a run that failed is asked for again."""
        planned = bool(self._id_of("plan"))
        if not planned and not self._id_of("run"):
            self._steps.insert(0, self._asking)
        return planned

    def _publish(self) -> None:
        plan = f"/cohorts/{self._id_of('cohort')}/plans/{self._id_of('plan')}"
        self._press(f"{plan}/publish", page=plan)

    def _fetch_feeds(self) -> None:
        feeds: dict[str, bytes] = {}
        for feed, name in self._ask(FEEDS):
            feeds[str(name)] = self._get(self._feed(feed)).content
        self.feeds = feeds

    @staticmethod
    def _feed(feed: object) -> str:
        token = feed_token(key=FEED_KEY.encode(), feed=str(feed), generation=1)
        return f"/feeds/{token}.ics"

    def _approved(self) -> bool:
        states = {state for (state,) in self._ask(NOTICES)}
        return bool(states) and "waiting" not in states

    def _approve(self) -> None:
        notices = f"/cohorts/{self._id_of('cohort')}/notices"
        looked_at = LOOKED_AT.search(self._get(notices).text)
        assert looked_at is not None
        self._press(f"{notices}/approve", page=notices, said={"all": looked_at[1]})

    def _press(
        self,
        address: str,
        *,
        page: str,
        files: dict[str, tuple[str, bytes]] | None = None,
        said: dict[str, str] | None = None,
    ) -> None:
        """Open a page and press the button on it that posts to this address."""
        token = TOKEN.search(self._get(page).text)
        assert token is not None
        try:
            answer = self._browser.post(address, data={"form_token": token[1]} | (said or {}), files=files)
        except httpx.TransportError as error:
            raise NoAnswerError from error
        assert answer.status_code == SEE_OTHER, answer.text

    def _get(self, address: str) -> httpx.Response:
        try:
            answer = self._browser.get(address)
        except httpx.TransportError as error:
            raise NoAnswerError from error
        assert answer.status_code == OK, (address, answer.status_code, answer.text)
        return answer
