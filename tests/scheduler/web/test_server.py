"""The embedded server: it answers, lets go of idle browsers when it is told to end, and names a taken port."""

import http.client
import socket
import threading
import time
from dataclasses import replace

import pytest
from flask import Flask

from scheduler.errors import RefusedError
from scheduler.settings import Settings
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
