"""Log lines hold no secret, whatever stands in them."""

import io
import json
import logging
import sys
import threading
from collections.abc import Generator

import pytest
import structlog

from scheduler.logs import log_for_people, log_for_programs, redact


@pytest.fixture(autouse=True)
def process_as_before() -> Generator[None]:
    """What the log takes over of the process, it gives back."""
    root, hook = logging.getLogger(), threading.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:], threading.excepthook = handlers, hook
    root.setLevel(level)


def test_the_secrets_of_feed_and_sign_in_links_are_cut_out() -> None:
    assert redact("GET /feeds/abc-DEF_1.ics HTTP/1.1 and /sign-in/xyz?a=1") == (
        "GET /feeds/[secret] HTTP/1.1 and /sign-in/[secret]?a=1"
    )


@pytest.mark.parametrize("where", ["feeds", "sign-in", "sign-in/mail", "join", "mails"])
def test_no_link_that_holds_a_secret_is_repeated(where) -> None:
    assert redact(f"GET /{where}/abc-DEF_1/stop?a=1") == f"GET /{where}/[secret]/stop?a=1"


def test_the_services_log_is_json_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    log_for_programs()
    structlog.get_logger().info("request", path="/feeds/abc.ics", status=200)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["path"], line["status"], line["level"]) == (
        "request",
        "/feeds/[secret]",
        200,
        "info",
    )


def test_people_see_warnings_only(capsys: pytest.CaptureFixture[str]) -> None:
    log_for_people()
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")
    said = capsys.readouterr().err
    assert ("quiet" in said, "loud" in said) == (False, True)


def test_an_error_is_logged_by_its_class_and_its_lines_never_by_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_for_programs()
    try:
        try:
            int("mariam@example.org")
        except ValueError as error:
            raise KeyError("Mariam") from error
    except KeyError:
        structlog.get_logger().exception("delivery.failed")
    said = capsys.readouterr().err
    line = json.loads(said)
    assert (line["event"], line["error"]) == ("delivery.failed", "KeyError")
    assert [each for each in line["where"].splitlines() if not each.startswith("  ")] == [
        "ValueError",
        "KeyError",
    ]
    assert "test_logs.py" in line["where"]
    assert "ariam" not in said


def test_what_libraries_say_is_a_line_too_without_what_they_filled_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_for_programs()
    logging.getLogger("amqp").warning("could not greet %s", "mariam@example.org")
    line = json.loads(capsys.readouterr().err)
    assert {name: line[name] for name in ("event", "library", "said", "level")} == {
        "event": "library.said",
        "library": "amqp",
        "said": "could not greet %s",
        "level": "warning",
    }


def test_a_thread_that_dies_says_so_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    log_for_programs()
    thread = threading.Thread(target=lambda: {}["Mariam"], name="relay")
    thread.start()
    thread.join()
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["thread"], line["error"]) == ("thread.crashed", "relay", "KeyError")


def test_a_line_and_its_end_are_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the lines of processes that share a stream run into each other."""

    class Stream(io.StringIO):
        def write(self, text: str) -> int:
            written.append(text)
            return len(text)

    written: list[str] = []
    monkeypatch.setattr(sys, "stderr", Stream())
    log_for_programs()
    structlog.get_logger().info("one.line")
    assert [text[-2:] for text in written] == ["}\n"]
