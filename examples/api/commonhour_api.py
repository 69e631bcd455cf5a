"""A small client of the Commonhour API: typed, of the standard library and httpx alone.

    with Commonhour("https://commonhour.example.org", token) as api:
        for cohort in api.every("/cohorts"):
            print(cohort["name"])
        run = api.wait(api.post("/cohorts/CEDAR/runs", {"seconds": 30}))

It does what every client should: a POST is sent again under the same Idempotency-Key when its answer was lost, a change
is made to what was read and to nothing else, lists are read to their end, and what takes its time is asked again no
sooner than the server says, only for news. `docs/api.md` explains each.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypedDict, cast

import httpx

Json = dict[str, Any]
TRIES = 4
PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
SERVER_AWAY = frozenset({429, 502, 503, 504})


class Thing(TypedDict):
    """What is to be mended, in a problem."""

    code: str
    message: str
    suggestion: str
    row: int | None
    column: str | None
    value: str | None
    file: str | None


class ProblemError(Exception):
    """The API has refused; `code` stays the same over versions (RFC 9457)."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(f"{document['title']}. {document['detail']}".strip())
        self.status: int = document["status"]
        self.code: str = document["code"]
        self.problems: list[Thing] = document["problems"]


@dataclass(frozen=True)
class Read:
    """What was read, and by which state of it a change is made."""

    body: Json
    etag: str


class Commonhour:
    """One instance, by one token; `transport` is for tests."""

    def __init__(self, address: str, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            transport=transport,
            timeout=30,
        )
        self._address = address.rstrip("/")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **arguments: str | int) -> Read:
        """Read one thing."""
        answer = self._ask("GET", path, params=arguments)
        return Read(body=answer.json(), etag=answer.headers["ETag"])

    def file(self, path: str) -> bytes:
        """Read a file: a cohort's rules, a calendar, rows to mend."""
        return self._ask("GET", path).content

    def every(self, path: str) -> Iterator[Json]:
        """Read a list to its end, page by page."""
        arguments: dict[str, str | int] = {"limit": 200}
        while True:
            page = self.get(path, **arguments).body
            yield from page["items"]
            if page["next"] is None:
                return
            arguments["after"] = page["next"]

    def post(self, path: str, body: object = None, *, key: str | None = None) -> Json:
        """Have something made or done, once; return its `id` and `url`, or nothing."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        answer = self._ask("POST", path, headers=headers, json=body)
        return cast("Json", answer.json()) if answer.content else {}

    def send(self, path: str, content: bytes, *, kind: str) -> Json:
        """Send a file of this media type, once."""
        headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": kind}
        return cast("Json", self._ask("POST", path, headers=headers, content=content).json())

    def change(self, path: str, new: Callable[[Json], Json], *, tries: int = TRIES) -> Read:
        """Read something, put what `new` makes of it in its place; once more if somebody was faster."""
        for left in reversed(range(tries)):
            read = self.get(path)
            try:
                answer = self._ask("PUT", path, headers={"If-Match": read.etag}, json=new(read.body))
            except ProblemError as error:
                if error.code != "changed-meanwhile" or not left:
                    raise
            else:
                return Read(body=answer.json(), etag=answer.headers["ETag"])
        raise AssertionError("the last try returns or raises")

    def wait(
        self,
        made: Json,
        *,
        until: frozenset[str] = frozenset({"done", "failed", "cancelled"}),
        seconds: float = 900,
    ) -> Json:
        """Ask again for what was asked for, only for news, until its state is one of these; raises TimeoutError."""
        end, etag, path = time.monotonic() + seconds, "", f"{self._address}{made['url']}"
        while time.monotonic() < end:
            answer = self._ask("GET", path, headers={"If-None-Match": etag} if etag else {})
            if answer.status_code == httpx.codes.OK:
                etag = answer.headers["ETag"]
                found = cast("Json", answer.json())
                if found["state"] in until:
                    return found
            time.sleep(1)
        raise TimeoutError(f"{made['url']} is not {' or '.join(sorted(until))} yet")

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        """Ask, and again while the server is away; what was sent under a key or an ETag is done once all the same."""
        for left in reversed(range(TRIES)):
            try:
                answer = self._http.request(method, path, **more)
            except httpx.TransportError:
                if not left:
                    raise
                pause = PAUSE_SECONDS
            else:
                if answer.status_code not in SERVER_AWAY or not left:
                    return self._good(answer)
                pause = min(float(answer.headers.get("Retry-After", PAUSE_SECONDS)), LONGEST_PAUSE_SECONDS)
            time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    @staticmethod
    def _good(answer: httpx.Response) -> httpx.Response:
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            if answer.headers.get("Content-Type") != "application/problem+json":
                answer.raise_for_status()
            raise ProblemError(answer.json())
        return answer
