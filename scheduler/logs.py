"""Log lines: JSON on standard error, ids only, and no secret that stood in a path."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_PATH = re.compile(r"(/(?:feeds|sign-in)/)[^/\s?\"']+")


def log_for_programs() -> None:
    """Write every line from info up as one JSON object: the service's log."""
    _configure(logging.INFO, structlog.processors.JSONRenderer())


def log_for_people() -> None:
    """Write warnings and errors only, for someone at a terminal."""
    _configure(logging.WARNING, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()))


def redact(text: str) -> str:
    """Return the text without the secrets of feed and sign-in links."""
    return _SECRET_PATH.sub(r"\1[secret]", text)


def _configure(level: int, renderer: structlog.typing.Processor) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact_values,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def _redact_values(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in line.items()}
