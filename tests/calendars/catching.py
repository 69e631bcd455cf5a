"""Nets where calendars leave the product: what tests make, in their process or another, is caught to be judged."""

import re
import sqlite3
import urllib.request
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from urllib.response import addinfourl

import psycopg
from sqlalchemy import Engine, event

FEEDS = "SELECT body FROM feed"
CALENDAR_TYPES = ("text/calendar", "application/ics")
_INTO_FEEDS = re.compile(r'(INSERT INTO|UPDATE) "?feed\b')


@dataclass(frozen=True, kw_only=True, slots=True)
class Caught:
    """A calendar: a feed, or a message that came with `method` and `charset` in its type; `where` says where."""

    body: bytes
    where: str
    message: bool = False
    method: str = ""
    charset: str = "utf-8"


class Net:
    """Holds what was caught since it was last emptied, each thing once; closed, it holds nothing."""

    def __init__(self) -> None:
        self._open = False
        self._caught: dict[tuple[bytes, bool, str, str], Caught] = {}

    @contextmanager
    def spread(self) -> Generator[None]:
        """Catch what this process keeps in databases, and what it is answered over HTTP."""
        self._open = True
        event.listen(Engine, "before_cursor_execute", self._statement)
        urllib.request.install_opener(urllib.request.build_opener(_Answers()))
        try:
            yield
        finally:
            urllib.request._opener = None  # type: ignore[attr-defined]
            event.remove(Engine, "before_cursor_execute", self._statement)
            self._open = False

    def empty(self) -> tuple[Caught, ...]:
        """Return what was caught, and hold it no longer."""
        caught = tuple(self._caught.values())
        self._caught.clear()
        return caught

    def feed(self, body: object, *, where: str) -> None:
        """Catch a feed; one of no bytes stands for one that was not written yet."""
        if isinstance(body, bytes | bytearray | memoryview) and len(body):
            self._keep(Caught(body=bytes(body), where=where))

    def mail(self, content: bytes, *, where: str) -> None:
        """Catch the calendars in a mail, but for answers: those are written by others."""
        if not self._open or not re.search(rb"(?i)calendar|/ics", content):
            return
        for part in message_from_bytes(content).walk():
            if part.get_content_type() in CALENDAR_TYPES and part.get_param("method") != "REPLY":
                self._keep(_message_in(part, where=where))

    def folder(self, folder: Path) -> None:
        """Catch what a test has left in its folder: feeds as files, mails as files, and databases."""
        for path in folder.rglob("*"):
            with suppress(OSError):
                if path.suffix == ".ics" and path.parent.name == "feeds":
                    self.feed(path.read_bytes(), where=str(path))
                elif path.suffix == ".eml":
                    self.mail(path.read_bytes(), where=str(path))
                elif path.suffix == ".db" and path.is_file():
                    self._sqlite(path)

    def postgresql(self, url: str) -> None:
        """Catch the feeds in a database at this address, as psycopg has it, if it can be reached."""
        if not self._open:
            return
        with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=5) as connection:
            if connection.execute("SELECT to_regclass('feed')").fetchone() != (None,):
                self._rows(connection.execute(FEEDS), where=url)

    def _sqlite(self, path: Path) -> None:
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection,
        ):
            self._rows(connection.execute(FEEDS), where=str(path))

    def _rows(self, rows: Iterable[tuple[object, ...]], *, where: str) -> None:
        for (body,) in rows:
            self.feed(body, where=where)

    def _statement(
        self,
        _connection: object,
        _cursor: object,
        statement: str,
        given: object,
        _context: object,
        many: bool,  # noqa: FBT001 - SQLAlchemy's
    ) -> None:
        if not _INTO_FEEDS.match(statement):
            return
        for row in given if many and isinstance(given, list) else [given]:
            for value in row.values() if isinstance(row, Mapping) else row:
                self.feed(getattr(value, "obj", value), where="a statement of this process")

    def _keep(self, caught: Caught) -> None:
        if self._open:
            self._caught.setdefault((caught.body, caught.message, caught.method, caught.charset), caught)


class _Answers(urllib.request.BaseHandler):
    """Reads calendars that a test is answered, and gives the test what it has read."""

    def http_response(
        self, request: urllib.request.Request, answer: HTTPResponse
    ) -> HTTPResponse | addinfourl:
        if answer.headers.get_content_type() not in CALENDAR_TYPES:
            return answer
        with answer:
            body = answer.read()
        NET.feed(body, where=f"{request.get_method()} {request.selector}")
        again = addinfourl(BytesIO(body), answer.headers, answer.url, answer.status)
        again.msg = answer.reason  # urllib's own reader of statuses asks for it
        return again


def _message_in(part: Message, *, where: str) -> Caught:
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    if str(part["Content-Transfer-Encoding"] or "").lower() != "base64":
        body = re.sub(rb"\r?\n", b"\r\n", body)  # the ends of lines are the mail's
    method, charset = (str(part.get_param(name) or "") for name in ("method", "charset"))
    return Caught(body=body, where=where, message=True, method=method, charset=charset)


NET = Net()
"""What all tests of this process are caught in."""
