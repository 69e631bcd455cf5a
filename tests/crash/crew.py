"""The processes of a service, kept running as a supervisor keeps them: whoever dies is started again."""

import os
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from tests.crash import fork_server
from tests.crash.place import Place

LOST_TO_SIGKILL = "was sent SIGKILL"
LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 40
STOP_SECONDS = 20


class NoAnswerError(Exception):
    """The process that was asked has gone."""


@dataclass(frozen=True, kw_only=True)
class Death:
    """A process that ended when nobody had asked it to; `at` is the point it was doomed to die at, or empty."""

    name: str
    exit_code: int | None
    at: str


class Crew:
    """Runs the place's processes, and single commands beside them; a context manager: leaving kills all.

    `doom` gives, for a process or a command, the points at which its first, second, ... start is to die; a start
    without one lives. What each start passes is written to `NAME.N.points` in the folder.
    """

    def __init__(
        self,
        *,
        place: Place,
        folder: Path,
        doom: Mapping[str, Sequence[str]] | None = None,
        mutant: str | None = None,
    ) -> None:
        self.deaths: list[Death] = []
        self._place = place
        self._folder = folder
        self._doom = {name: list(points) for name, points in (doom or {}).items()}
        self._mutant = mutant
        self._running: dict[str, tuple[BaseProcess, str]] = {}
        self._starts: dict[str, int] = {}
        self._told: set[str] = set()

    def __enter__(self) -> Self:
        for name in self._place.processes:
            self._start(name, self._place.processes[name])
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._running:
            with suppress(ProcessLookupError):
                os.killpg(self._pid(name), signal.SIGKILL)
            self._running[name][0].kill()  # if it was too young to lead a group
        for process, _ in self._running.values():
            process.join()
        for name in self._place.forking & set(self._running):
            self.deaths += self._deaths_of_forks(name)

    def look(self, seconds: float = LOOK_SECONDS) -> None:
        """Wait for a death, no longer than some seconds, and start again whoever has died."""
        by_sentinel = {process.sentinel: name for name, (process, _) in self._running.items()}
        for sentinel in wait(list(by_sentinel), timeout=seconds):
            name = by_sentinel[sentinel]
            process, at = self._running[name]
            process.join()
            if process.exitcode == 0 and name in self._told:
                self._told.remove(name)
            else:
                self.deaths.append(Death(name=name, exit_code=process.exitcode, at=at))
                assert process.exitcode == -signal.SIGKILL, (
                    f"{name} ended by itself: {self.log(name)[-1000:]}"
                )
            self._start(name, self._place.processes[name])

    def wait_until(
        self, is_so: Callable[[], object], *, what: str, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Keep all running until it is so; raise TimeoutError, with what did not come about, after some seconds."""
        until = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > until:
                raise TimeoutError(f"within {seconds} s it did not come about that {what}")
            self.look()

    def command(self, *arguments: str, called: str = "") -> str:
        """Run `commonhour ARGUMENTS` to its end and return the last line it printed; NoAnswerError if it was killed.

        It is called by its first argument, if by nothing else.
        """
        name = called or arguments[0]
        process, at = self._start(name, arguments)
        try:
            process.join(PATIENCE_SECONDS)
            if process.exitcode == -signal.SIGKILL:
                self.deaths.append(Death(name=name, exit_code=process.exitcode, at=at))
                raise NoAnswerError
            assert process.exitcode == 0, self.log(name)
        finally:
            del self._running[name]
        return (self._folder / f"{name}.out").read_text().rpartition("\n")[0].rpartition("\n")[2]

    def restart(self, name: str) -> None:
        """Ask a process to stop; it is started again once it has."""
        self._told.add(name)
        with suppress(ProcessLookupError):  # it may have died a moment ago
            self._signal(name, signal.SIGTERM)

    def stop(self) -> dict[str, int | None]:
        """Ask all to stop, and return their exit codes."""
        for name in self._running:
            self._signal(name, signal.SIGTERM)
        for process, _ in self._running.values():
            process.join(STOP_SECONDS)
        codes = {name: process.exitcode for name, (process, _) in self._running.items()}
        self._running = {name: one for name, one in self._running.items() if codes[name] is None}
        return codes

    def passed(self, name: str) -> list[str]:
        """Return the points that the first start of a process or command has passed, in order."""
        return [point for point, _ in self._passings(name, 1)]

    def histories(self) -> list[list[str]]:
        """Return what each thread of each process that was killed had passed."""
        killed = Counter(death.name for death in self.deaths)
        threads: defaultdict[tuple[str, int, str], list[str]] = defaultdict(list)
        for name, deaths in killed.items():
            for number in range(1, deaths + 1):
                for point, thread in self._passings(name, number):
                    threads[name, number, thread].append(point)
        return list(threads.values())

    def pids(self) -> dict[str, int]:
        """Return everyone's process id."""
        return {name: self._pid(name) for name in self._running}

    def names(self) -> list[str]:
        """Return everything that was started, in the order of its first start."""
        return list(self._starts)

    def log(self, name: str) -> str:
        """Return what a process has logged."""
        path = self._folder / f"{name}.log"
        return path.read_text() if path.exists() else ""

    def _passings(self, name: str, start: int) -> list[tuple[str, str]]:
        """Return each point that this start of a process has passed, and the thread that passed it."""
        path = self._folder / f"{name}.{start}.points"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(point, thread) for point, _, thread in (line.partition("\t") for line in lines)]

    def _deaths_of_forks(self, name: str) -> list[Death]:
        """Return whom gunicorn says it has lost to SIGKILL, each with the point it was doomed to die at."""
        lost = self.log(name).count(LOST_TO_SIGKILL)
        doom = [*self._doom.get(name, ()), *([""] * lost)]
        return [Death(name=name, exit_code=-signal.SIGKILL, at=at) for at in doom[:lost]]

    def _signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self._pid(name), number)

    def _pid(self, name: str) -> int:
        pid = self._running[name][0].pid
        assert pid is not None
        return pid

    def _start(self, name: str, arguments: Sequence[str]) -> tuple[BaseProcess, str]:
        self._starts[name] = self._starts.get(name, 0) + 1
        doom = self._doom.get(name, [])
        forks_die_at: Sequence[str] = ()
        at = ""
        if name in self._place.forking:
            forks_die_at = doom
        elif doom:
            at = doom.pop(0)
        process = fork_server.start(
            arguments,
            environment=self._place.environment
            | {
                "COMMONHOUR_CRASH_LOG": str(self._folder / f"{name}.{self._starts[name]}.points"),
                "COMMONHOUR_CRASH_AT": at,
            },
            output=self._folder / f"{name}.out",
            log=self._folder / f"{name}.log",
            forks_die_at=forks_die_at,
            mutant=self._mutant,
        )
        self._running[name] = process, at
        return process, at


def children(parent: int) -> list[int]:
    """Return the process ids of a process's children."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{parent}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found
