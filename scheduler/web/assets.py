"""Files of ours that browsers keep for a year, under addresses that change when the files do."""

import hashlib
from pathlib import Path

from flask import Flask, Response, request

from scheduler.web.headers import ONE_YEAR

_ENDPOINT = "static"


def serve_assets(app: Flask) -> None:
    """Give every static address the digest of its file, and let whoever asks by digest keep the answer."""
    folder = Path(str(app.static_folder))
    digests = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

    def add_digest(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == _ENDPOINT:
            values["v"] = digests[str(values["filename"])]

    def keep(response: Response) -> Response:
        if request.endpoint == _ENDPOINT and "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
        return response

    app.url_defaults(add_digest)
    app.after_request(keep)
