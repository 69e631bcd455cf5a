"""A person at work: sets up a cohort, signs in, brings people in, matches, publishes; looks before pressing again.

Whatever dies under their hands, they do as people do: wait until the page is there again, look at what has become of
it, and press once more only if nothing has. What was answered must be there: else it was lost.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from tests.circle import circle
from tests.crash.crew import LOOK_SECONDS, Crew, NoAnswerError, children
from tests.crash.hands import OF_COHORT, Hands, feed_address
from tests.crash.place import Place

LOOKED_AT = re.compile(r'name="up_to" value="([\d-]+)"')
OF_OWN = OF_COHORT.replace("cohort_id", "person.cohort_id")
FEEDS = f"SELECT feed.id, person.name FROM feed JOIN person ON person.id = person_id {OF_OWN} ORDER BY 2"  # noqa: S608 - of our own words
OWED = f"""
SELECT delivery.id FROM delivery JOIN event ON event.id = event_id {OF_COHORT}
AND (state = 'claimed' OR state = 'waiting' AND (tries > 0 OR due_at = time))
"""  # noqa: S608 - the same
"""What is to be worked off now, or was already tried; what is due only later is not meant."""
FOLLOWING = f"""
SELECT delivery.id FROM delivery JOIN event ON event.id = event_id {OF_COHORT}
AND reaction = 'follow' AND state <> 'done'
"""  # noqa: S608 - the same
FLOW_SECONDS = 60
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
    """Brings one cohort from nothing to everyone's calendars, with the help of a crew that restarts what dies.

    `troubled`: on the way they make trouble themselves, of the kind that this way has.
    """

    def __init__(
        self,
        *,
        place: Place,
        crew: Crew,
        engine: Engine,
        folder: Path,
        name: str = "circle",
        troubled: bool = False,
        before: frozenset[str] = frozenset(),
    ) -> None:
        """Take the ids of what was there before as none of their doing."""
        self.feeds: dict[str, bytes] = {}
        self._place = place
        self._crew = crew
        self._hands = Hands(place=place, crew=crew, engine=engine, name=name, before=before)
        self._signed_in = False
        self._asking = Step(name="a run was asked for", is_done=lambda: self._run, do=self._match)
        self._steps = self._way(folder / f"{name}.toml", troubled=troubled)

    def _way(self, cohort_file: Path, *, troubled: bool) -> list[Step]:
        """Return what is to be brought about, in order."""
        cohort_file.write_text(circle(cohort_file.stem))
        return [
            Step(
                name="a cohort is there",
                is_done=lambda: self._hands.cohort,
                do=lambda: self._import(cohort_file),
            ),
            *self._people_come_in(ROSTER),
            self._asking,
            *(self._solving_is_troubled() if troubled else ()),
            *self._plan_is_published(),
            Step(name="everyone fetches their feed", is_done=lambda: self.feeds, do=self._fetch_feeds),
            self._mails_are_approved(),
            Step(
                name="mails have ended",
                is_done=lambda: not self._hands.new("notice", "AND state IN ('approved', 'submitting')"),
            ),
            Step(name="nothing is left to do", is_done=lambda: not self._hands.ask(OWED)),
        ]

    def _people_come_in(self, roster: bytes) -> Sequence[Step]:
        return (
            Step(name="the coordinator has signed in", is_done=lambda: self._signed_in, do=self._sign_in),
            Step(
                name="a roster was handed in",
                is_done=lambda: self._hands.new("upload"),
                do=lambda: self._hand_in(roster),
            ),
            Step(
                name="people are there",
                is_done=lambda: self._hands.new("upload", "AND imported_at IS NOT NULL"),
                do=self._confirm,
            ),
        )

    def _solving_is_troubled(self) -> Sequence[Step]:
        solvers: list[int] = []
        return (
            Step(name="the solver was killed", is_done=lambda: self._kill_the_solver(solvers)),
            Step(name="the matcher was restarted", is_done=lambda: self._restart_the_matcher(solvers)),
        )

    def _plan_is_published(self) -> Sequence[Step]:
        return (
            Step(name="the run has a plan", is_done=self._planned),
            Step(
                name="it is published",
                is_done=lambda: self._hands.ask(f"SELECT number FROM release WHERE plan_id = '{self._plan}'"),  # noqa: S608 - an id of ours
                do=self._publish,
            ),
            self._calendars_follow(),
        )

    def _calendars_follow(self) -> Step:
        return Step(name="calendars follow", is_done=lambda: not self._hands.ask(FOLLOWING))

    def _mails_are_approved(self) -> Step:
        return Step(
            name="mails are approved",
            is_done=lambda: not self._hands.new("notice", "AND state = 'waiting'"),
            do=self._approve,
        )

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
            self._hands.close()
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
        cohort = self._hands.page
        pages = [
            cohort,
            *(f"{cohort}/{page}" for page in ("people", "imports", "feeds", "notices", "deliveries")),
            f"{cohort}/plans/{self._plan}",
        ]
        feeds = (feed_address(feed) for feed, _ in self._hands.ask(FEEDS))
        return [self._hands.get_anew(address) for address in (*pages, *feeds)]

    @property
    def _run(self) -> str:
        """The id of the run that was asked for and has not failed."""
        return self._hands.new("run", "AND state <> 'failed'")

    @property
    def _plan(self) -> str:
        return self._hands.new("plan")

    def _import(self, cohort_file: Path) -> None:
        self._hands.command("import", str(cohort_file))

    def _sign_in(self) -> None:
        self._hands.sign_in()
        self._signed_in = True

    def _hand_in(self, roster: bytes) -> None:
        imports = f"{self._hands.page}/imports"
        self._hands.press(imports, page=imports, files={"file": ("roster.csv", roster)})

    def _confirm(self) -> None:
        upload = f"{self._hands.page}/imports/{self._hands.new('upload')}"
        self._hands.press(f"{upload}/confirm", page=upload)

    def _match(self) -> None:
        cohort = self._hands.page
        self._hands.press(f"{cohort}/runs", page=cohort)

    def _kill_the_solver(self, known: list[int]) -> bool:
        """Kill the solver's process, once it is there, and note it among the known; say whether it was."""
        known += (new := self._new_solvers(known))
        for pid in new:
            os.kill(pid, signal.SIGKILL)
        return bool(new)

    def _restart_the_matcher(self, known: list[int]) -> bool:
        """Have who solves restarted, once it is solving again; say whether it was."""
        solves = bool(self._new_solvers(known))
        if solves:
            self._crew.restart(self._place.solves)
        return solves

    def _new_solvers(self, known: Sequence[int]) -> list[int]:
        now = children(self._crew.pids()[self._place.solves])
        return [pid for pid in now if pid not in known][:1]

    def _planned(self) -> bool:
        """Say whether there is a plan; a run that failed is asked for again."""
        planned = bool(self._plan)
        if not planned and not self._run:
            self._steps.insert(0, self._asking)
        return planned

    def _publish(self) -> None:
        plan = f"{self._hands.page}/plans/{self._plan}"
        self._hands.press(f"{plan}/publish", page=plan)

    def _fetch_feeds(self) -> None:
        self.feeds = {
            str(name): self._hands.get(feed_address(feed)).content for feed, name in self._hands.ask(FEEDS)
        }

    def _approve(self) -> None:
        notices = f"{self._hands.page}/notices"
        looked_at = LOOKED_AT.search(self._hands.get(notices).text)
        assert looked_at is not None
        self._hands.press(f"{notices}/approve", page=notices, said={"up_to": looked_at[1]})
