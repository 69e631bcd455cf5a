"""Files of ours that browsers keep for a year, under addresses that change when the files do, and small on the way."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from scheduler.web.headers import ONE_YEAR

_ENDPOINT = "static"
STYLE = "style.css"
STYLED_BY = ("vendor/pico.min.css", "commonhour.css")
"""What is one file on the way: a second one would wait for a connection of its own to be made."""
_SHRINKS = frozenset({"text/css", "text/javascript", "image/svg+xml", "text/plain"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Asset:
    """A file as it is, as gzip has it where that is shorter, and its SHA-256, hexadecimal."""

    body: bytes
    zipped: bytes | None
    kind: str
    digest: str


def serve_assets(app: Flask) -> None:
    """Give every static address the digest of its file, and answer with what was read as the application began.

    Nothing secret is in these, nor anything that was asked: so they may be compressed (as few pages are: `thin`).
    """
    folder = Path(str(app.static_folder))
    assets = {
        path.relative_to(folder).as_posix(): _asset(path.read_bytes(), name=path.name)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    style = b"\n".join(assets[name].body for name in STYLED_BY)
    assets[STYLE] = _asset(style, name=STYLE)

    def add_digest(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == _ENDPOINT:
            values["v"] = assets[str(values["filename"])].digest[:12]

    def serve(filename: str) -> Response:
        if filename not in assets:
            raise NotFound
        return _answer(assets[filename])

    app.url_defaults(add_digest)
    app.view_functions[_ENDPOINT] = serve


def _asset(body: bytes, *, name: str) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    zipped = gzip.compress(body, mtime=0) if kind in _SHRINKS else body
    return Asset(
        body=body,
        zipped=zipped if len(zipped) < len(body) else None,
        kind=kind,
        digest=hashlib.sha256(body).hexdigest(),
    )


def _answer(asset: Asset) -> Response:
    """Answer in the encoding that the browser takes (RFC 9110, 12.5.3), each with an ETag of its own (8.8.3.3)."""
    zipped = asset.zipped if request.accept_encodings["gzip"] > 0 else None
    response = Response(asset.body if zipped is None else zipped, mimetype=asset.kind)
    response.vary.add("Accept-Encoding")
    if zipped is not None:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(asset.digest if zipped is None else f"{asset.digest}-gzip")
    response.headers["Cache-Control"] = (
        f"public, max-age={ONE_YEAR}, immutable" if "v" in request.args else "public, no-cache"
    )
    response.make_conditional(request)
    return response
