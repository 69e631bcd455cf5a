"""A run is asked for, watched without being asked twice for the same, and stopped."""

import re
from dataclasses import replace

import pytest

from matcher.solution import Progress
from scheduler.access import whole_cohort
from scheduler.commands.runs import cancel_run, fail_run, note_progress, source_of
from scheduler.domain.plans import Reason
from tests.scheduler.web.conftest import without_tokens


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
    assert "Cancelled. Nothing has changed." in ended
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


def note(world, *counts: Progress, phase: str = "workshops") -> None:
    with world.store.write() as tx:
        scope = whole_cohort(tx, "cedar")
        note_progress(scope, run=world.cedar.run, phase=phase, counts=counts, source=source_of(scope))


def test_a_run_at_work_says_in_words_how_good_its_plan_is_so_far(world, path) -> None:
    placed = Progress(phase="coaching", of="placed", incumbent=2, bound=2)
    served = Progress(phase="workshops", of="served", incumbent=36, bound=37)
    note(world, placed, served)
    page = world.browser("facilitator").get(f"{path}/progress").text
    assert "2 members have a coach." in page
    assert "36 of at most 37 members have a workshop." in page
    total = Progress(phase="workshops", of="total", incumbent=33000, bound=33389)
    note(world, placed, replace(served, incumbent=37), total)
    assert (
        "37 members have a workshop; worth within 1.2 % of the best possible."
        in world.browser("facilitator").get(path).text
    )


def test_a_page_that_was_made_in_another_state_is_told_to_load_itself_again(world, path) -> None:
    facilitator = world.browser("facilitator")
    waiting = f"{path}/progress?seen=waiting"
    assert waiting in facilitator.get(path).text
    assert "HX-Refresh" not in facilitator.get(waiting).headers
    note(world)
    assert facilitator.get(waiting).headers["HX-Refresh"] == "true"


def test_what_ends_a_run_is_offered_to_whoever_coordinates_and_a_plan_so_far_only_once_it_is_at_work(
    world, path
) -> None:
    def offered(role: str) -> list[str]:
        return re.findall(rf'action="{path}/(\w+)"', world.browser(role).get(path).text)

    assert (offered("coordinator"), offered("facilitator")) == (["cancel"], [])
    note(world)
    assert (offered("coordinator"), offered("facilitator")) == (["stop", "cancel"], [])
    world.browser("coordinator").post(f"{path}/stop")
    assert offered("coordinator") == ["cancel"]
    assert "Asked for the best plan so far." in world.browser("facilitator").get(path).text


@pytest.mark.parametrize("button", ["stop", "cancel"])
def test_a_double_click_is_harmless(world, path, button) -> None:
    coordinator = world.browser("coordinator")
    assert [coordinator.post(f"{path}/{button}").status_code for _ in range(2)] == [303, 303]


def test_asking_a_run_that_has_ended_for_its_best_so_far_changes_nothing(world, path) -> None:
    coordinator = world.browser("coordinator")
    coordinator.post(f"{path}/cancel")
    before = without_tokens(coordinator.get(path).text)
    assert coordinator.post(f"{path}/stop").status_code == 303
    assert without_tokens(coordinator.get(path).text) == before
    with world.store.read() as tx:
        assert not tx.runs.run("cedar", world.cedar.run).stop_asked


def test_a_run_has_the_seed_and_the_budget_that_were_asked_for(world) -> None:
    coordinator = world.browser("coordinator")
    asked = coordinator.post("/cohorts/cedar/runs", {"seed": "7", "seconds": "90"})
    page = coordinator.get(asked.location).text
    assert "Seed 7 · 90 seconds to look for a better plan · roster and rules <code>" in page
    plain = coordinator.post("/cohorts/cedar/runs", {"seed": " ", "seconds": ""})
    assert "Seed 0 · roster and rules <code>" in coordinator.get(plain.location).text


def test_a_budget_is_not_longer_than_a_solve_may_take(make_world, path) -> None:
    """So that none is cut without a word: nine tenths of the limit, the rest is for the reasons and the way back."""
    coordinator = make_world(solve_seconds=100).browser("coordinator")
    coordinator.post(f"{path}/cancel")
    assert 'max="90"' in coordinator.get("/cohorts/cedar").text
    refused = coordinator.post("/cohorts/cedar/runs", {"seed": "0", "seconds": "91"})
    assert (refused.status_code, "from 1 to 90" in refused.text) == (422, True)
    assert coordinator.post("/cohorts/cedar/runs", {"seed": "0", "seconds": "90"}).status_code == 303


@pytest.mark.parametrize("seconds", ["0", "-3", "1.5", "soon", "86401", "9" * 5000])
@pytest.mark.parametrize("seed", ["0", "x"])
def test_a_budget_or_seed_of_nonsense_is_refused_and_no_run_begun(world, seconds, seed) -> None:
    refused = world.browser("coordinator").post("/cohorts/cedar/runs", {"seed": seed, "seconds": seconds})
    assert refused.status_code == 422
    assert "The time to look for a better plan is" in refused.text
    assert ("The seed is" in refused.text) == (seed == "x")
    with world.store.read() as tx:
        assert len(tx.runs.runs("cedar")) == 3


def test_a_run_says_when_its_roster_has_changed_since(world, path) -> None:
    coordinator = world.browser("coordinator")
    assert "it has changed since" not in coordinator.get(path).text
    with world.store.write() as tx:
        people = whole_cohort(tx, "cedar").people()
        tx.people.replace("cedar", (replace(people[0], notes="moved"), *people[1:]))
    page = coordinator.get(path).text
    assert "Made from the roster as it was on" in page
    assert "it has changed since" in page
