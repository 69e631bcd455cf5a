"""Log lines: JSON on standard error, ids only, no secret that stood in a path, and of an error never its words.

A line that cannot be written is lost, and counted.

What an error says may hold what somebody typed, or the row that a database refused; where it came from says enough.
"""

import atexit
import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any, TextIO, cast

import structlog

from scheduler import metrics, trace

_SECRET_PATH = re.compile(r"(/(?:feeds|sign-in/mail|sign-in|join|mails)/)(?!<)[^/\s?\"']+")
"""A link with its secret; the pattern of a route, `/feeds/<token>.ics`, has none."""


def log_for_programs() -> None:
    """Write every line from info up as one JSON object: the service's log, and what libraries and threads say."""
    _configure(logging.INFO, _as_json)
    logging.captureWarnings(capture=True)
    logging.basicConfig(handlers=[_LinesOfLibraries(logging.WARNING)], level=logging.WARNING, force=True)
    threading.excepthook = _log_crash_of_thread
    atexit.register(_end_quietly)


def log_for_people() -> None:
    """Write warnings and errors only, for someone at a terminal."""
    _configure(logging.WARNING, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()))


def redact(text: str) -> str:
    """Return the text without the secrets of feed and sign-in links."""
    return _SECRET_PATH.sub(r"\1[secret]", text) if "/" in text else text


def where(error: BaseException) -> str:
    """Return which errors led to this one and on which lines of code; without their words and values."""
    return "\n".join(line for one in reversed(list(_chain(error))) for line in _lines(one))


def say_ids(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Have a line say under which trace, request or delivery it was written."""
    return {**trace.said(), **line}


class _Lossy:
    """A stream on which a line that cannot be written, as on a full disk, is lost: no work ends for its log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write as much as can be."""
        try:
            return self._stream.write(text)
        except OSError:
            metrics.count("log_lines_lost")
            return 0

    def flush(self) -> None:
        """Hand on what was written."""
        try:
            self._stream.flush()
        except OSError:
            metrics.count("log_lines_lost")


def _end_quietly() -> None:
    """Let the interpreter not fail at its end for what it could not write on the way."""
    try:
        sys.stderr.flush()
    except OSError:
        sys.stderr = None  # pyright: ignore[reportAttributeAccessIssue] - so the interpreter knows one that is not there


class _LinesOfLibraries(logging.Handler):
    """Writes what libraries say as ours: their sentence without what they filled in, for that may be anything."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        error = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno, "library.said", library=record.name, said=str(record.msg), exc_info=error
        )


def _log_crash_of_thread(crash: threading.ExceptHookArgs) -> None:
    name = crash.thread.name if crash.thread else ""
    structlog.get_logger().error("thread.crashed", thread=name, exc_info=crash.exc_value)


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _lines(error: BaseException) -> Iterator[str]:
    yield type(error).__name__
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"


def _say_where(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    asked: object = line.pop("exc_info", None)
    error = asked if isinstance(asked, BaseException) else sys.exc_info()[1] if asked else None
    return {**line, "error": type(error).__name__, "where": where(error)} if error is not None else line


def _configure(level: int, renderer: structlog.typing.Processor) -> None:
    structlog.configure(
        processors=[
            say_ids,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _say_where,
            _redact_values,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # It writes a line and its end at once: so lines of processes that share a stream never run into each other.
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", _Lossy(sys.stderr))),
        cache_logger_on_first_use=False,
    )


_ENCODER = json.JSONEncoder(default=repr)
"""Made once: `json.dumps` makes one for each line."""


def _as_json(_logger: object, _method: str, line: MutableMapping[str, Any]) -> str:
    return _ENCODER.encode(line)


def _redact_values(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in line.items()}
