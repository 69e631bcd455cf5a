"""The proxy does to connections what it says, to bytes and to ends."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from tests.servers.ports import LOOPBACK, wait_until
from tests.servers.proxy import Proxy

PATIENCE_SECONDS = 5


class _Echo(socketserver.BaseRequestHandler):
    """Sends back what comes, and `bye` when its end comes."""

    def handle(self) -> None:
        while chunk := self.request.recv(65_536):
            self.request.sendall(chunk)
        self.request.sendall(b"bye")


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that echoes."""

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request, client_address) -> None:
            """Let connections that the proxy resets go silently."""

    with Server((LOOPBACK, 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def proxy(echo) -> Iterator[Proxy]:
    with Proxy(echo) as proxy:
        yield proxy


@pytest.fixture
def client(proxy) -> Iterator[socket.socket]:
    """A connection through the proxy that has carried a word."""
    with connect(proxy) as connection:
        assert ask(connection, b"hello") == b"hello"
        yield connection


def connect(proxy: Proxy) -> socket.socket:
    return socket.create_connection((LOOPBACK, proxy.port), timeout=PATIENCE_SECONDS)


def ask(connection: socket.socket, word: bytes) -> bytes:
    connection.sendall(word)
    return receive(connection, len(word))


def receive(connection: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size and (chunk := connection.recv(size - len(received))):
        received += chunk
    return bytes(received)


def test_what_goes_in_comes_out_however_much_it_is(client) -> None:
    much = bytes(range(256)) * 40_000
    threading.Thread(target=client.sendall, args=(much,)).start()
    assert receive(client, len(much)) == much


def test_the_end_of_one_direction_is_forwarded_and_the_other_still_speaks(client, proxy) -> None:
    client.shutdown(socket.SHUT_WR)
    assert (client.recv(10), client.recv(10)) == (b"bye", b"")
    wait_until(lambda: not proxy.open_connections, seconds=PATIENCE_SECONDS, what="the connection ended")


def test_a_cut_resets_what_is_open_and_lets_new_connections_in(client, proxy) -> None:
    proxy.cut()
    assert proxy.open_connections == 0
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    with connect(proxy) as again:
        assert ask(again, b"again") == b"again"
    assert proxy.accepted == 2


def test_a_drop_resets_and_refuses_until_it_is_restored_on_the_same_port(client, proxy) -> None:
    proxy.drop()
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            connect(proxy)
    proxy.restore()
    with connect(proxy) as again:
        assert ask(again, b"again") == b"again"


def test_a_stall_accepts_and_forwards_nothing_until_all_flows_on(client, proxy) -> None:
    proxy.stall()
    client.sendall(b"later")
    with connect(proxy) as other:
        other.sendall(b"also")
        for connection in (client, other):
            connection.settimeout(0.1)
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.settimeout(PATIENCE_SECONDS)
        proxy.restore()
        assert receive(client, 5) == b"later"
        assert receive(other, 4) == b"also"


def test_a_stall_holds_back_the_end_as_well(client, proxy) -> None:
    proxy.stall()
    client.shutdown(socket.SHUT_WR)
    client.settimeout(0.1)
    with pytest.raises(TimeoutError):
        client.recv(1)
    proxy.restore()
    client.settimeout(PATIENCE_SECONDS)
    assert receive(client, 3) == b"bye"


def test_a_stalled_connection_can_be_dropped(client, proxy) -> None:
    proxy.stall()
    client.sendall(b"never")
    proxy.drop()
    with pytest.raises(ConnectionResetError):
        client.recv(1)


def test_a_delay_holds_each_chunk_so_long_each_way_and_restoring_ends_it(client, proxy) -> None:
    proxy.delay(0.1)
    began = time.monotonic()
    assert ask(client, b"slow") == b"slow"
    assert 0.2 <= time.monotonic() - began < 1
    proxy.delay(60)
    client.sendall(b"freed")
    proxy.restore()
    assert receive(client, 5) == b"freed"


def test_a_client_whose_answers_have_ended_still_speaks(proxy, client) -> None:
    proxy.half_close("to_client")
    assert client.recv(1) == b""
    client.sendall(b"heard, and its echo thrown away")
    assert proxy.open_connections == 1


def test_a_server_whose_client_has_ended_still_answers(proxy, client) -> None:
    proxy.half_close("to_server")
    assert receive(client, 3) == b"bye"


def test_a_server_that_is_not_there_resets_its_clients(echo) -> None:
    with socket.socket() as unused:
        unused.bind((LOOPBACK, 0))
        with (
            Proxy(unused.getsockname()[1]) as proxy,
            pytest.raises(ConnectionResetError),
            connect(proxy) as client,
        ):
            client.recv(1)


def test_a_url_leads_through_the_proxy_with_its_login_and_path(proxy) -> None:
    assert (
        proxy.in_front_of("amqp://guest:guest@localhost:5672/%2F")
        == f"amqp://guest:guest@127.0.0.1:{proxy.port}/%2F"
    )
    assert proxy.in_front_of("http://localhost/a?b=c") == f"http://127.0.0.1:{proxy.port}/a?b=c"
