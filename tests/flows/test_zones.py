"""Newer zone data under a service that is there: what its doctor, its log and its operator say, and what comes of it.

By the newer data, a pytz of their own, New York stays on summer time for good, as Puerto Rico does: noon there on 11
November and on 9 December 2036 is 16:00 UTC and no longer 17:00.
"""

import json
from pathlib import Path

import pytest

from calendars.zones import ZONE_DATA_VERSION
from tests.circle import circle
from tests.flows.conftest import Service
from tests.zone_data import with_other_zone_data

pytestmark = pytest.mark.zone_data_made_up

NEWER = "2036z"
ROSTER = """name,email,role,time_zone,interests
Ruth,ruth@example.org,coach,America/New_York,reading
Olena,olena@example.org,member,Europe/Kyiv,reading
"""
MOVED = (
    "SELECT content ->> 'starts', sequence FROM entry WHERE content ->> 'starts' > '2036-11' ORDER BY 1, 2"
)


@pytest.fixture
def cohort(service: Service, tmp_path: Path) -> str:
    """A cohort of autumn 2036 whose calendars are out, by the zone data installed here."""
    (tmp_path / "cohort.toml").write_text(circle("Circle"))
    (tmp_path / "roster.csv").write_text(ROSTER)
    imported = service.command("import", tmp_path / "cohort.toml", tmp_path / "roster.csv")
    cohort = imported.stdout.strip()
    assert cohort, imported.stderr
    with service.running():
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT state FROM run") == [("done",)])
        service.publish(cohort, run)
        service.wait_until(lambda: service.query("SELECT count(*) FROM feed") == [(2,)])
    return cohort


def unwell(service: Service) -> list[str]:
    """Return the lines of what the doctor finds unwell."""
    return [line for line in service.command("doctor").stdout.splitlines() if line.startswith("UNWELL")]


def warned(service: Service) -> list[dict[str, object]]:
    """Return what the log warns of."""
    lines = map(json.loads, (service.data_dir / "log").read_text().splitlines())
    return [line for line in lines if line["level"] == "warning"]


def test_newer_zone_data_are_noticed_listed_and_followed(
    service: Service, cohort: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unwell(service) == []
    said = service.command("zones")
    assert (said.returncode, said.stdout) == (0, "")
    assert f"{ZONE_DATA_VERSION}, and no cohort" in said.stderr
    newer = with_other_zone_data(
        tmp_path / "newer", version=NEWER, rules={"America/New_York": "America/Puerto_Rico"}
    )
    monkeypatch.setenv("PYTHONPATH", newer["PYTHONPATH"])

    (sick,) = unwell(service)
    assert f"1 cohort(s) read by other zone data than {NEWER}: {cohort} ({ZONE_DATA_VERSION})" in sick
    assert "commonhour zones --renew" in sick
    rows = [line.split("\t") for line in service.command("zones").stdout.splitlines()]
    head = [cohort, ZONE_DATA_VERSION, "Gathering"]
    clock = "12:00 as before, not 13:00 (America/New_York)"
    assert rows[1:] == [
        [*head, "2036-11-11T17:00:00Z", "2036-11-11T16:00:00Z", f"2036-11-11 {clock}", "Ruth, Olena"],
        [*head, "2036-12-09T17:00:00Z", "2036-12-09T16:00:00Z", f"2036-12-09 {clock}", "Ruth, Olena"],
    ]
    before = [("2036-11-11T17:00:00Z", 0)] * 2 + [("2036-12-09T17:00:00Z", 0)] * 2
    assert service.query(MOVED) == before
    assert warned(service) == []

    with service.running():
        assert service.query(MOVED) == before
        ((warning,), did) = warned(service), service.command("zones", "--renew")
        assert did.returncode == 0, did.stderr
        service.wait_until(lambda: service.query("SELECT zone_data FROM cohort") == [(NEWER,)])
    said = {name: warning[name] for name in ("event", "installed", "counted", "cohorts")}
    assert said == {"event": "zone_data.differs", "installed": NEWER, "counted": 1, "cohorts": [cohort]}
    assert service.query(MOVED) == [("2036-11-11T16:00:00Z", 1)] * 2 + [("2036-12-09T16:00:00Z", 1)] * 2
    assert service.query("SELECT count(*) FROM notice WHERE state = 'waiting'") == [(2,)]
    assert unwell(service) == []
