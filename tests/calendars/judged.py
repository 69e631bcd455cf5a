"""What other people's readers make of a calendar: each event's instants and words."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Reading = list[tuple[str, datetime, datetime, str, str]]
Read = Callable[[bytes], Reading]
People = list[list[str | None]]
"""What a reader says of an organizer and of attendees: kind, name, PARTSTAT, RSVP, address."""

JUDGES = Path(__file__).parent / "judges"
_TZID = re.compile(rb"(TZID[:=])([^:\r\n]+)")


def ical_js(body: bytes) -> Reading:
    """Read as ical.js does."""
    return _readings(json.loads(_run(["node", JUDGES / "ical_js.mjs"], body)))


def libical(body: bytes) -> Reading:
    """Read as libical does, which must find no fault."""
    return _readings(_verdict_of_libical(body)["events"])


def people_of_ical_js(body: bytes) -> People:
    """Read who is invited as ical.js does."""
    return json.loads(_run(["node", JUDGES / "ical_js_people.mjs"], body))


def people_of_libical(body: bytes) -> People:
    """Read who is invited as libical does, which must find no fault."""
    return _verdict_of_libical(body)["people"]


def under_unknown_names(body: bytes) -> bytes:
    """Rename the zones, so that a reader must go by the VTIMEZONEs and cannot use what it knows itself."""
    return _TZID.sub(lambda found: found[1] + b"Town-" + found[2].replace(b"/", b"-"), body)


def _verdict_of_libical(body: bytes) -> dict[str, Any]:
    verdict = json.loads(_run(["/usr/bin/python3", JUDGES / "libical.py"], body))
    assert (verdict["sound"], verdict["errors"]) == (1, 0)
    return verdict


def _run(command: list[str | Path], body: bytes) -> str:
    return subprocess.run(command, check=True, input=body, capture_output=True).stdout.decode()


def _readings(events: list[tuple[str, int, int, str, str]]) -> Reading:
    return [
        (uid, datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC), summary, description)
        for uid, starts, ends, summary, description in events
    ]
