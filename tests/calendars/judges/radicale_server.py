"""Puts calendars into a Radicale server, and tells what it keeps: slower than its steps alone, and all of it."""

import tempfile
from io import BytesIO
from wsgiref.util import setup_testing_defaults

from asked import Told, answer_all
from radicale import Application, config
from radicale.item import Item
from radicale_reader import event, forget_clocks

PLACE = "/reader/hours/"


def read(body: bytes) -> Told:
    """Put a calendar as a whole, or a message as the one item that it is about."""
    forget_clocks()
    _ask("DELETE", "/reader/")
    _require("MKCOL", "/reader/")
    if b"\r\nMETHOD:" in body:
        _require("MKCALENDAR", PLACE)
        _require("PUT", f"{PLACE}message.ics", body)
    else:
        _require("PUT", PLACE, body)
    with SERVER._storage.acquire_lock("r"):
        kept = [each for each in SERVER._storage.discover(PLACE, depth="1") if isinstance(each, Item)]
        meetings = [each for each in kept if each.component_name == "VEVENT"]
        return {"events": [event(each.vobject_item, *each.time_range) for each in meetings]}


def _require(method: str, path: str, body: bytes = b"") -> None:
    answer = _ask(method, path, body)
    if not answer.startswith("2"):
        raise ValueError(f"{method} {path}: {answer}")


def _ask(method: str, path: str, body: bytes = b"") -> str:
    request: dict[str, object] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "text/calendar; charset=utf-8",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    setup_testing_defaults(request)
    answered: list[str] = []
    b"".join(SERVER(request, lambda status, _headers: answered.append(status)))
    return answered[0]


with tempfile.TemporaryDirectory(prefix="commonhour-radicale-") as folder:
    settings = config.load()
    settings.update(
        {
            "storage": {"filesystem_folder": folder, "_filesystem_fsync": "False"},
            "auth": {"type": "none"},
            "rights": {"type": "authenticated"},
            "logging": {"level": "critical"},
        },
        "judge",
        privileged=True,
    )
    SERVER = Application(settings)
    answer_all(read)
