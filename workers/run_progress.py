"""What passes between a run's solve and its page: how far it is, and whether it is to go on."""

import threading
from contextlib import suppress
from time import monotonic

from matcher.solution import Progress
from scheduler.access import whole_cohort
from scheduler.commands.runs import Source, Wish, note_progress
from scheduler.domain.cohorts import CohortId
from scheduler.errors import UnavailableError
from workers.job import Job, StoppingError

WRITE_SECONDS = 0.5
"""A run's row is written no more often, but for the first word of each part."""


class RunCancelledError(Exception):
    """The coordinator cancelled this run; its solve ends."""


class RunProgress:
    """Tells a run's page how far its solve is, and hears there whether somebody wants it to end."""

    def __init__(self, job: Job, *, cohort: CohortId, run: str, source: Source) -> None:
        self._job, self._cohort, self._run, self._source = job, cohort, run, source
        self._phase, self._next = "", 0.0
        self._counts: dict[tuple[str, str], Progress] = {}
        self._stop_asked = threading.Event()

    @property
    def counts(self) -> tuple[Progress, ...]:
        """The last word of each component."""
        return tuple(self._counts.values())

    def stop_asked(self) -> bool:
        """Say whether the solve is to end with the best plan so far."""
        return self._stop_asked.is_set()

    def report(self, progress: Progress) -> None:
        """Keep the last word of each component, and write them all down unless that was done just now.

        Raises RunCancelledError where the run was cancelled meanwhile, StoppingError where this process is to stop.
        """
        if self._job.tools.stopping.is_set():
            raise StoppingError
        if progress.incumbent is not None:
            self._count(progress)
        if progress.phase != self._phase or monotonic() >= self._next:
            self._phase, self._next = progress.phase, monotonic() + WRITE_SECONDS
            with suppress(UnavailableError):  # no solve is thrown away for want of a word
                self._write()

    def _count(self, progress: Progress) -> None:
        """Keep it in the place of what it was, and forget what was told after that: it is told again if it holds."""
        counted = (progress.phase, progress.of)
        if counted in self._counts:
            known = list(self._counts)
            for later in known[known.index(counted) + 1 :]:
                del self._counts[later]
        self._counts[counted] = progress

    def _write(self) -> None:
        with self._job.write("progress") as tx:
            wish = note_progress(
                whole_cohort(tx, self._cohort),
                run=self._run,
                phase=self._phase,
                counts=self.counts,
                source=self._source,
            )
            if wish is Wish.CANCEL:
                raise RunCancelledError
        if wish is Wish.STOP:
            self._stop_asked.set()
