"""The embedded server: it answers, lets go of idle browsers when it is told to end, and names a taken port."""

import http.client
import socket
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import replace

import pytest
from flask import Flask

from scheduler.errors import RefusedError
from scheduler.settings import Settings
from scheduler.web import server
from scheduler.web.headers import everywhere
from scheduler.web.server import serving


@pytest.fixture
def settings(world) -> Settings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return replace(world.settings, port=free.getsockname()[1])


def test_it_answers_and_ends_at_once_though_a_browser_holds_on(world, settings) -> None:
    with serving(world.app, settings=settings):
        browser = http.client.HTTPConnection(settings.host, settings.port, timeout=5)
        browser.request("GET", "/livez")
        answer = browser.getresponse()
        assert (answer.status, answer.read(), answer.getheader("Server")) == (200, b'{"status":"ok"}\n', None)
        told = time.monotonic()
    assert time.monotonic() - told < 3
    with pytest.raises(ConnectionError):
        http.client.HTTPConnection(settings.host, settings.port, timeout=5).request("GET", "/livez")
    browser.close()


def test_what_is_being_answered_is_answered_before_it_ends(settings) -> None:
    app, asked = Flask("slow"), threading.Event()

    @app.get("/")
    def slow() -> str:
        asked.set()
        time.sleep(0.5)
        return "done"

    browser = http.client.HTTPConnection(settings.host, settings.port, timeout=5)
    with serving(app, settings=settings):
        browser.request("GET", "/")
        assert asked.wait(5)
    assert browser.getresponse().read() == b"done"
    browser.close()


def test_a_port_that_is_taken_is_refused_by_name(world, settings) -> None:
    with socket.socket() as taken:
        taken.bind((settings.host, settings.port))
        taken.listen()
        refused = pytest.raises(RefusedError, match=rf"Port {settings.port} on 127.0.0.1 .* COMMONHOUR_PORT")
        with refused, serving(world.app, settings=settings):
            pass


def test_what_is_no_request_or_has_too_long_a_head_is_answered_hardened(world, settings) -> None:
    long = b"GET / HTTP/1.1\r\nX: ".ljust(40 * 1024, b"x")
    asked = {b"nonsense\r\n\r\n": b"400", long: b"431"}
    with serving(world.app, settings=settings):
        for said, status in asked.items():
            with socket.create_connection((settings.host, settings.port), timeout=5) as client:
                client.sendall(said)
                answer = all_that_comes(client)
            assert answer.split(b" ")[1] == status
            for name, value in everywhere(settings).items():
                assert f"\r\n{name}: {value}\r\n".encode() in answer


def test_who_sends_a_request_a_byte_at_a_time_is_hung_up_on_and_keeps_nobody_waiting(
    world, settings, monkeypatch
) -> None:
    monkeypatch.setattr(server, "IDLE_SECONDS", 1)
    monkeypatch.setattr(server, "LOOK_FOR_IDLE_SECONDS", 1)
    with serving(world.app, settings=settings), ExitStack() as stack:
        address = settings.host, settings.port
        slow = [stack.enter_context(socket.create_connection(address, timeout=10)) for _ in range(20)]
        for each in slow:
            each.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        browser = http.client.HTTPConnection(settings.host, settings.port, timeout=5)
        browser.request("GET", "/livez")
        assert browser.getresponse().read() == b'{"status":"ok"}\n'
        browser.close()
        assert all(is_hung_up_on(each) for each in slow)


def all_that_comes(client: socket.socket) -> bytes:
    """Return what the server says until it hangs up, be it in the middle of what it was told."""
    answer = b""
    with suppress(ConnectionResetError):
        while more := client.recv(1 << 16):
            answer += more
    return answer


def is_hung_up_on(slow: socket.socket) -> bool:
    """Go on byte by byte until the server closes, for ten seconds at most."""
    slow.settimeout(0.2)
    for _ in range(50):
        try:
            slow.sendall(b"x")
            if slow.recv(1) == b"":
                return True
        except TimeoutError:
            continue
        except ConnectionError:
            return True
    return False
