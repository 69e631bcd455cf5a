"""What Schemathesis loads: ids that are there in the place of most that it makes up (see `fuzzing.py`)."""

import json
import os
import re
import uuid
import zlib

import schemathesis

KNOWN = json.loads(os.environ["COMMONHOUR_FUZZ_KNOWN"])
NOT_MADE_UP = 4
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _kept(value: object) -> bool:
    """Whether what was made up is tried: always the same for the same, so that a failure can be made smaller."""
    return zlib.crc32(repr(value).encode(errors="replace")) % NOT_MADE_UP == 0


@schemathesis.hook
def map_path_parameters(_context: object, path_parameters: dict[str, object]) -> dict[str, object]:
    """Lead to what is there."""
    return {
        name: value if name not in KNOWN or _kept(value) else KNOWN[name]
        for name, value in (path_parameters or {}).items()
    }


@schemathesis.hook
def map_headers(_context: object, headers: dict[str, object]) -> dict[str, object]:
    """Change whatever the state is that was seen, and each time anew: what was answered before may be gone by now."""
    if headers and re.fullmatch("[!-~]{1,255}", str(headers.get("Idempotency-Key", ""))):
        headers = {**headers, "Idempotency-Key": str(uuid.uuid4())}
    if headers and "If-Match" in headers and not _kept(headers["If-Match"]):
        return {**headers, "If-Match": "*"}
    return headers


@schemathesis.serializer("application/toml", "text/csv", SHEET)
def written(_context: object, value: object) -> bytes:
    """Send a file of whatever it makes up."""
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")
