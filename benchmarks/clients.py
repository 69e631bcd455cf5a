"""Calendar programs that ask one server again and again, each over a connection that it keeps."""

import re
import selectors
import socket
import time

CLIENTS = 4
PATIENCE_SECONDS = 30
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"
_HANGS_UP = b"\r\nConnection: close\r\n"


class Asking:
    """One client: its connection, and what came of the answer it waits for."""

    def __init__(self, *, port: int, waiting: selectors.BaseSelector) -> None:
        self._port = port
        self._waiting = waiting
        self._came = bytearray()
        self._connect()

    def ask(self, request: bytes) -> None:
        """Send a request."""
        self._connection.sendall(request)

    def answer(self) -> bytes | None:
        """Read on; return the answer once it is whole. Where the server hangs up then, as waitress does, call again."""
        more = self._connection.recv(1 << 18)
        assert more, "the server hung up"
        self._came += more
        head = self._came.find(_END) + len(_END)
        if head < len(_END):
            return None
        length = _LENGTH.search(self._came, 0, head)
        empty = self._came.startswith(b"HTTP/1.1 304") or length is None
        if len(self._came) < head + (0 if empty else int(length[1])):
            return None
        whole, self._came = bytes(self._came), bytearray()
        if _HANGS_UP in whole[:head]:
            self.close()
            self._connect()
        return whole

    def close(self) -> None:
        """Hang up."""
        self._waiting.unregister(self._connection)
        self._connection.close()

    def _connect(self) -> None:
        self._connection = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_SECONDS)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._waiting.register(self._connection, selectors.EVENT_READ, self)


def ask(*, port: int, request: bytes, status: int, times: int) -> tuple[float, bytes]:
    """Ask so many times in all, from CLIENTS connections at once; return answers a second, and the last.

    Every answer must have this status.
    """
    wanted = b"HTTP/1.1 %d " % status
    last = b""
    with selectors.DefaultSelector() as waiting:
        clients = [Asking(port=port, waiting=waiting) for _ in range(CLIENTS)]
        begun, asked, answered = time.perf_counter(), len(clients), 0
        for client in clients:
            client.ask(request)
        while answered < times:
            ready = waiting.select(PATIENCE_SECONDS)
            assert ready, "no answer"
            for key, _ in ready:
                client: Asking = key.data
                answer = client.answer()
                if answer is None:
                    continue
                assert answer.startswith(wanted), answer[:200]
                last, answered = answer, answered + 1
                if asked < times:
                    asked += 1
                    client.ask(request)
        seconds = time.perf_counter() - begun
        for client in clients:
            client.close()
    return times / seconds, last
