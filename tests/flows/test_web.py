"""`commonhour web` under gunicorn: it answers, is bounded, replaces what dies, and ends without cutting anyone off."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scheduler.tokens import new_token
from tests.flows.overhearing import OVERHEARD


@pytest.fixture
def web(service, beside_others) -> Iterator[subprocess.Popen[bytes]]:
    with service.running("web") as process:
        service.wait_until(lambda: log_of(service).count("Worker ready") == 2)
        yield process


@pytest.fixture
def browser(service) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)) as one:
        yield one


def log_of(service) -> str:
    return (service.data_dir / "log").read_text()


def children(process: subprocess.Popen[bytes]) -> set[int]:
    of_main_thread = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return set(map(int, of_main_thread.split()))


def test_a_request_that_has_begun_is_answered_though_the_server_is_told_to_end(service, web, browser) -> None:
    browser.putrequest("POST", "/sign-in/unknown")
    browser.putheader("Content-Type", "application/x-www-form-urlencoded")
    browser.putheader("Content-Length", "10")
    browser.endheaders(b"half=")
    service.wait_until(lambda: is_read(service))
    assert len(children(web)) == 2
    web.send_signal(signal.SIGTERM)
    service.wait_until(lambda: len(children(web)) == 1)  # the one that has nothing to do has ended
    browser.send(b"whole")
    assert browser.getresponse().status == 400  # there is no form of ours in it
    assert web.wait(timeout=20) == 0


def is_read(service) -> bool:
    """Say whether the server has read all that was sent to it, so that whoever sent it is being answered."""
    here = f"{service.port:04X}"
    table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    queues = [row[4] for row in table if row[1].endswith(f":{here}") and row[3] == "01"]
    return bool(queues) and all(waiting.endswith(":00000000") for waiting in queues)


def test_a_process_that_dies_is_replaced(service, web) -> None:
    first = children(web)
    os.kill(min(first), signal.SIGKILL)
    service.wait_until(lambda: len(children(web)) == 2 and children(web) != first)
    assert service.answers()


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("X-Long", "x" * 8500, 431),
        ("Content-Length", "100000000", 413),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_sent(web, browser, header, value, status) -> None:
    browser.putrequest("POST", "/sign-in/unknown")
    browser.putheader("Content-Type", "application/x-www-form-urlencoded")
    browser.putheader(header, value)
    browser.endheaders()
    answer = browser.getresponse()
    assert answer.status == status
    assert answer.getheader("Content-Security-Policy", "").startswith("default-src 'none'; ")
    OVERHEARD.answer(asked="POST /sign-in", status=status, location="", body=answer.read())


def ask_rudely(service) -> None:
    """Send what is no request, with a secret and an address in it; whoever answers must not repeat them."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as rude:
        rude.sendall(f"GET /feeds/{new_token()}.ics?mail=mariam@example.org nonsense\r\n\r\n".encode())
        with rude.makefile("rb") as answer:
            said = answer.read()
    assert said.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    OVERHEARD.answer(asked="nonsense", status=400, location="", body=said)


def test_the_embedded_server_does_not_repeat_what_is_no_request(service) -> None:
    with service.running():
        ask_rudely(service)


def test_its_log_is_json_and_holds_no_address_and_no_secret(service, web) -> None:
    assert service.answers()
    ask_rudely(service)
    service.wait_until(lambda: "Invalid request" in log_of(service))
    lines = [json.loads(line) for line in log_of(service).splitlines()]
    assert {"web.server", "request.answered"} == {line["event"] for line in lines}
    said = " ".join(line.get("said", "") for line in lines if "Listening" not in line.get("said", ""))
    assert not re.search(r"127\.0\.0\.1|mariam|nonsense", said)


def test_it_loads_no_solver_and_no_broker(service, beside_others, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    with service.running("web"):
        service.wait_until(service.answers)
    loaded = set(re.findall(r"^import time:.*\| +(\w+)", log_of(service), flags=re.MULTILINE))
    assert {"flask", "gunicorn", "sqlalchemy"} <= loaded
    assert loaded & {"kombu", "amqp", "ortools"} == set()


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_a_host_that_is_not_this_machine_is_named(service, beside_others, monkeypatch, host) -> None:
    monkeypatch.setenv("COMMONHOUR_HOST", host)
    refused = service.command("web")
    assert (refused.returncode, "COMMONHOUR_HOST" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr
    monkeypatch.delenv("COMMONHOUR_BROKER_URL")
    embedded = service.command("serve")
    assert (embedded.returncode, embedded.stderr.splitlines()[-1]) == (1, refused.stderr.strip())


def test_a_port_that_is_taken_is_named(service, beside_others) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", service.port))
        taken.listen()
        refused = service.command("web")
    assert (refused.returncode, "COMMONHOUR_PORT" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr
