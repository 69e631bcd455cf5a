"""Where the API is, and where its things are read."""

from typing import Any

from flask import url_for

BASE = "/api/v1"


def is_api(path: str) -> bool:
    """Whether a path is the API's, whatever stands there."""
    return path == BASE or path.startswith(f"{BASE}/")


def url_of(operation: str, **parts: str | int) -> str:
    """Return the path by which an operation that reads is reached."""
    values: dict[str, Any] = dict(parts)
    return url_for(f"api.{operation}", **values)
