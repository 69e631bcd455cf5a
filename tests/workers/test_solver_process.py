"""A solve in a process of its own answers as the solver itself does, and can be ended at any moment."""

import sys
from dataclasses import replace

import pytest

from matcher.solution import Progress
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, SolverInfo, SolverParts
from scheduler.errors import RequirementsError
from workers.matching import RunCancelledError
from workers.solver_process import SolverDiedError, solve_in_process
from workers.solving import solve

BOUNDS = {"seconds": 60, "megabytes": 4096}
NO_TIME = SolverInfo(seed=3, seconds=0, parts=SolverParts(sessions=0, coaching=0, workshops=0))


def timeless(plan: Plan) -> Plan:
    return replace(plan, solver=NO_TIME)


def test_the_plan_comes_back_as_the_solver_made_it(cohort: Cohort, people: tuple[Person, ...]) -> None:
    phases: list[str] = []
    plan = solve_in_process(
        cohort=cohort,
        people=people,
        seed=3,
        report=lambda progress: phases.append(progress.phase),
        **BOUNDS,
    )
    assert timeless(plan) == timeless(solve(cohort=cohort, people=people, seed=3))
    assert list(dict.fromkeys(phases)) == ["starting", "sessions", "coaching", "workshops"]


def test_requirements_that_contradict_each_other_come_back_with_their_reasons(
    cohort: Cohort, people: tuple[Person, ...]
) -> None:
    pinned = (("amina", "carla"),)
    cohort = replace(cohort, coaching=replace(cohort.coaching, must=pinned, never=pinned))
    with pytest.raises(RequirementsError) as raised:
        solve_in_process(cohort=cohort, people=people, **BOUNDS)
    assert [reason.code for reason in raised.value.reasons] == ["must_never"]


def test_whoever_hears_of_its_progress_can_end_it(cohort: Cohort, people: tuple[Person, ...]) -> None:
    def cancel(_: Progress) -> None:
        raise RunCancelledError

    with pytest.raises(RunCancelledError):
        solve_in_process(cohort=cohort, people=people, report=cancel, **BOUNDS)


def test_a_solver_that_dies_without_an_answer_is_told_apart(
    cohort: Cohort, people: tuple[Person, ...], monkeypatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SolverDiedError):
        solve_in_process(cohort=cohort, people=people, **BOUNDS)
