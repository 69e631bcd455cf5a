"""Bytes of feeds in memory, the last that were asked for: a feed that changes has another ETag, and so other bytes."""

import threading
from collections import OrderedDict

MOST_BYTES = 8 * 1024 * 1024


class KeptBodies:
    """Bytes by their ETag, which is their SHA-256; safe to share between threads."""

    def __init__(self, *, most: int = MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._bodies = OrderedDict[str, bytes]()
        self._lock = threading.Lock()

    def get(self, etag: str) -> bytes | None:
        """Return the bytes, if they are kept."""
        with self._lock:
            body = self._bodies.get(etag)
            if body is not None:
                self._bodies.move_to_end(etag)
        return body

    def keep(self, etag: str, body: bytes) -> None:
        """Keep these, in place of what was not asked for longest."""
        with self._lock:
            if etag not in self._bodies:
                self._bodies[etag] = body
                self._size += len(body)
            while self._size > self._most:
                self._size -= len(self._bodies.popitem(last=False)[1])
