"""A requested run ends once: as a draft, as a reason why not, or cancelled."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matcher.solution import Progress
from scheduler.access import whole_cohort
from scheduler.commands.cohorts import create_cohort
from scheduler.commands.rosters import import_people
from scheduler.commands.runs import cancel_run, request_run
from scheduler.domain.cohorts import Cohort
from scheduler.errors import NotNowError
from scheduler.store.claims import LEASE
from scheduler.store.runs import Run
from scheduler.store.unit_of_work import Store
from workers.consumer import drain
from workers.job import Tools
from workers.routing import SOON

MAX_TRIES = 1 + len(SOON)


@pytest.fixture
def run(store: Store, imported: Cohort) -> str:
    with store.write() as tx:
        return request_run(whole_cohort(tx, imported.id), seed=7)


def look(store: Store, cohort: Cohort) -> Run:
    with store.read() as tx:
        return tx.runs.runs(cohort.id)[0]


def plans(store: Store, cohort: Cohort) -> int:
    with store.read() as tx:
        return sum(tx.runs.plan_of_run(cohort.id, run.id) is not None for run in tx.runs.runs(cohort.id))


def owed(store: Store) -> list[tuple[str, str, str | None]]:
    with store.read() as tx:
        return [(each.reaction, each.state, each.error) for each in tx.deliveries.owed()]


def test_a_requested_run_becomes_a_proven_draft(
    store: Store, tools: Tools, imported: Cohort, run: str
) -> None:
    assert drain(store=store, tools=tools) == 1
    with store.read() as tx:
        scope = whole_cohort(tx, imported.id)
        ended, drafted = scope.run(run), tx.runs.plan_of_run(imported.id, run)
    assert (ended.state, ended.phase, ended.ended_at) == ("done", "", ended.requested_at)
    assert [pair.coach for pair in drafted.plan.coaching.pairs] == ["id-carla", "id-carla"]
    assert (drafted.plan.solver.seed, drafted.release) == (7, None)
    assert owed(store) == []


def test_a_run_says_how_far_it_is(store: Store, tools: Tools, imported: Cohort, run: str) -> None:
    seen: list[tuple[str, str]] = []

    def telling(*, report: Callable[[Progress], None], **question: object) -> object:
        for phase in ("sessions", "coaching"):
            report(Progress(phase=phase))
            seen.append((look(store, imported).state, look(store, imported).phase))
        return tools.solve(**question)

    drain(store=store, tools=replace(tools, solve=telling))
    assert seen == [("solving", "sessions"), ("solving", "coaching")]


def test_a_count_that_is_told_anew_takes_those_after_it_along(
    store: Store, tools: Tools, imported: Cohort, run: str
) -> None:
    """A second session begins with a largest sum of its own; the total of the first is no more true then."""
    seen: list[tuple[str, ...]] = []

    def telling(*, report: Callable[[Progress], None], **question: object) -> object:
        for of in ("worst", "total", "worst"):
            report(Progress(phase="sessions", of=of, incumbent=1, bound=1))
        report(Progress(phase="coaching"))
        seen.append(tuple(count.of for count in look(store, imported).counts))
        return tools.solve(**question)

    drain(store=store, tools=replace(tools, solve=telling))
    assert seen == [("worst",)]


def test_requirements_that_contradict_each_other_fail_the_run_with_their_reasons(
    store: Store, tools: Tools, cohort: Cohort, people
) -> None:
    pinned = (("amina", "carla"),)
    cohort = replace(cohort, coaching=replace(cohort.coaching, must=pinned, never=pinned))
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        scope = whole_cohort(tx, cohort.id)
        import_people(scope, people=people)
        request_run(scope)
    drain(store=store, tools=tools)
    ended = look(store, cohort)
    assert (ended.state, [reason.code for reason in ended.reasons]) == ("failed", ["must_never"])
    assert "Amina" in ended.reasons[0].text
    assert owed(store) == []


def test_a_run_cancelled_before_it_began_is_not_solved(
    store: Store, tools: Tools, imported: Cohort, run: str
) -> None:
    with store.write() as tx:
        cancel_run(whole_cohort(tx, imported.id), run=run)
    drain(store=store, tools=tools)
    assert (look(store, imported).state, plans(store, imported), owed(store)) == ("cancelled", 0, [])


def test_a_run_cancelled_while_it_solves_stops_at_its_next_word(
    store: Store, tools: Tools, imported: Cohort, run: str
) -> None:
    def cancelled_midway(*, report: Callable[[Progress], None], **question: object) -> object:
        with store.write() as tx:
            cancel_run(whole_cohort(tx, imported.id), run=run)
        report(Progress(phase="coaching"))
        return tools.solve(**question)

    drain(store=store, tools=replace(tools, solve=cancelled_midway))
    assert (look(store, imported).state, plans(store, imported), owed(store)) == ("cancelled", 0, [])


def test_a_run_that_has_ended_cannot_be_cancelled(
    store: Store, tools: Tools, imported: Cohort, run: str
) -> None:
    drain(store=store, tools=tools)
    with pytest.raises(NotNowError, match="already ended"), store.write() as tx:
        cancel_run(whole_cohort(tx, imported.id), run=run)


def test_nobody_can_be_matched_before_a_roster_is_there(store: Store, cohort: Cohort) -> None:
    with store.write() as tx:
        create_cohort(tx, cohort=cohort)
        with pytest.raises(NotNowError, match="import a roster first"):
            request_run(whole_cohort(tx, cohort.id))


def test_a_run_whose_cohort_is_gone_is_done_with(
    store: Store, tools: Tools, imported: Cohort, run: str
) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM cohort")
    assert drain(store=store, tools=tools) == 1
    assert owed(store) == []


def test_a_solver_that_always_dies_is_tried_five_times_then_parked_and_the_run_says_so(
    store: Store, tools: Tools, imported: Cohort, run: str, clock
) -> None:
    tries: list[int] = []

    def dies(**_: object) -> object:
        tries.append(1)
        raise MemoryError

    for _ in range(MAX_TRIES + 2):
        drain(store=store, tools=replace(tools, solve=dies))
        clock.pass_time(minutes=10)
    ended = look(store, imported)
    assert len(tries) == MAX_TRIES
    assert owed(store) == [("draft_plan", "parked", "MemoryError")]
    assert (ended.state, [reason.code for reason in ended.reasons]) == ("failed", ["solver_failed"])


def test_two_workers_on_one_run_leave_one_plan(
    store: Store, tools: Tools, imported: Cohort, run: str, clock
) -> None:
    """The first is so slow, and its heart so still, that its lease ends; its answer comes too late."""

    def overtaken(**question: object) -> object:
        clock.pass_time(seconds=LEASE.total_seconds())
        assert drain(store=store, tools=tools) == 1
        return tools.solve(**{**question, "report": None})

    drain(store=store, tools=replace(tools, solve=overtaken))
    assert (look(store, imported).state, plans(store, imported), owed(store)) == ("done", 1, [])


def test_a_draft_is_kept_under_the_hash_of_what_it_was_made_from(
    store: Store, tools: Tools, imported: Cohort, people, run: str
) -> None:
    drain(store=store, tools=tools)
    with store.write() as tx:
        scope = whole_cohort(tx, imported.id)
        first = tx.runs.plan_of_run(imported.id, run)
        import_people(scope, people=people[1:])
        again = request_run(scope)
    drain(store=store, tools=tools)
    with store.read() as tx:
        second = tx.runs.plan_of_run(imported.id, again)
    assert first.input_hash != second.input_hash
