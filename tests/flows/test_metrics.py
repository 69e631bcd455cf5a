"""Metrics of the real processes, on a port of their own: what is documented is exposed, and nothing else."""

import os
import re
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scheduler import metrics, metrics_files
from scheduler.store import health

DOCUMENT = Path(__file__).parents[2] / "docs" / "operation.md"


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    monkeypatch.setenv("COMMONHOUR_METRICS_PORT", str(number))
    return number


def read(port: int, path: str = "/metrics") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()


def values(page: str, name: str) -> dict[str, float]:
    return {
        labels: float(value)
        for labels, value in re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", page, re.MULTILINE)
    }


def names(page: str) -> set[str]:
    """Return the families' names, of counters as they are asked for."""
    kinds = re.findall(r"^# TYPE (commonhour_\w+) (\w+)$", page, re.MULTILINE)
    return {name for name, _ in kinds if not name.endswith("_created")}


def test_what_is_documented_is_exposed_and_nothing_else(service, port: int) -> None:
    documented = set(re.findall(r"^\| `(commonhour_\w+)`", DOCUMENT.read_text(), re.MULTILINE))
    with service.running():
        assert names(read(port)) == documented


def test_one_who_connects_and_says_nothing_keeps_nobody_waiting(service, port: int) -> None:
    with service.running(), socket.create_connection(("127.0.0.1", port)):
        assert "commonhour_database_up" in read(port)
        assert read(port, "/livez") == '{"status":"ok"}\n'


def test_a_process_whose_port_is_taken_says_so(service, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)), service.running():
        log = service.data_dir / "log"
        service.wait_until(lambda: "metrics.port_not_to_be_had" in log.read_text())


def test_the_files_in_which_several_processes_count_go_with_them(
    service, beside_others, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie in memory, where there is a folder for it: a full disk is no business of theirs."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    place = metrics_files.SHARED_MEMORY if metrics_files.SHARED_MEMORY.is_dir() else tmp_path
    with service.running("web") as master:
        service.wait_until(service.answers)
        assert len(list(place.glob(f"commonhour-metrics-{master.pid}-*"))) == 1
    assert not list(place.glob(f"commonhour-metrics-{master.pid}-*"))


def test_the_embedded_service_counts_what_it_does_and_names_nobody(service, port: int) -> None:
    cohort = service.command(
        "import", "examples/school/cohort.toml", "examples/school/roster.csv"
    ).stdout.strip()
    with service.running():
        run = service.request(cohort)
        service.wait_until(lambda: service.query("SELECT state FROM run") == [("done",)])
        service.publish(cohort, run)
        service.wait_until(lambda: service.query("SELECT count(*) FROM feed") == [(20,)])
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{service.url}/feeds/unknown.ics", timeout=5)
        service.wait_until(
            lambda: values(read(port), "commonhour_tries_total").get('outcome="done",reaction="follow"')
        )
        page = read(port)
        assert read(port, "/livez") == '{"status":"ok"}\n'
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{service.url}/metrics", timeout=5)
    assert values(page, "commonhour_claims_total")['reaction="draft_plan"'] == 1
    assert values(page, "commonhour_solve_seconds_count") == {"": 1}
    asked = values(page, "commonhour_http_requests_total")
    assert asked['method="GET",route="/feeds/<token>.ics",status="404"'] == 1
    assert values(page, "commonhour_database_up") == {"": 1}
    assert cohort not in page
    assert run not in page


def test_the_processes_of_the_web_count_together_also_what_a_dead_one_counted(
    service, beside_others, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONHOUR_WEB_WORKERS", "2")

    def answered() -> float:
        try:
            page = read(port)
        except urllib.error.URLError:
            return 0
        route = 'method="GET",route="/feeds/<token>.ics",status="404"'
        return values(page, "commonhour_http_requests_total").get(route, 0)

    def ask(times: int) -> None:
        for _ in range(times):
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{service.url}/feeds/unknown.ics", timeout=5)

    with service.running("web") as master:
        service.wait_until(service.answers)
        ask(20)
        service.wait_until(lambda: answered() == 20)
        of_master = Path(f"/proc/{master.pid}/task/{master.pid}/children")
        service.wait_until(lambda: len(of_master.read_text().split()) == 2)
        for child in of_master.read_text().split():
            os.kill(int(child), signal.SIGKILL)
        service.wait_until(service.answers)
        ask(5)
        service.wait_until(lambda: answered() == 25)


def test_the_database_that_is_away_is_said_so(tmp_path: Path) -> None:
    from scheduler.clock import SystemClock  # noqa: PLC0415
    from scheduler.store.engine import open_engine  # noqa: PLC0415

    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    try:
        page = metrics.page(lambda: health.gauges(engine, clock=SystemClock())).decode()
    finally:
        engine.dispose()
    assert values(page, "commonhour_database_up") == {"": 0}
