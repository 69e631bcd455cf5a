"""Log lines hold no secret, whatever stands in them."""

import json

import pytest
import structlog

from scheduler.logs import log_for_people, log_for_programs, redact


def test_the_secrets_of_feed_and_sign_in_links_are_cut_out() -> None:
    assert redact("GET /feeds/abc-DEF_1.ics HTTP/1.1 and /sign-in/xyz?a=1") == (
        "GET /feeds/[secret] HTTP/1.1 and /sign-in/[secret]?a=1"
    )


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
