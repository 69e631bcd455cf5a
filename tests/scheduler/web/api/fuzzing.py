"""Schemathesis against a real server over real PostgreSQL, signed in as a role: every phase, every operation.

Ids that it makes up are replaced by ones that are there, three times of four, and so is what a change was made from:
otherwise it would knock at doors that are not there.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.clock import SystemClock
from scheduler.ids import RandomIds
from scheduler.store.engine import open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit_of_work import Store
from scheduler.web.app import create_app
from scheduler.web.server import serving
from tests.scheduler.web.api.conftest import program_of
from tests.scheduler.web.api.ways import DEFAULTS
from tests.scheduler.web.conftest import ROUTES, World, set_up, settings_of
from tests.servers.ports import ReservedPort
from tests.stores import postgres_database

KNOWN = "COMMONHOUR_FUZZ_KNOWN"
"""The variable in which the hooks find ids that are there, by the parameter's name."""
CONFIG = """\
[checks]
missing_required_header.expected-statuses = [400, 401, 403, 415, 422, 428]
"""
"""RFC 6585 has a status of its own for an If-Match that is missing."""
LEFT_OUT = ("positive_data_acceptance",)
"""What fits the document may still be refused with 422: a zone that is none, a day that is over."""


@dataclass(frozen=True, kw_only=True)
class Fuzzed:
    """What came of a run: how many cases there were, whether all passed, and what was said."""

    cases: int
    passed: bool
    said: str


@contextmanager
def world_on_postgres(folder: Path) -> Generator[World]:
    """Yield a world as the other tests have it, in a database of its own."""
    with postgres_database() as url:
        engine, port = open_engine(url), ReservedPort()
        try:
            migrate(engine)
            settings = replace(settings_of(folder / "none.db"), database_url=url, port=port.number)
            store = Store(engine, clock=SystemClock(), ids=RandomIds(), routes=ROUTES)
            cedar, sessions = set_up(store, settings, "cedar")
            birch, others = set_up(store, settings, "birch")
            yield World(
                app=create_app(store=store, settings=settings),
                store=store,
                settings=settings,
                clock=SystemClock(),
                cedar=cedar,
                birch=birch,
                sessions=sessions | {"other": others["coordinator"]},
            )
        finally:
            engine.dispose()
            port.release()


def fuzz(
    world: World, *, role: str, examples: int, seconds: int, folder: Path, seed: int | None = None
) -> Fuzzed:
    """Have Schemathesis try everything as this role, in every phase.

    With `examples` for each operation and phase, and for `seconds` at least: then it begins no more.
    """
    token = program_of(world, role).token
    known = {name: getattr(world.cedar, name) for name in DEFAULTS} | {"release": "1", "workshop": "stories"}
    address = f"http://127.0.0.1:{world.settings.port}/api/v1/openapi.json"
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        address,
        f"--header=Authorization: Bearer {token}",
        f"--max-examples={examples}",
        f"--max-time={seconds}",
        f"--exclude-checks={','.join(LEFT_OUT)}",
        "--phases=examples,coverage,fuzzing,stateful",
        "--suppress-health-check=all",
        "--warnings=off",
        "--continue-on-failure",
        "--generation-database=none",
        "--no-color",
        *(() if seed is None else (f"--seed={seed}",)),
    ]
    (folder / "schemathesis.toml").write_text(CONFIG)
    with serving(world.app, settings=world.settings):
        ran = subprocess.run(
            command, env=_surroundings(known), capture_output=True, text=True, check=False, cwd=folder
        )
    said = ran.stdout + ran.stderr
    counted = re.search(r"([\d,]+) generated", said)
    return Fuzzed(
        cases=0 if counted is None else int(counted[1].replace(",", "")),
        passed=ran.returncode == 0,
        said=said,
    )


def _surroundings(known: Mapping[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        KNOWN: json.dumps(known),
        "SCHEMATHESIS_HOOKS": "tests.scheduler.web.api.fuzz_hooks",
        "PYTHONPATH": str(Path(__file__).parents[4]),
    }
