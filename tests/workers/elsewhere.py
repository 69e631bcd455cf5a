"""A machine with whatever zone data it was started with, on a database that is there, at an instant of the test's.

`python -m tests.workers.elsewhere URL INSTANT WORK...` does one work after the other and prints what each says.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from click.testing import CliRunner

from commonhour import _warn_of_zone_data
from scheduler.access import whole_cohort
from scheduler.events import EntriesExpire, PlanPublished
from scheduler.ids import RandomIds
from scheduler.operator.instance import Instance
from scheduler.operator.zones import zones
from scheduler.store.engine import open_engine
from scheduler.store.health import _zone_data
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.drafting import draft
from workers.job import Tools
from workers.rebalancing import rebalance
from workers.routing import routes

FEED_KEY = b"feed key"


@dataclass(frozen=True, kw_only=True)
class StoppedClock:
    """A clock that stands."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What runs there."""

    store: Store
    clock: StoppedClock

    def command(self, *arguments: str) -> list[object]:
        """Run `commonhour zones` and return the objects that it prints."""
        instance = Instance(
            look_at_settings=lambda: None,
            open_store=lambda _: self.store,
            make_store=lambda: self.store,
            open_post=lambda _: None,
        )
        said = CliRunner().invoke(zones, [*arguments, "--json"], obj=instance, catch_exceptions=False)
        return [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]

    def drain(self) -> int:
        """Work off all that is due."""
        return drain(store=self.store, tools=Tools(solve=draft, rebalance=rebalance, feed_key=FEED_KEY))

    def emit(self, *kinds: type[PlanPublished | EntriesExpire]) -> None:
        """Owe an event to each cohort, as something else that happens would, and work it off."""
        with self.store.write() as tx:
            for cohort in tx.people.cohorts():
                scope = whole_cohort(tx, cohort.id)
                more = {PlanPublished: {"plan": "again", "release": 1}, EntriesExpire: {}}
                tx.outbox.emit(*(kind(cohort=scope.cohort.id, **more[kind]) for kind in kinds))
        self.drain()

    def doctor(self) -> list[str]:
        """Say what the doctor sees of the zone data that meetings were read by, if that is unwell."""
        found = _zone_data(self.store.engine, self.clock.now())
        return [] if found.well else [f"{found.name}: {found.seen}"]

    def starts(self) -> list[dict[str, object]]:
        """Start, and say what is logged of it."""
        with structlog.testing.capture_logs() as logged:
            _warn_of_zone_data(self.store)
        return list(logged)


WORKS: dict[str, Callable[[Machine], object]] = {
    "look": lambda machine: machine.command(),
    "renew": lambda machine: machine.command("--renew"),
    "drain": lambda machine: machine.drain(),
    "follow": lambda machine: machine.emit(PlanPublished),
    "expire": lambda machine: machine.emit(EntriesExpire),
    "doctor": lambda machine: machine.doctor(),
    "start": lambda machine: machine.starts(),
}


def main(url: str, instant: str, *works: str) -> None:
    clock = StoppedClock(at=datetime.fromisoformat(instant))
    store = Store(open_engine(url), clock=clock, ids=RandomIds(), routes=routes())
    machine = Machine(store=store, clock=clock)
    print(json.dumps([WORKS[work](machine) for work in works]))  # noqa: T201 - to the process that asked


if __name__ == "__main__":
    main(*sys.argv[1:])
