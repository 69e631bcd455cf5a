"""A net for what a service says to whoever reads along: logs, metrics, error pages, redirects, Referers, webhooks.

None of that may hold a token, an address, a join link or a password, and no log and no metric the name of anybody.
Mails, feeds and people's own pages hold them rightly, and are not caught; neither is the database.
"""

import csv
import json
import re
import urllib.request
from collections.abc import Iterable, Mapping
from functools import cache
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from urllib.response import addinfourl

ROSTERS = tuple((Path(__file__).parents[2] / "examples").glob("*/roster.csv"))
ANSWERED_ON_REQUEST = {
    "grant": "whoever grants a right gets the sign-in link to hand over, or hears that what they wrote is no address",
    "begin": "whoever lets somebody begin gets the sign-in link to hand over, or hears the same",
    "token make": "whoever makes a token of the API gets it, this once",
    "token list": "whoever looks at tokens sees whose they are",
    "export": "whoever exports a person gets all that is kept of them, to hand over",
    "erase": "whoever erases an address is told of it by their own word; the rest is numbers and ids",
    "webhooks add": "whoever adds a webhook gets the secret that its posts are signed with",
    "webhooks rotate": "and so does whoever changes it",
}
"""Commands whose output is the answer to an operator who asked, and no log; and why it holds what it holds."""
ERROR = 400
MOST_TOLD = 20
METRICS = "/metrics"

SHAPES = {
    "a token": re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{43}(?![\w-])"),
    "a reply tag": re.compile(r"(?<!\w)(?=[a-z2-7]*\d)(?=[a-z2-7]*[a-z])[a-z2-7]{24}(?!\w)"),
    "a token of the API": re.compile(r"commonhour_[A-Za-z0-9_-]{43}"),
    "a webhook's secret": re.compile(r"whsec_\S+"),
    "an address": re.compile(r"[\w.+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}"),
    "a web address with a path": re.compile(r"https?://[^\s/\"'\\]+/[^\s\"'\\]+"),
    "a password": re.compile(r"://[^\s/:@]+:[^\s/@]+@"),
}
"""What a secret looks like: SHA-256 in base64url (feeds, sign-in links, sessions, mails), tags of 120 bits, ..."""


class Overheard:
    """Holds what is wrong with what was heard since it was last asked."""

    def __init__(self) -> None:
        self._wrong: list[str] = []

    def log(self, text: str, *, where: str) -> None:
        """Hear what a process has logged, or what a command has said."""
        self._wrong += [f"{where}: {said}" for said in (*leaks(text), *names(text))]

    def answer(self, *, asked: str, status: int, location: str, body: bytes) -> None:
        """Hear an answer over HTTP: where it leads on to, the page if it is one of an error, and metrics."""
        said = f"Location: {location}" if location else ""
        if status >= ERROR:
            said += body.decode(errors="replace")
        self._wrong += [f"{asked}: {status}: {found}" for found in leaks(said)]
        if asked.endswith(METRICS):
            self.log(body.decode(), where=asked)

    @staticmethod
    def is_told(*, asked: str, status: int) -> bool:
        """Say whether the body of an answer is for others' ears as well."""
        return status >= ERROR or asked.endswith(METRICS)

    def headers(self, headers: Mapping[str, str], *, where: str) -> None:
        """Hear what a browser, or we ourselves, told another server: no Referer at all."""
        referer = {name.lower(): value for name, value in headers.items()}.get("referer")
        if referer:
            self._wrong.append(f"{where}: Referer: {referer}")

    def folder(self, folder: Path) -> None:
        """Hear the logs that a test has left in its folder."""
        for path in folder.rglob("*"):
            if path.is_file() and (path.name == "log" or path.suffix == ".log"):
                self.log(path.read_text(errors="replace"), where=path.name)

    def empty(self) -> list[str]:
        """Return what is wrong, each thing once, and forget it."""
        wrong, self._wrong = list(dict.fromkeys(self._wrong)), []
        return wrong

    def verdict(self) -> str:
        """Return in words what is wrong, the first of it at least, and forget it; nothing, if nothing is."""
        wrong = self.empty()
        return "\n".join([f"{len(wrong)} things are given away:", *wrong[:MOST_TOLD]]) if wrong else ""


def leaks(text: str) -> Iterable[str]:
    """Yield whatever in a text looks like a secret."""
    for name, shape in SHAPES.items():
        yield from (f"{name}: {found}" for found in shape.findall(text))


def names(text: str) -> Iterable[str]:
    """Yield whoever of the examples' people is named in a text, and their telephones."""
    yield from (
        f"a person: {word}" for word in people() if word in text or json.dumps(word).strip('"') in text
    )


@cache
def people() -> frozenset[str]:
    """Return the full names and the telephones of everyone in the examples."""
    words: set[str] = set()
    for roster in ROSTERS:
        with roster.open(encoding="utf-8-sig", newline="") as file:
            words |= {
                row.get(column) or "" for row in csv.DictReader(file) for column in ("name", "whatsapp")
            }
    return frozenset(word for word in words if re.search(r"\w\W+\w", word))


class Eavesdropper(urllib.request.BaseHandler):
    """Hears what a test is answered through urllib, and gives the test what it has read."""

    def http_response(
        self, request: urllib.request.Request, answer: HTTPResponse
    ) -> HTTPResponse | addinfourl:
        location, asked = answer.headers.get("Location", ""), f"{request.get_method()} {request.selector}"
        told = Overheard.is_told(asked=asked, status=answer.status)
        if not told:
            OVERHEARD.answer(asked=asked, status=answer.status, location=location, body=b"")
            return answer
        with answer:
            body = answer.read()
        OVERHEARD.answer(asked=asked, status=answer.status, location=location, body=body)
        again = addinfourl(BytesIO(body), answer.headers, answer.url, answer.status)
        again.msg = answer.reason  # urllib's own reader of statuses asks for it
        return again


OVERHEARD = Overheard()
"""What all flows of this process are heard by."""
