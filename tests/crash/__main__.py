"""`python -m tests.crash`: every passing of every point, one kill a flow; writes the tables of docs/reliability.md."""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from tests.crash.enumeration import Recorded, Verdict, kill_at, record
from tests.crash.place import Place
from tests.crash.places import Embedded, Machines
from tests.crash.report import count, put, table
from tests.crash.rounds import go_round, rounds
from tests.crash.ways import FIRST, FIRST_TROUBLED, SECOND, SECOND_TROUBLED, WAYS, Passing, Way, only_there
from tests.servers.postgres import OwnPostgres
from tests.servers.rabbitmq import OwnRabbit


@contextmanager
def embedded(folder: Path, *, each: Mapping[str, int] | None = None) -> Generator[Place]:
    """Make the place of one process."""
    with closing(Embedded(folder)) as place:
        yield place


@contextmanager
def machines(_folder: Path, *, each: Mapping[str, int] | None = None) -> Generator[Place]:
    """Make the place of many processes, with servers of its own."""
    with (
        OwnPostgres() as postgres,
        OwnRabbit() as rabbit,
        closing(Machines(server_url=postgres.url(), broker_url=rabbit.url(), each=each)) as place,
    ):
        yield place


TELL_EVERY = 20
PLACES = {"embedded": embedded, "machines": machines}


def main() -> int:
    """Kill everywhere; 1 if anything came out wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="*", choices=[*PLACES, []], help="default: all")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/reliability.md")
    parser.add_argument("--first", action="store_true", help="only the first passing of each point")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are taken away
    wrong = 0
    for name in arguments.places or PLACES:
        begun = time.monotonic()
        with (
            tempfile.TemporaryDirectory(prefix="commonhour-crash-") as folder,
            PLACES[name](Path(folder)) as place,
        ):
            recorded = record_all(place, folder=Path(folder))
            verdicts = enumerate_all(place, recorded, folder=Path(folder), first=arguments.first)
            flows, kills, bad = go_all_rounds(place, recorded, folder=Path(folder))
        said = (
            f"{date.today()}: {count(verdicts)} Besides, {kills} kills in {flows} flows, one after the other: "  # noqa: DTZ011 - of whoever runs it
            f"{bad} came out wrong. {time.monotonic() - begun:.0f} s."
        )
        print(f"{name}: {said}", flush=True)
        wrong += bad + sum(verdict.wrong for verdict in verdicts)
        if arguments.write:
            put(f"points {name}", f"{said}\n\n{table(verdicts)}")
    return 1 if wrong else 0


def record_all(place: Place, *, folder: Path) -> dict[Way, Recorded]:
    """Take every way once with nobody killed; raise AssertionError where trouble changes what comes of it."""
    recorded = {way: record(place, way, folder=folder) for way in WAYS}
    for way, troubled in ((FIRST, FIRST_TROUBLED), (SECOND, SECOND_TROUBLED)):
        assert recorded[troubled].outcome == recorded[way].outcome
    return recorded


def aims(recorded: Mapping[Way, Recorded], *, first: bool) -> list[Passing]:
    """Return every passing of the points that no way before has, and of those at which a way does something else.

    With `first`, return only the first passing of each point.
    """
    found: list[Passing] = []
    for way, run in recorded.items():
        new = only_there(run.passings, found)
        if first:
            found += [one for one in new if one.number == 1]
        else:
            found += [one for one in run.passings if one in new or one.step in way.otherwise]
    return found


def enumerate_all(
    place: Place, recorded: Mapping[Way, Recorded], *, folder: Path, first: bool
) -> list[Verdict]:
    """Kill at every aim, one a flow; what did not go well is told at once."""
    verdicts: list[Verdict] = []
    wanted = aims(recorded, first=first)
    for passing in wanted:
        verdicts.append(kill_at(place, passing, folder=folder, expected=recorded[passing.way].outcome))
        if not verdicts[-1].well:
            print(f"{passing}: {verdicts[-1].said}", flush=True)
        if len(verdicts) % TELL_EVERY == 0:
            print(f"{place.name}: {len(verdicts)} of {len(wanted)}", flush=True)
    return verdicts


def go_all_rounds(place: Place, recorded: Mapping[Way, Recorded], *, folder: Path) -> tuple[int, int, int]:
    """Kill several times in each flow; return how many flows, how many kills, and how many flows went wrong."""
    results = [
        go_round(place, way, doom, folder=folder / f"round-{way.slug}-{number}", expected=run.outcome)
        for way, run in recorded.items()
        if not way.troubled
        for number, doom in enumerate(rounds(run.passings))
    ]
    for wrong, _ in results:
        if wrong:
            print(wrong, flush=True)
    return len(results), sum(kills for _, kills in results), sum(bool(wrong) for wrong, _ in results)


if __name__ == "__main__":
    sys.exit(main())
