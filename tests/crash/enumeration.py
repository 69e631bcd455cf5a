"""Every point that a way passes, found by recording it once, and the way killed at each of them in turn."""

import shutil
import signal
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.crash.coordinator import FLOW_SECONDS
from tests.crash.crew import Crew, Death
from tests.crash.ledger import Ledger, Outcome, look_before
from tests.crash.place import Place
from tests.crash.ways import Passing, Way
from workers.routing import routes

NOT_REACHED = "not reached"
BEGINS, ENDS = "before commit submitting", "after commit send_mail"
TRIES = 3
"""How often a point is aimed at that was passed in the recorded run, and not in this one."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of one flow: who died of what, its outcome, and what is to be said against it."""

    outcome: Outcome | None
    deaths: tuple[Death, ...]
    passings: tuple[Passing, ...]
    complaints: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What comes of a way, and what it passes, when nobody is killed."""

    outcome: Outcome
    passings: tuple[Passing, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a kill: `well`, `not reached`, or what is wrong."""

    passing: Passing
    said: str

    @property
    def well(self) -> bool:
        """Whether the process died there and all came right afterwards."""
        return self.said == "well"

    @property
    def wrong(self) -> bool:
        """Whether it died there and something did not come right."""
        return self.said not in {"well", NOT_REACHED}


def flow(
    place: Place,
    way: Way,
    *,
    folder: Path,
    doom: Mapping[str, Sequence[str]] | None = None,
    mutant: str | None = None,
    seconds: float = FLOW_SECONDS,
) -> Run:
    """Take one cohort its way on a fresh store, and see what came of it."""
    folder.mkdir(parents=True)
    engine = place.fresh(folder, past=way.past, troubled=way.troubled)
    before = look_before(engine)
    complaints: list[str] = []
    outcome = None
    with Crew(place=place, folder=folder, doom=doom, mutant=mutant) as crew:
        coordinator = way.coordinator(
            place=place, crew=crew, engine=engine, folder=folder, troubled=way.troubled, before=before.ids
        )
        try:
            coordinator.work(seconds=seconds)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the verdict
            complaints.append(f"{type(error).__name__}: {error}")
        if doom is None and not complaints:
            complaints += [f"{name} ended with {code}" for name, code in crew.stop().items() if code != 0]
        passings = tuple(
            Passing(way=way, process=name, point=point)
            for name in crew.names()
            for point in crew.passed(name)
        )
    ledger = Ledger(
        engine,
        routes=routes(embedded=place.embedded),
        heard=place.heard(),
        submitting_at_death=sum(map(submitting, crew.histories())),
        before=before,
        held_back=way.held_back,
    )
    complaints += ledger.complaints()
    if not complaints:
        outcome = ledger.outcome(feeds=coordinator.feeds)
    engine.dispose()
    place.tidy()
    return Run(
        outcome=outcome,
        deaths=tuple(crew.deaths),
        passings=passings,
        complaints=tuple(complaints),
    )


def submitting(points: Sequence[str]) -> bool:
    """Say whether a thread that passed these points, and ended, was handing a mail over.

    A thread does one thing at a time; that a mail is unconfirmed it can also commit without having begun to hand it
    over: for another who was killed.
    """
    of_mail = [step for step in (point.rpartition(" #")[0] for point in points) if step in {BEGINS, ENDS}]
    return bool(of_mail) and of_mail[-1] == BEGINS


def record(place: Place, way: Way, *, folder: Path, mutant: str | None = None) -> Recorded:
    """Take a way through with nobody killed; raise AssertionError if even that does not go well."""
    run = flow(place, way, folder=folder / f"recorded-{way.slug}", mutant=mutant)
    assert run.outcome is not None, run.complaints
    assert not run.deaths
    return Recorded(outcome=run.outcome, passings=run.passings)


def kill_at(
    place: Place,
    passing: Passing,
    *,
    folder: Path,
    expected: Outcome,
) -> Verdict:
    """Kill the process at the point, let all be started again and come to its end, and judge what came of it."""
    for attempt in range(TRIES):
        here = folder / f"{passing.slug}-{attempt}"
        run = flow(place, passing.way, folder=here, doom={passing.process: [passing.point]})
        died = Death(name=passing.process, exit_code=-signal.SIGKILL, at=passing.point)
        wrong = what_is_wrong(run, asked_for={died}, expected=expected)
        if wrong:
            return Verdict(passing=passing, said=wrong)
        shutil.rmtree(here)
        if run.deaths == (died,):
            return Verdict(passing=passing, said="well")
    return Verdict(passing=passing, said=NOT_REACHED)


def what_is_wrong(run: Run, *, asked_for: Collection[Death], expected: Outcome) -> str:
    """Say what is wrong with a flow in which these were to die; nothing, if nothing is."""
    wrong = [f"{death} was not asked for" for death in run.deaths if death not in asked_for]
    wrong += run.complaints
    if run.outcome is not None and run.outcome != expected:
        wrong.append(difference(run.outcome, expected))
    return "; ".join(wrong)


def difference(found: Outcome, expected: Outcome) -> str:
    """Say in which parts two outcomes differ, and how."""
    parts = ((name, getattr(found, name), getattr(expected, name)) for name in Outcome.__dataclass_fields__)
    return "; ".join(f"{name}: {one} instead of {other}" for name, one, other in parts if one != other)
