"""A run is asked for, watched without being asked twice for the same, and stopped."""

import pytest

from scheduler.access import whole_cohort
from scheduler.commands.runs import cancel_run, fail_run, note_progress, source_of
from scheduler.domain.plans import Reason


@pytest.fixture
def path(world) -> str:
    return f"/cohorts/cedar/runs/{world.cedar.run}"


def test_matching_leads_to_the_new_run(world) -> None:
    coordinator = world.browser("coordinator")
    asked = coordinator.post("/cohorts/cedar/runs")
    assert "Waiting for its turn." in coordinator.get(asked.location).text


def test_progress_is_sent_again_only_when_something_moved(world, path) -> None:
    facilitator = world.browser("facilitator")
    first = facilitator.get(f"{path}/progress")
    same = facilitator.get(f"{path}/progress", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, same.status_code, same.data) == (200, 304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        note_progress(scope, run=world.cedar.run, phase="coaching", source=source_of(scope))
    moved = facilitator.get(f"{path}/progress", headers={"If-None-Match": first.headers["ETag"]})
    assert moved.status_code == 200
    assert '<li class="now">A coach for every member' in moved.text


def test_without_javascript_the_page_loads_itself_again_until_the_run_has_ended(world, path) -> None:
    coordinator = world.browser("coordinator")
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in coordinator.get(path).text
    assert coordinator.post(f"{path}/cancel").location == path
    ended = coordinator.get(path).text
    assert "Stopped. Nothing has changed." in ended
    assert "refresh" not in ended
    assert "hx-get" not in ended


def test_a_run_that_cannot_be_met_says_what_stands_in_the_way(world, path) -> None:
    with world.store.write() as tx:
        fail_run(
            whole_cohort(tx, "cedar"),
            run=world.cedar.run,
            reasons=(Reason(code="full", text="Ruth takes two members at most."),),
        )
    assert "Ruth takes two members at most." in world.browser("facilitator").get(path).text


def test_a_run_that_is_done_leads_to_its_plan(world) -> None:
    with world.store.write() as tx:
        cancel_run(whole_cohort(tx, "cedar"), run=world.cedar.run)
        done = tx.runs.plan("cedar", world.cedar.plan).run
    page = world.browser("facilitator").get(f"/cohorts/cedar/runs/{done}").text
    assert "Done. The plan is a draft: nothing has been sent." in page
    assert f'href="/cohorts/cedar/plans/{world.cedar.plan}"' in page
    assert page.count('<li class="done">') == 3
