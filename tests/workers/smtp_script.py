"""A mail server that says what a test has it say, word by word, and hangs up where it is told to."""

import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO, Self

from tests.calendars.catching import NET
from tests.servers.ports import LOOPBACK

HANG_UP = ""
"""Close the connection instead of an answer."""
SILENCE = "silence"
"""Say nothing until the client leaves."""
PATIENCE_SECONDS = 10
POLITE = {
    "GREETING": "220 sink.example.org ready",
    "EHLO": "250-sink.example.org\r\n250 8BITMIME",
    "HELO": "250 sink.example.org",
    "MAIL": "250 2.1.0 go on",
    "RCPT": "250 2.1.5 go on",
    "DATA": "354 go on",
    "BODY": "",
    ".": "250 2.0.0 taken",
    "QUIT": "221 goodbye",
}
"""What it says to each; BODY is what it does after the first line of a message: nothing, or hang up."""


@dataclass(kw_only=True)
class SmtpScript:
    """Listens on `port`; `says` are answers for words of POLITE, the next one each time, the last from then on.

    `heard` is every command, `ended` every message whose final dot came, whatever was said to it; `parted` is set when
    a conversation has ended. A context manager.
    """

    says: Mapping[str, Sequence[str]] = field(default_factory=dict)
    host: str = LOOPBACK
    heard: list[str] = field(default_factory=list)
    ended: list[bytes] = field(default_factory=list)
    parted: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._told = dict.fromkeys(POLITE, 0)
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in tuple(self._open):
            connection.close()
        self._thread.join(PATIENCE_SECONDS)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._converse(connection)
        finally:
            self._open.discard(connection)
            self.parted.set()

    def _converse(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE_SECONDS)
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            if not self._say(connection, "GREETING"):
                return
            for line in lines:
                command = line.decode(errors="replace").rstrip("\r\n")
                self.heard.append(command)
                word = command.split(" ")[0].upper()
                if word not in POLITE or not self._say(connection, word) or word == "QUIT":
                    return
                if word == "DATA" and not self._take(connection, lines):
                    return

    def _take(self, connection: socket.socket, lines: BinaryIO) -> bool:
        content = b""
        for line in lines:
            if "BODY" in self.says and self._answer("BODY") == HANG_UP:
                return False
            if line == b".\r\n":
                self.ended.append(content)
                NET.mail(content, where="a mail server")
                return self._say(connection, ".")
            content += line.removeprefix(b".")
        return False

    def _answer(self, word: str) -> str:
        answers = self.says.get(word, (POLITE[word],))
        place, self._told[word] = self._told[word], self._told[word] + 1
        return answers[min(place, len(answers) - 1)]

    def _say(self, connection: socket.socket, word: str) -> bool:
        answer = self._answer(word)
        if answer == SILENCE:
            connection.recv(1)
            return False
        if answer != HANG_UP:
            connection.sendall(answer.encode() + b"\r\n")
        return answer != HANG_UP
