"""A mail server that keeps what it accepts, and refuses, dawdles or hangs up when told to."""

import asyncio
import threading
from collections import Counter
from typing import Literal, Self
from urllib.parse import quote

from tests.calendars.catching import NET
from tests.servers.certificates import Certificate
from tests.servers.loop_thread import LoopThread
from tests.servers.mail_conversation import Conversation, Fault, Orders, Received
from tests.servers.ports import LOOPBACK

PATIENCE_SECONDS = 10
REFUSALS = {450: "450 4.2.1 Not now", 550: "550 5.1.1 No such mailbox"}

Tls = Literal["starttls", "implicit"]


class MailSink:
    """A server on a free port of loopback, with at most one fault at a time; a context manager.

    With `certificate` it speaks TLS: after STARTTLS, which it then requires, or from the first byte (`implicit`).
    `login` is the name and password it requires; it takes none without TLS.
    """

    def __init__(
        self,
        *,
        certificate: Certificate | None = None,
        tls: Tls = "starttls",
        login: tuple[str, str] | None = None,
    ) -> None:
        if login and not certificate:
            raise ValueError("a password needs TLS")
        self._tls = tls if certificate else None
        self._context = certificate.server_context() if certificate else None
        self._received: list[Received] = []
        self._more = threading.Condition()
        self._orders = Orders(keep=self._keep, login=login)
        self._thread = LoopThread("mail sink")
        self._server = self._thread.do(self._listen())
        self.port: int = self._server.sockets[0].getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Its address: `smtp:`, or `smtps:` for implicit TLS, with the login it requires."""
        login = (
            ":".join(quote(word, safe="") for word in self._orders.login) + "@" if self._orders.login else ""
        )
        return f"{'smtps' if self._tls == 'implicit' else 'smtp'}://{login}{LOOPBACK}:{self.port}"

    @property
    def received(self) -> tuple[Received, ...]:
        """All messages taken in so far, in order."""
        with self._more:
            return tuple(self._received)

    def doubles(self) -> dict[str, int]:
        """Return how often each Message-ID that came more than once came."""
        counted = Counter(message.message_id for message in self.received)
        return {message_id: times for message_id, times in counted.items() if times > 1}

    def wait_for(self, count: int, *, seconds: float = PATIENCE_SECONDS) -> tuple[Received, ...]:
        """Return all messages once so many are here. Raises TimeoutError."""
        with self._more:
            if not self._more.wait_for(lambda: len(self._received) >= count, timeout=seconds):
                raise TimeoutError(f"{len(self._received)} of {count} messages came within {seconds} s")
            return tuple(self._received)

    def refuse(self, recipient: str, *, code: Literal[450, 550] = 550) -> None:
        """Answer RCPT TO this address with the code, until `behave`."""
        self._thread.do(self._refuse(recipient, REFUSALS[code]))

    def be_unavailable(self, *, times: int | None = None) -> None:
        """Answer MAIL FROM with 421 and hang up: for the next messages, or all until `behave`."""
        self._thread.do(self._order(Fault.UNAVAILABLE, times=times))

    def be_slow(self, seconds: float, *, times: int | None = None) -> None:
        """Wait between the final dot and the 250; whoever leaves meanwhile has sent nothing."""
        self._thread.do(self._order(Fault.SLOW, times=times, slow_seconds=seconds))

    def close_in_data(self, *, times: int | None = None) -> None:
        """Hang up after the first line of DATA; nothing is taken in."""
        self._thread.do(self._order(Fault.CLOSES_IN_DATA, times=times))

    def close_after_data(self, *, times: int | None = None) -> None:
        """Take the message in after the final dot, and hang up before the 250."""
        self._thread.do(self._order(Fault.CLOSES_AFTER_DATA, times=times))

    def behave(self) -> None:
        """Take everything in again."""
        self._thread.do(self._behave())

    def close(self) -> None:
        """Hang up on everybody, and stop listening."""
        self._thread.do(self._hang_up())
        self._thread.close()

    def _keep(self, message: Received) -> None:
        NET.mail(message.content, where="a mail server")
        with self._more:
            self._received.append(message)
            self._more.notify_all()

    async def _listen(self) -> asyncio.Server:
        implicit, starttls = (self._context, None) if self._tls == "implicit" else (None, self._context)
        return await asyncio.get_running_loop().create_server(
            lambda: Conversation(self._orders, starttls=starttls), LOOPBACK, 0, ssl=implicit
        )

    async def _order(self, fault: Fault, *, times: int | None, slow_seconds: float = 0) -> None:
        self._orders.fault, self._orders.times, self._orders.slow_seconds = fault, times, slow_seconds

    async def _refuse(self, recipient: str, answer: str) -> None:
        self._orders.refused[recipient] = answer

    async def _behave(self) -> None:
        self._orders.fault = None
        self._orders.refused.clear()

    async def _hang_up(self) -> None:
        self._server.close()
        if self._orders.open:
            self._orders.none_open.clear()
            for conversation in self._orders.open:
                conversation.hang_up()
            await self._orders.none_open.wait()
