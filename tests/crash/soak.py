"""Killed at random, while requests go on: how many, of what, and whether anything was lost or done twice.

`python -m tests.crash.soak` kills COMMONHOUR_SOAK_KILLS times (default 1,000; a fifth of them embedded); the seed is
printed, and can be set by COMMONHOUR_SOAK_SEED. Chance is in who is killed and when; what they were doing then is not
repeatable.
"""

import argparse
import os
import random
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from scheduler.clock import SystemClock
from scheduler.ids import RandomIds
from scheduler.store.unit_of_work import Store
from tests.crash.__main__ import embedded, machines
from tests.crash.coordinator import Coordinator, LostError
from tests.crash.crew import Crew, children
from tests.crash.enumeration import submitting
from tests.crash.ledger import Ledger
from tests.crash.place import Place
from tests.crash.report import put
from workers.routing import CONSUMERS, routes

KILLS = 1000
EMBEDDED_SHARE = 5
EACH = {"relay": 2} | dict.fromkeys(CONSUMERS, 4)
AT_ONCE = 6
"""Cohorts that are being worked on at a time."""
FINISH_SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Soaked:
    """What came of a soak."""

    place: str
    seed: int
    seconds: float
    kills: Counter[str]
    asked: Counter[str]
    mails: Counter[str]
    replayed: tuple[str, ...]
    complaints: tuple[str, ...]

    def said(self) -> str:
        """Return it as a paragraph."""
        killed = ", ".join(f"{number} {name}" for name, number in self.kills.most_common())
        why = ", ".join(f"{number} {what}" for what, number in Counter(self.replayed).items())
        parked = f" ({why})" if why else ""
        bad = Counter(complaint.split(":")[0] for complaint in self.complaints)
        return (
            f"**{self.place}**, {date.today()}, seed {self.seed}, {self.seconds:.0f} s: {self.kills.total()} processes "  # noqa: DTZ011 - of whoever runs it
            f"killed ({killed}). {self.asked['run.requested']} runs asked for, {self.asked['plan.drafted']} plans "
            f"drafted, {self.asked['run.failed']} runs failed, {self.asked['plan.published']} plans published, "
            f"{self.asked['entries.revised']} times calendars followed. "
            f"Mails: {self.asked['notice.approved']} approved, "
            f"{self.mails['sent']} sent, {self.mails['unconfirmed']} unconfirmed. {sum(self.asked.values())} events. "
            f"Parked, and replayed by hand: {len(self.replayed)}{parked}. "
            f"Lost: {bad['lost']}. Doubled: {bad['doubled']}. Left undone: {bad['left']}."
        )


