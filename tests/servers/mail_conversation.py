"""One conversation of the mail sink: SMTP as aiosmtpd speaks it, but for the fault that it was told of."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum, auto

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True, kw_only=True)
class Received:
    """One message that was taken in, whether or not its sender came to know."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, read."""
        return message_from_bytes(self.content, _class=EmailMessage, policy=policy.default)

    @property
    def message_id(self) -> str:
        """Its Message-ID, with the angle brackets; empty if it has none."""
        return str(self.message["Message-ID"] or "")


class Fault(Enum):
    """What befalls a message."""

    UNAVAILABLE = auto()
    SLOW = auto()
    CLOSES_IN_DATA = auto()
    CLOSES_AFTER_DATA = auto()


@dataclass(kw_only=True)
class Orders:
    """What all conversations are told, in the thread they run in; `times` None means all messages."""

    keep: Callable[[Received], None]
    login: tuple[str, str] | None
    fault: Fault | None = None
    times: int | None = None
    slow_seconds: float = 0
    refused: dict[str, str] = field(default_factory=dict[str, str])
    open: "set[Conversation]" = field(default_factory=set)
    none_open: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, fault: Fault) -> bool:
        """Say whether this message is to meet this fault, and count it."""
        if self.fault is not fault or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Conversation(SMTP):
    """What is said on one connection, with or without STARTTLS."""

    def __init__(self, orders: Orders, *, starttls: ssl.SSLContext | None) -> None:
        self._orders = orders
        super().__init__(
            _Hooks(orders),
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_require_tls=starttls is not None,
            authenticator=self._knows,
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or begin again after STARTTLS."""
        self._orders.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self._orders.open.discard(self)
        if not self._orders.open:
            self._orders.none_open.set()
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Close the connection without another word."""
        transport = self._original_transport or self.transport
        assert isinstance(transport, asyncio.WriteTransport)
        transport.abort()

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Begin a message, if there may be one."""
        assert self.session is not None
        assert self.transport is not None
        if self._orders.take(Fault.UNAVAILABLE):
            await self.push("421 4.3.2 Not today")
            self.transport.close()
        elif self._orders.login and not self.session.authenticated:
            await self.push("530 5.7.0 Authentication required")
        else:
            await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Take a message in, or its first line."""
        assert self.envelope is not None
        if self.envelope.rcpt_tos and self._orders.take(Fault.CLOSES_IN_DATA):
            await self.push("354 Begin")
            await self._reader.readuntil(b"\r\n")
            self.hang_up()
        else:
            await super().smtp_DATA(arg)

    def _knows(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        said = (given.login.decode(), given.password.decode())
        return AuthResult(success=said == self._orders.login, handled=False)


class _Hooks:
    """What aiosmtpd asks while it speaks; each answer is a line of SMTP."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self._orders.refused:
            return self._orders.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Conversation, _session: Session, envelope: Envelope
    ) -> str:
        if self._orders.take(Fault.SLOW):
            await asyncio.sleep(self._orders.slow_seconds)
        content = envelope.original_content or b""
        self._orders.keep(
            Received(sender=envelope.mail_from or "", recipients=tuple(envelope.rcpt_tos), content=content)
        )
        if self._orders.take(Fault.CLOSES_AFTER_DATA):
            server.hang_up()
            await asyncio.get_running_loop().create_future()  # the end of the connection cancels this
        return "250 2.0.0 Taken in"
