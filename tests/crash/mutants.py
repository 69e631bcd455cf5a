"""Faults put in on purpose, one at a time: nobody sees them until somebody is killed, and then the harness must.

`python -m tests.crash.mutants` runs each of them, first with nobody killed, then with one kill.
"""

import argparse
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from textwrap import shorten
from typing import Any

from kombu.message import Message
from sqlalchemy import update

from scheduler import crash_points
from scheduler.commands import mailing
from scheduler.events import Event
from scheduler.store import claims, tables
from scheduler.store.hints import Hint, Hints
from scheduler.store.outbox import Outbox
from scheduler.store.unit_of_work import Store, Transaction
from tests.crash.__main__ import PLACES
from tests.crash.crew import Death
from tests.crash.enumeration import flow, record, what_is_wrong
from tests.crash.report import put
from tests.crash.ways import FIRST, SECOND, Passing, Way
from workers import hint_receiver, housekeeping, mailer
from workers.hint_receiver import Desk
from workers.job import Job

FOR_EVER = timedelta(days=1)
TOO_LATE = timedelta(seconds=50)
"""Later than is waited for, and too soon to be taken for a clock that has jumped."""
IN_AN_ID = 2
"""Hyphens, at least."""
MOST_CHARACTERS = 120
SECONDS = 25
"""What a flow may take: what is lost is waited for no longer."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A fault: what it is, how it is put in, and on which way and where a kill shows it."""

    is_that: str
    spoil: Callable[[], None]
    place: str
    kill: Passing


MUTANTS: dict[str, Mutant] = {}


def _shown(
    place: str, process: str, point: str, *, way: Way = FIRST
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Keep a function that puts a fault in, by its name; its docstring says what the fault is."""

    def keep(spoil: Callable[[], None]) -> Callable[[], None]:
        is_that = (spoil.__doc__ or "").rstrip(".")
        kill = Passing(way=way, process=process, point=point)
        MUTANTS[spoil.__name__] = Mutant(is_that=is_that, spoil=spoil, place=place, kill=kill)
        return spoil

    return keep


@_shown("embedded", "serve", "before commit draft_plan #1")
def finish_first() -> None:
    """A delivery is marked done in a transaction of its own, before the effect's."""

    @contextmanager
    def finish(job: Job) -> Generator[Transaction]:
        with job.store.write("finish") as tx:
            tx.claims.finish(job.claim)
        with job.store.write(job.claim.reaction) as tx:
            yield tx

    Job.finish = finish  # type: ignore[method-assign]


@_shown("embedded", "serve", "before commit emit #2")
def emit_later() -> None:
    """Events are written after the commit of what they tell of."""
    write, emit, later = Store.write, Outbox.emit, threading.local()

    def keep(_outbox: Outbox, *events: Event, due_at: Any = None) -> None:  # noqa: ANN401 - emit's own
        later.events.append((events, due_at))

    @contextmanager
    def write_then_emit(store: Store, doing: str = "command") -> Generator[Transaction]:
        later.events = []
        with write(store, doing) as tx:
            yield tx
        told, later.events = later.events, []
        if told:
            with write(store, "emit") as tx:
                for events, due_at in told:
                    emit(tx.outbox, *events, due_at=due_at)

    Store.write, Outbox.emit = write_then_emit, keep  # type: ignore[method-assign]


@_shown("embedded", "serve", "after commit claim #1")
def claim_for_ever() -> None:
    """A claim has no end."""
    claims.LEASE = FOR_EVER


@_shown("machines", "calendars", "before commit claim #1")
def acknowledge_first() -> None:
    """A hint is acknowledged before its deliveries are claimed, and not sent again."""
    hand_over, hint = hint_receiver._hand_over, Hints.take

    def acknowledge(message: Message, *, consumer: str, desk: Desk) -> bool:
        message.ack()
        message.ack = lambda: None
        return hand_over(message, consumer=consumer, desk=desk)

    def hint_once(of: Hints, *, limit: int = 500) -> tuple[Hint, ...]:
        found = hint(of, limit=limit)
        hinted = tables.delivery.c.id.in_([one.delivery for one in found])
        of._connection.execute(update(tables.delivery).where(hinted).values(next_at=of._now + TOO_LATE))
        return found

    hint_receiver._hand_over, Hints.take = acknowledge, hint_once  # type: ignore[method-assign]


@_shown("machines", "mailer", "before submit notice #1")
def sent_first() -> None:
    """A notice is marked sent before the mail server has it."""

    def hand_over(job: Job, notice: str, *, message: Any, mail: Any) -> None:  # noqa: ANN401 - the mailer's own
        with mail.way.handing_over(message, name=notice) as finish_handing_over:
            with job.write("submitting") as tx:
                mailing.submit(tx, notice=notice, again=False)
            with job.finish() as tx:
                mailing.end(tx, notice=notice, state="sent")
            crash_points.before("submit", "notice")
            finish_handing_over()

    mailer._hand_over = hand_over


@_shown("machines", "mailer", "after submit notice #1")
def unmarked() -> None:
    """A notice is not marked while it is handed over."""
    mailing.submit = lambda *_, **__: True


@_shown("machines", "housekeeper", "after commit tidy #1", way=SECOND)
def owe_later() -> None:
    """The next tidying is owed after the commit that ends this one."""
    write, owe, later = Store.write, housekeeping.owe_tidying, list[timedelta]()

    @contextmanager
    def write_then_owe(store: Store, doing: str = "command") -> Generator[Transaction]:
        with write(store, doing) as tx:
            yield tx
        while later:
            with write(store, "owe") as tx:
                owe(tx, again_in=later.pop())

    Store.write = write_then_owe  # type: ignore[method-assign]
    housekeeping.owe_tidying = lambda _tx, *, again_in: later.append(again_in)


def main() -> int:
    """Run every mutant; 1 if one of them is not noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MUTANTS, []], help="default: all")
    parser.add_argument("--write", action="store_true", help="write what came of it into docs/reliability.md")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    rows: list[str] = []
    missed = 0
    for kind in PLACES:
        names = [name for name in arguments.names or MUTANTS if MUTANTS[name].place == kind]
        if not names:
            continue
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="commonhour-mutants-")))
            place = stack.enter_context(PLACES[kind](folder))
            for name in names:
                mutant, kill = MUTANTS[name], MUTANTS[name].kill
                expected = record(place, kill.way, folder=folder / name, mutant=name).outcome
                run = flow(
                    place,
                    kill.way,
                    folder=folder / name / "killed",
                    doom={kill.process: [kill.point]},
                    mutant=name,
                    seconds=SECONDS,
                )
                died = Death(name=kill.process, exit_code=-signal.SIGKILL, at=kill.point)
                wrong = what_is_wrong(run, asked_for={died}, expected=expected)
                noticed = bool(wrong) and run.deaths == (died,)
                missed += not noticed
                rows.append(f"| {mutant.is_that} | {kill.process} at {kill.point} | {_seen(wrong)} |")
                print("noticed" if noticed else "MISSED", rows[-1], run.deaths, flush=True)
    if arguments.write:
        put("mutants", "\n".join(("| the fault | killed | seen |", "| --- | --- | --- |", *rows)))
    return 1 if missed else 0


def _seen(wrong: str) -> str:
    """Return what was seen first, without ids."""
    if not wrong:
        return "nothing"
    first, *others = wrong.split("; ")
    words = " ".join(word for word in first.split() if word.count("-") < IN_AN_ID)
    return shorten(words, MOST_CHARACTERS) + (f" (and {len(others)} more)" if others else "")


if __name__ == "__main__":
    sys.exit(main())
