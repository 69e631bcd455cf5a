"""One page for whatever went wrong on purpose: what, why, what to do, and never a traceback."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import text

from scheduler.domain.plans import Reason
from scheduler.errors import ANSWERS, RequirementsError


def test_a_file_that_is_too_large_is_refused_kindly(world) -> None:
    assert world.app.config["MAX_CONTENT_LENGTH"] == 10 * 1024 * 1024
    world.app.config["MAX_CONTENT_LENGTH"] = 1000
    big = {"file": (io.BytesIO(b"x" * 1001), "people.csv")}
    answer = world.browser("coordinator").post(f"/cohorts/{world.cedar.cohort}/imports", big)
    assert answer.status_code == 413
    assert "Send a file of 10 MB or less" in answer.text


def test_a_wrong_method_says_which_is_right(world) -> None:
    answer = world.browser("coordinator").get(f"/cohorts/{world.cedar.cohort}/runs")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_what_comes_too_late_says_so(world) -> None:
    coordinator, cedar = world.browser("coordinator"), world.cedar
    with world.store.write() as tx:
        assert tx.runs.change_run(cedar.run, unless=(), state="done")
    answer = coordinator.post(f"/cohorts/{cedar.cohort}/runs/{cedar.run}/cancel")
    assert answer.status_code == 409
    assert "This run has already ended." in answer.text


def test_whoever_is_not_signed_in_is_told_so(world) -> None:
    hint = "You are not signed in"
    assert hint in world.browser("nobody").get(f"/cohorts/{world.cedar.cohort}").text
    assert hint not in world.browser("member").get(f"/cohorts/{world.cedar.cohort}").text


def test_a_crash_shows_no_traceback_and_logs_no_address(world, capsys) -> None:
    world.app.testing = False
    with world.store.engine.begin() as connection:
        connection.execute(text("DROP TABLE feed"))
    answer = world.browser("nobody").get(f"/feeds/{world.cedar.feed_token}.ics")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "Traceback" not in answer.text
    logged = "".join(capsys.readouterr())
    assert "request.crashed" in logged
    assert world.cedar.feed_token not in logged


@pytest.mark.parametrize("kind", ANSWERS, ids=lambda kind: kind.__name__)
def test_every_anticipated_error_is_answered_as_the_table_says(world, kind) -> None:
    error = kind((Reason(code="x", text="Amina cannot."),) if kind is RequirementsError else ())
    world.app.add_url_rule("/fails", "fails", _raiser(error))
    answer = world.browser("nobody").get("/fails")
    assert answer.status_code == ANSWERS[kind][0]
    assert "Amina cannot." in answer.text or kind is not RequirementsError


def test_every_problem_of_bad_input_is_listed(world) -> None:
    problems = world.browser("coordinator").post(
        f"/cohorts/{world.cedar.cohort}/imports/{world.cedar.upload}/confirm", {"others": "leave"}
    )
    assert problems.status_code == 409
    assert "Rows of this file still need mending" in problems.text


def _raiser(error: Exception) -> Callable[[], str]:
    def fail() -> str:
        raise error

    return fail


def test_whoever_has_signed_in_is_not_told_to_sign_in_where_there_is_no_page(world) -> None:
    said = {
        role: "You are not signed in." in world.browser(role).get("/nowhere").text
        for role in ("nobody", "member")
    }
    assert said == {"nobody": True, "member": False}
