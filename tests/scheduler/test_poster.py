"""Posting where somebody else chose: to the very address that was judged, in bounded time, and never inside."""

import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from scheduler import poster
from scheduler.poster import Poster
from scheduler.posting import Answer, NotPostedError
from tests.receiver import Posted, receiver, with_status
from tests.servers.certificates import Certificate


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("certificate"))


def why(post: Callable[..., Answer], url: str) -> str:
    with pytest.raises(NotPostedError) as refused:
        post(url=url, headers={}, body=b"{}")
    assert url not in str(refused.value)
    return refused.value.why


def finding(*addresses: str) -> Callable[[str, int], tuple[str, ...]]:
    return lambda _host, _port: addresses


def test_what_is_posted_arrives_as_it_is(certificate: Certificate) -> None:
    with receiver(with_status(200, Retry_After="7"), certificate=certificate) as there:
        post = Poster(private=True, trust=certificate.client_context())
        answer = post(url=there.url, headers={"webhook-id": "e1"}, body=b'{"a":1}')
    assert answer == Answer(status=200, retry_after="7")
    assert [(each.path, each.headers["webhook-id"], each.body) for each in there.posted] == [
        ("/hook?token=secret", "e1", b'{"a":1}')
    ]
    assert there.posted[0].headers["host"] == f"127.0.0.1:{there.port}"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - nothing binds there
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.1.2.3",
        "2130706433",
        "0177.0.0.1",
        "127.1",
        "localhost",
    ],
)
def test_nothing_of_ours_is_reached_however_it_is_named(host: str, certificate: Certificate) -> None:
    with receiver(certificate=certificate) as there:
        post = Poster(trust=certificate.client_context())
        assert why(post, f"https://{host}:{there.port}/") == "ForbiddenAddress"
    assert there.posted == []


@pytest.mark.parametrize(
    "addresses", [("127.0.0.1",), ("8.8.8.8", "127.0.0.1"), ("8.8.8.8", "::ffff:10.0.0.1")]
)
def test_a_name_that_leads_inside_is_refused_though_it_also_leads_outside(addresses: tuple[str, ...]) -> None:
    assert why(Poster(find=finding(*addresses)), "https://hooks.example.org/") == "ForbiddenAddress"


def test_a_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere_when_it_is_connected_to(
    monkeypatch,
) -> None:
    asked: list[str] = []
    connected: list[str] = []

    def rebinding(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("8.8.8.8",) if len(asked) == 1 else ("127.0.0.1",)

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert why(Poster(find=rebinding), "https://hooks.example.org/") == "NotReached"
    assert (asked, connected) == (["hooks.example.org"], ["8.8.8.8"])


def test_where_one_address_is_dead_the_next_is_tried(certificate: Certificate) -> None:
    with receiver(certificate=certificate) as there:
        post = Poster(
            private=True, trust=certificate.client_context(), find=finding("127.0.0.2", "127.0.0.1")
        )
        assert post(url=f"https://localhost:{there.port}/", headers={}, body=b"").status == 204


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with receiver() as inside, receiver(with_status(307, Location=inside.url)) as there:
        assert Poster(private=True)(url=there.url, headers={}, body=b"").status == 307
    assert inside.posted == []


def test_a_proxy_of_the_environment_is_not_used(monkeypatch) -> None:
    with receiver() as proxy, receiver() as there:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        Poster(private=True)(url=there.url, headers={}, body=b"")
    assert (len(proxy.posted), len(there.posted)) == (0, 1)


def test_a_server_of_another_name_or_of_an_unknown_authority_is_not_believed(
    certificate: Certificate,
) -> None:
    with receiver(certificate=certificate) as there:
        knows = Poster(private=True, trust=certificate.client_context(), find=finding("127.0.0.1"))
        assert why(knows, f"https://elsewhere.example.org:{there.port}/") == "TlsFailed"
        assert why(Poster(private=True), there.url) == "TlsFailed"
    assert there.posted == []


def test_who_does_not_listen_or_hangs_up_or_talks_nonsense_has_not_answered() -> None:
    def hangs_up(_posted: Posted, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    def nonsense(_posted: Posted, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.example.org ESMTP\r\n")

    with receiver(hangs_up) as there:
        assert why(Poster(private=True), there.url) == "BrokenAnswer"
        there.answer = nonsense
        assert why(Poster(private=True), there.url) == "BrokenAnswer"
    assert why(Poster(private=True), there.url) == "NotReached"
    assert why(Poster(private=True), "http://no-such-name.invalid/") == "NotReached"


def test_who_drips_is_cut_off_at_the_deadline(monkeypatch) -> None:
    monkeypatch.setattr(poster, "TOTAL_SECONDS", 0.5)

    def drips(_posted: Posted, handler: BaseHTTPRequestHandler) -> None:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 1000:
            handler.wfile.write(bytes([byte]))
            if there.gone.wait(0.05):
                return

    with receiver(drips) as there:
        started = time.monotonic()
        assert why(Poster(private=True), there.url) == "TimedOut"
        assert time.monotonic() - started < 1.5


def test_a_name_that_is_never_found_is_waited_for_no_longer_than_the_deadline(monkeypatch) -> None:
    monkeypatch.setattr(poster, "TOTAL_SECONDS", 0.2)
    ended = threading.Event()

    def never(_host: str, _port: int) -> tuple[str, ...]:
        ended.wait(10)
        return ()

    started = time.monotonic()
    assert why(Poster(find=never), "https://hooks.example.org/") == "TimedOut"
    assert time.monotonic() - started < 1
    ended.set()


def test_an_endless_answer_is_not_read() -> None:
    def endless(_posted: Posted, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not there.gone.is_set():
            handler.wfile.write(b"x" * 65536)

    with receiver(endless) as there:
        started = time.monotonic()
        assert Poster(private=True)(url=there.url, headers={}, body=b"").status == 200
        assert time.monotonic() - started < 1


def test_endless_headers_are_an_error() -> None:
    def endless(_posted: Posted, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not there.gone.is_set():
            handler.wfile.write(b"X: " + b"y" * 60000 + b"\r\n")

    with receiver(endless) as there:
        assert why(Poster(private=True), there.url) == "BrokenAnswer"


def test_the_certificates_of_the_system_are_trusted_by_default(certificate: Certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(Path(certificate.authority)))
    with receiver(certificate=certificate) as there:
        assert Poster(private=True)(url=there.url, headers={}, body=b"").status == 204