class Soak:
    """Cohorts are set up, matched, published and written to, one after the other, while everybody is being killed."""

    def __init__(self, place: Place, *, folder: Path, seed: int, every: float) -> None:
        """Kill somebody `every` so many seconds, on average."""
        self._place = place
        self._folder = folder / "soak"
        self._folder.mkdir()
        self._seed = seed
        self._chance = random.Random(seed)  # noqa: S311 - dice with a seed, not secrets
        self._every = every
        self._numbers = count(1)
        self._kills = Counter[str]()
        self._complaints: list[str] = []

    def run(self, kills: int) -> Soaked:
        """Kill so many times, let everything come to its end, and look at what is there."""
        begun = time.monotonic()
        self._engine = self._place.fresh(self._folder)
        with Crew(place=self._place, folder=self._folder) as crew:
            at_work = [self._newcomer(crew) for _ in range(AT_ONCE)]
            next_kill = time.monotonic() + 1
            while self._kills.total() < kills:
                for place, coordinator in enumerate(at_work):
                    if not self._goes_on(coordinator):
                        at_work[place] = self._newcomer(crew)
                    if time.monotonic() > next_kill:
                        self._kill(crew)
                        next_kill = time.monotonic() + self._chance.expovariate(1 / self._every)
                    crew.look(0)
                crew.look(0.01)
            replayed = self._finish(crew, at_work)
        ledger = Ledger(
            self._engine,
            routes=routes(embedded=self._place.embedded),
            heard=self._place.heard(),
            submitting_at_death=sum(map(submitting, crew.histories())),
        )
        said = Soaked(
            place=self._place.name,
            seed=self._seed,
            seconds=time.monotonic() - begun,
            kills=self._kills,
            asked=ledger.counted("SELECT type FROM event"),
            mails=ledger.counted("SELECT state FROM notice"),
            replayed=tuple(replayed),
            complaints=(*self._complaints, *ledger.complaints()),
        )
        self._engine.dispose()
        self._place.tidy()
        return said

    def _newcomer(self, crew: Crew) -> Coordinator:
        name = f"circle-{next(self._numbers)}"
        return Coordinator(place=self._place, crew=crew, engine=self._engine, folder=self._folder, name=name)

    def _goes_on(self, coordinator: Coordinator) -> bool:
        """Let a coordinator look at the next thing; say whether there is more. What was lost on them is kept."""
        try:
            return coordinator.advance()
        except (LostError, AssertionError) as error:
            self._complaints.append(f"lost: {type(error).__name__} {error}")
            return False

    def _kill(self, crew: Crew) -> None:
        """Kill one of the processes, or of their children (gunicorn's workers, solvers): first draw its kind."""
        victims = [(name, pid, True) for name, pid in crew.pids().items()]
        victims += [(_kind(pid), pid, False) for _, parent, _ in victims for pid in children(parent)]
        kinds = sorted({name.split("-")[0] for name, _, _ in victims})
        kind = self._chance.choice(kinds)
        name, pid, leads = self._chance.choice([one for one in victims if one[0].split("-")[0] == kind])
        with suppress(ProcessLookupError):
            if leads:
                os.killpg(
                    pid, signal.SIGKILL
                )  # as service managers and container engines kill a whole service
            else:
                os.kill(pid, signal.SIGKILL)
            self._kills[name.split("-")[0]] += 1

    def _finish(self, crew: Crew, at_work: Sequence[Coordinator]) -> list[str]:
        """Bring every cohort to its end; replay what is parked, as an operator would, and return its errors."""
        until = time.monotonic() + FINISH_SECONDS
        store = Store(self._engine, clock=SystemClock(), ids=RandomIds(), routes={})
        replayed: list[str] = []
        left = list(at_work)
        while left and time.monotonic() < until:
            left = [coordinator for coordinator in left if self._goes_on(coordinator)]
            crew.look(0.01)
            with store.read() as tx:
                parked = [owed for owed in tx.deliveries.owed() if owed.state == "parked"]
            for owed in parked:
                with store.write() as tx:
                    tx.steering.replay(owed.id)
                replayed.append(f"{owed.reaction} {owed.error}")
        self._complaints += [f"left: {coordinator.waits_for} has not come about" for coordinator in left]
        return replayed


def _kind(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        if b"solver_child" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return "solver"
    return "webworker"


def main() -> int:
    """Soak both, print what came of it; 1 if anything was lost, doubled or left undone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write what came of it into docs/reliability.md")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    kills = int(os.environ.get("COMMONHOUR_SOAK_KILLS", KILLS))
    seed = int(os.environ.get("COMMONHOUR_SOAK_SEED") or secrets.randbelow(10**6))
    print(f"seed {seed}", flush=True)
    results: list[Soaked] = []
    for place_of, each, share in (
        (machines, EACH, kills - kills // EMBEDDED_SHARE),
        (embedded, None, kills // EMBEDDED_SHARE),
    ):
        with (
            tempfile.TemporaryDirectory(prefix="commonhour-soak-") as folder,
            place_of(Path(folder), each=each) as place,
        ):
            every = 0.3 if each else 1.5
            results.append(Soak(place, folder=Path(folder), seed=seed, every=every).run(share))
        print(results[-1].said(), *results[-1].complaints, sep="\n", flush=True)
    if arguments.write:
        put("soak", "\n\n".join(result.said() for result in results))
    return 1 if any(result.complaints for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
