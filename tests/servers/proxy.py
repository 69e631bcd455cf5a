"""A TCP proxy in front of any server, which cuts, stalls, delays and half-closes what goes through it."""

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Literal, Self
from urllib.parse import urlsplit, urlunsplit

from tests.servers.loop_thread import LoopThread
from tests.servers.ports import LOOPBACK, ReservedPort

CHUNK_BYTES = 65_536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER on, for 0 s: closing sends RST and throws away what was not sent."""

Direction = Literal["to_server", "to_client"]


class Proxy:
    """Forwards every connection on its `port` to another port on loopback, until it is told otherwise.

    What a method does is done when it returns. A context manager: leaving closes all it opened.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._reserved = ReservedPort()
        self.port = self._reserved.number
        self._thread = LoopThread("proxy")
        self._links: set[_Link] = set()
        self._accepted = 0
        self._traffic = _Traffic()
        self._listener: asyncio.Server | None = None
        self.restore()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def accepted(self) -> int:
        """How many connections were accepted so far."""
        return self._accepted

    @property
    def open_connections(self) -> int:
        """How many connections are open now."""
        return len(self._links)

    def in_front_of(self, url: str) -> str:
        """Return this URL with the proxy's address in place of the server's."""
        parts = urlsplit(url)
        login, at, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{login}{at}{LOOPBACK}:{self.port}"))

    def restore(self) -> None:
        """Accept again, and forward all at once: what was stalled or delayed flows on; what was cut stays cut."""
        self._thread.do(self._restore())

    def cut(self) -> None:
        """Reset every connection (RST to both sides), and go on accepting new ones."""
        self._thread.do(self._cut())

    def drop(self) -> None:
        """Reset every connection, and refuse new ones until `restore`."""
        self._thread.do(self._drop())

    def stall(self) -> None:
        """Keep all connections open, accept new ones, and forward nothing, not even an end, until `restore`."""
        self._thread.do(self._shape(flows=False))

    def delay(self, seconds: float) -> None:
        """Hold every chunk for so long before it is forwarded, until `restore`."""
        self._thread.do(self._shape(flows=True, delay=seconds))

    def half_close(self, direction: Direction) -> None:
        """End one direction of every open connection: its receiver reads the end; the other direction works on.

        What still comes in the closed direction is thrown away.
        """
        self._thread.do(self._half_close(direction))

    def close(self) -> None:
        """Reset every connection, stop listening, give the port back."""
        self.drop()
        self._thread.close()
        self._reserved.release()

    async def _restore(self) -> None:
        self._traffic.shape(flows=True, delay=0)
        if self._listener is None:
            self._listener = await asyncio.start_server(self._serve, LOOPBACK, self.port, limit=CHUNK_BYTES)

    async def _shape(self, *, flows: bool, delay: float = 0) -> None:
        self._traffic.shape(flows=flows, delay=delay)

    async def _cut(self) -> None:
        links, self._links = self._links, set()
        await asyncio.gather(*(link.reset() for link in links))

    async def _drop(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        await self._cut()

    async def _half_close(self, direction: Direction) -> None:
        for link in self._links:
            link.finish(direction)

    async def _serve(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self._accepted += 1
        link = _Link(self._target, from_client, to_client, traffic=self._traffic)
        if self._listener is None:  # dropped while it was being accepted
            await link.reset()
            return
        self._links.add(link)
        await link.ended()
        self._links.discard(link)


class _Traffic:
    """How chunks move just now; a change wakes all that wait."""

    def __init__(self) -> None:
        self._flows, self._delay = True, 0.0
        self._changed = asyncio.Event()

    def shape(self, *, flows: bool, delay: float) -> None:
        self._flows, self._delay = flows, delay
        self._changed.set()
        self._changed = asyncio.Event()

    async def let_pass(self) -> None:
        """Return when a chunk that came now may go on."""
        while not self._flows:
            await self._changed.wait()
        with suppress(TimeoutError):
            if self._delay:
                await asyncio.wait_for(self._changed.wait(), self._delay)
                await self.let_pass()


class _Link:
    """One connection through the proxy: a stream and a pump for each direction."""

    def __init__(
        self,
        target: int,
        from_client: asyncio.StreamReader,
        to_client: asyncio.StreamWriter,
        *,
        traffic: _Traffic,
    ) -> None:
        self._from_client = from_client
        self._sinks: dict[Direction, asyncio.StreamWriter] = {"to_client": to_client}
        self._finished: set[Direction] = set()
        self._traffic = traffic
        self._task = asyncio.create_task(self._forward(target))

    async def ended(self) -> None:
        """Return when both directions have ended, one side is gone, or it was reset, and all is closed."""
        await asyncio.wait([self._task])
        for sink in self._sinks.values():
            sink.close()
        await self._closed()
        if not self._task.cancelled():
            self._task.result()

    async def reset(self) -> None:
        """Send RST to both sides."""
        self._task.cancel()
        await asyncio.wait([self._task])
        self._abort()
        await self._closed()

    def finish(self, direction: Direction) -> None:
        """Send the end in this direction, and nothing more."""
        self._finished.add(direction)
        if direction in self._sinks:
            self._sinks[direction].write_eof()

    async def _forward(self, target: int) -> None:
        try:
            await self._traffic.let_pass()
            from_server = await self._reach(target)
            async with asyncio.TaskGroup() as pumps:
                pumps.create_task(self._pump(self._from_client, "to_server"))
                pumps.create_task(self._pump(from_server, "to_client"))
        except* OSError:  # one side is gone: the other learns it at once
            self._abort()

    async def _reach(self, target: int) -> asyncio.StreamReader:
        opening = asyncio.ensure_future(asyncio.open_connection(LOOPBACK, target, limit=CHUNK_BYTES))
        try:
            await asyncio.shield(opening)
        finally:  # even when reset meanwhile: a connection that was opened is to be closed
            from_server, self._sinks["to_server"] = await opening
        return from_server

    async def _pump(self, source: asyncio.StreamReader, direction: Direction) -> None:
        sink = self._sinks[direction]
        while direction not in self._finished:
            chunk = await source.read(CHUNK_BYTES)
            await self._traffic.let_pass()
            if not chunk:
                break
            if direction not in self._finished:
                sink.write(chunk)
                await sink.drain()
        sink.write_eof()
        while await source.read(CHUNK_BYTES):
            pass

    def _abort(self) -> None:
        for sink in self._sinks.values():
            with suppress(OSError):  # closed already
                sink.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            sink.transport.abort()

    async def _closed(self) -> None:
        for sink in self._sinks.values():
            with suppress(OSError):  # how it ended is no matter
                await sink.wait_closed()
