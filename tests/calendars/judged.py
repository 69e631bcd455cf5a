"""What other people's readers make of a calendar: each event's instants and words, or that they do not take it."""

import base64
import json
import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

JUDGES = Path(__file__).parent / "judges"
SYSTEM_PYTHON = "/usr/bin/python3"
PATIENCE_SECONDS = 600
_TZID = re.compile(rb"(TZID[:=])([^:\r\n]+)")
_OF_COVERAGE = ("COVERAGE", "COV_")


class Told(NamedTuple):
    """One event, as a judge tells it."""

    uid: str
    starts: datetime
    ends: datetime
    summary: str
    description: str


Reading = list[Told]
"""All events of a file, by start and UID."""


People = list[list[str | None]]
"""What a judge tells of the organizer and the attendees: kind, name, PARTSTAT, RSVP, address."""


class RefusedError(Exception):
    """A judge does not take the file; why is in its own words."""


@dataclass(kw_only=True)
class Judge:
    """A program that reads a file a line and stays for the next; it starts when it is first asked."""

    name: str
    command: tuple[str | Path, ...]
    is_here: Callable[[], bool]
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __call__(self, body: bytes) -> Reading:
        """Read a file as this judge does. Raises RefusedError."""
        told = [
            Told(uid or "", datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC), *words)
            for uid, starts, ends, *words in self._told(body)["events"]
        ]
        return sorted(told, key=lambda event: (event.starts, event.uid))

    def people(self, body: bytes) -> People:
        """Read who is invited as this judge does, if it is one of those that tell. Raises RefusedError."""
        return self._told(body)["people"]

    def close(self) -> None:
        """Let it go."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None and process.stdout is not None:
            process.stdin.close()
            process.stdout.close()
            process.kill()
            process.wait()

    def _told(self, body: bytes) -> dict[str, Any]:
        told = self._ask(base64.b64encode(body) + b"\n")
        if "refused" in told:
            raise RefusedError(told["refused"])
        return told

    def _ask(self, question: bytes) -> dict[str, Any]:
        process = self._process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        answer = b""
        try:
            process.stdin.write(question)
            process.stdin.flush()
            if select.select([process.stdout], [], [], PATIENCE_SECONDS)[0]:
                answer = process.stdout.readline()
        except BrokenPipeError:
            pass
        if answer:
            return json.loads(answer)
        self.close()
        return {"refused": f"{self.name} fell over it, or into a sleep"}

    def _started(self) -> subprocess.Popen[bytes]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(_OF_COVERAGE)}
        return subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ours | {"PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,  # what interrupts a test is not meant for it
        )


@cache
def _libical_is_here() -> bool:
    asked = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('ICalGLib', '3.0')"]
    return (
        Path(SYSTEM_PYTHON).exists()
        and subprocess.run(asked, check=False, capture_output=True).returncode == 0
    )


LIBICAL = Judge(name="libical", command=(SYSTEM_PYTHON, JUDGES / "libical.py"), is_here=_libical_is_here)
ICAL_JS = Judge(
    name="ical.js",
    command=("node", JUDGES / "ical_js.mjs"),
    is_here=lambda: shutil.which("node") is not None and (JUDGES / "node_modules" / "ical.js").is_dir(),
)
KHAL = Judge(
    name="khal",
    command=(sys.executable, JUDGES / "khal_reader.py"),
    is_here=lambda: find_spec("khal") is not None,
)
RADICALE = Judge(
    name="Radicale",
    command=(sys.executable, JUDGES / "radicale_reader.py"),
    is_here=lambda: find_spec("radicale") is not None,
)
RADICALES_SERVER = Judge(
    name="Radicale's server",
    command=(sys.executable, JUDGES / "radicale_server.py"),
    is_here=RADICALE.is_here,
)
ALL: Mapping[str, Judge] = {judge.name: judge for judge in (LIBICAL, ICAL_JS, KHAL, RADICALE)}
"""Those who judge all there is; Radicale's server keeps what it is given, which takes it too long."""


def under_unknown_names(body: bytes) -> bytes:
    """Rename the zones, so that a reader must go by the VTIMEZONEs and cannot use what it knows itself."""
    return _TZID.sub(lambda found: found[1] + b"Town-" + found[2].replace(b"/", b"-"), body)


def dismiss() -> None:
    """Let all of them go."""
    for judge in (*ALL.values(), RADICALES_SERVER):
        judge.close()
