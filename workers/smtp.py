"""Mail to a mail server: the one door to smtplib."""

import errno
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

from workers.handing_over import SEVEN_BIT, MailDeferredError, MailRefusedError, MailUnansweredError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
DISCONNECTED = "disconnected"
PREPARING_SECONDS = 20.0
"""For everything up to the last line of the message."""
ANSWER_SECONDS = 30.0
"""For the answer to the final dot: what comes later is not known to us, so this is the longest wait."""
_GOODBYE_SECONDS = 1.0
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
_POSITIVE, _GO_ON, _TRANSIENT, _PERMANENT = 2, 3, 4, 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A mail server; `implicit_tls` from the first byte, else STARTTLS where it is offered.

    The password goes over TLS only, or to this very machine.
    """

    host: str
    port: int
    implicit_tls: bool = False
    login: tuple[str, str] | None = field(default=None, repr=False)
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    preparing_seconds: float = PREPARING_SECONDS
    answer_seconds: float = ANSWER_SECONDS

    @property
    def repeatable(self) -> bool:
        """A server takes the same message in as often as it is given it."""
        return False

    @property
    def answer(self) -> None:
        """It is on its way to its reader."""
        return

    @contextmanager
    def handing_over(self, message: EmailMessage, *, name: str) -> Generator[Callable[[], None]]:  # noqa: ARG002 - it is in the Message-ID
        """Say all but the final dot, without which a server takes nothing in (RFC 5321, 4.1.1.4)."""
        with _deferring():
            conversation = _Conversation(self)
        try:
            with _deferring():
                conversation.introduce()
                conversation.give(message)
            yield conversation.end_message
        finally:
            conversation.close()

    def forget(self, name: str) -> None:
        """Do nothing: what a server took is not here."""


class _Conversation:
    """One connection to a server, for one message; every step ends by the same deadline."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._until = time.monotonic() + server.preparing_seconds
        self._finished = False
        ours = socket.gethostname()  # smtplib's own default may ask the name service, and wait
        where, patience = (server.host, server.port, ours), server.preparing_seconds
        if server.implicit_tls:
            self._client = smtplib.SMTP_SSL(*where, timeout=patience, context=server.trust)
        else:
            self._client = smtplib.SMTP(*where, timeout=patience)

    def introduce(self) -> None:
        """Say hello, go over to TLS and log in."""
        client, server = self._client, self._server
        self._greet()
        secret = server.implicit_tls
        if not secret and client.has_extn("starttls"):
            self._in_time()
            client.starttls(context=server.trust)
            self._greet()
            secret = True
        if server.login is not None:
            if not secret and server.host not in LOOPBACK:
                raise MailDeferredError("no TLS for the password")
            self._in_time()
            client.login(*server.login)

    def give(self, message: EmailMessage) -> None:
        """Give the envelope and the message, all but its final dot."""
        self._say("MAIL", f"FROM:<{_address(message, 'From')}>", wanted=_POSITIVE)
        self._say("RCPT", f"TO:<{_address(message, 'To')}>", wanted=_POSITIVE)
        self._say("DATA", "", wanted=_GO_ON)
        self._in_time()
        self._client.send(_dotted(message.as_bytes(policy=SEVEN_BIT)))

    def end_message(self) -> None:
        """Send the final dot and hear what comes of it."""
        connection = self._client.sock
        if connection is None or _has_ended(connection):
            raise MailDeferredError(DISCONNECTED)
        connection.settimeout(self._server.answer_seconds)
        try:
            connection.sendall(b".\r\n")
        except ConnectionError:  # the server was gone before: the dot never left
            raise MailDeferredError(DISCONNECTED) from None
        except OSError as error:
            raise MailUnansweredError(_code_of(error)) from None
        try:
            reply = self._client.getreply()
        except OSError as error:  # smtplib's own errors are OSErrors too
            raise MailUnansweredError(_code_of(error)) from None
        if reply[0] // 100 not in (_POSITIVE, _TRANSIENT, _PERMANENT):
            raise MailUnansweredError("an answer that says nothing")
        self._finished = True
        _require(reply, wanted=_POSITIVE)

    def close(self) -> None:
        """Part: in good manners if the message is through, else in the middle of the word."""
        if self._finished and self._client.sock is not None:
            with suppress(OSError):
                self._client.sock.settimeout(_GOODBYE_SECONDS)
                self._client.docmd("QUIT")
        self._client.close()

    def _greet(self) -> None:
        self._in_time()
        code, said = self._client.ehlo()
        if code // 100 != _POSITIVE:
            self._in_time()
            code, said = self._client.helo()
        if code // 100 != _POSITIVE:
            raise MailDeferredError(_answer(code, said))

    def _say(self, command: str, argument: str, *, wanted: int) -> None:
        self._in_time()
        _require(self._client.docmd(command, argument), wanted=wanted)

    def _in_time(self) -> None:
        left = self._until - time.monotonic()
        if self._client.sock is None or left <= 0:
            raise MailDeferredError(DISCONNECTED if self._client.sock is None else "too slow")
        self._client.sock.settimeout(left)


@contextmanager
def _deferring() -> Generator[None]:
    """Turn what can go wrong before anything is taken in into MailDeferredError, by its codes alone."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error
        raise MailDeferredError(
            _answer(error.smtp_code, said if isinstance(said, bytes) else said.encode())
        ) from None
    except OSError as error:
        raise MailDeferredError(_code_of(error)) from None


def _require(reply: tuple[int, bytes], *, wanted: int) -> None:
    code, said = reply
    if code // 100 == wanted:
        return
    if code // 100 == _PERMANENT:
        raise MailRefusedError(_answer(code, said))
    raise MailDeferredError(_answer(code, said))


def _answer(code: int, said: bytes) -> str:
    """Return the reply's code, and its enhanced one (RFC 3463) if it has it."""
    found = _ENHANCED.match(said)
    return f"{code} {found[0].decode()}" if found else str(code)


def _code_of(error: OSError) -> str:
    """Name an error by its number's name or its class: the words may hold addresses and paths."""
    if isinstance(error, smtplib.SMTPServerDisconnected):  # smtplib says so of a server that is silent, too
        return DISCONNECTED
    if isinstance(error, ssl.SSLError):  # its numbers are not the system's
        return type(error).__name__
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


def _address(message: EmailMessage, header: str) -> str:
    return message[header].addresses[0].addr_spec


def _dotted(content: bytes) -> bytes:
    """Return the message as DATA wants it: lines end with CRLF, and one that begins with a dot has another."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


def _has_ended(connection: socket.socket) -> bool:
    """Say whether the server has hung up, or said something that nobody asked for, which ends it as well."""
    connection.settimeout(0)
    try:
        connection.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    return True
