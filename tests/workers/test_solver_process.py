"""A solve in a process of its own answers as the solver itself does, and can be ended at any moment."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.solution import Progress
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan, SolverInfo, SolverParts
from scheduler.errors import RequirementsError
from scheduler.logs import log_for_programs
from workers.drafting import draft
from workers.run_progress import RunCancelledError
from workers.solver_process import SolverDiedError, solve_in_process

BOUNDS = {"most_seconds": 60, "megabytes": 4096}
NO_TIME = SolverInfo(seed=3, seconds=0, parts=SolverParts(sessions=0, coaching=0, workshops=0))


def timeless(plan: Plan) -> Plan:
    return replace(plan, solver=NO_TIME)


def test_the_plan_comes_back_as_the_solver_made_it(cohort: Cohort, people: tuple[Person, ...]) -> None:
    phases: list[str] = []
    answer = solve_in_process(
        cohort=cohort,
        people=people,
        seed=3,
        report=lambda progress: phases.append(progress.phase),
        **BOUNDS,
    )
    same = draft(cohort=cohort, people=people, seed=3)
    assert (timeless(answer.plan), answer.prices) == (timeless(same.plan), same.prices)
    assert answer.prices is not None
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


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, object]]]:
    """Return what the service's log holds so far, as its reader gets it: every line must be JSON."""
    return lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]


@pytest.fixture
def shadow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Put a module of this name and text before the one that the solver process would load."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return lambda name, text: (tmp_path / f"{name}.py").write_text(text) and None


def test_what_fails_in_the_solver_is_logged_by_its_class_and_lines_of_code_alone(
    cohort: Cohort,
    people: tuple[Person, ...],
    lines: Callable[[], list[dict[str, object]]],
    shadow: Callable[[str, str], None],
) -> None:
    log_for_programs()
    shadow("ortools", "raise TypeError('Amina')")
    with pytest.raises(SolverDiedError):
        solve_in_process(cohort=cohort, people=people, **BOUNDS)
    (line,) = lines()
    assert (line["event"], line["level"], line["error"]) == ("solver.failed", "error", "TypeError")
    assert "solver_child.py" in line["where"]
    assert "Amina" not in json.dumps(line)


@pytest.mark.parametrize(
    ("fails", "kind"),
    [
        ("raise ValueError('Amina')", "failed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "died"),
    ],
)
def test_a_plan_is_kept_whatever_becomes_of_its_prices(
    cohort: Cohort,
    people: tuple[Person, ...],
    lines: Callable[[], list[dict[str, object]]],
    shadow: Callable[[str, str], None],
    fails: str,
    kind: str,
) -> None:
    log_for_programs()
    shadow(
        "sitecustomize",
        f"import workers.pricing\ndef lost(**_):\n    {fails}\nworkers.pricing.packed_prices = lost",
    )
    answer = solve_in_process(cohort=cohort, people=people, seed=3, **BOUNDS)
    assert timeless(answer.plan) == timeless(draft(cohort=cohort, people=people, seed=3).plan)
    assert answer.prices is None
    (line,) = lines()
    assert (line["event"], line["level"], line["kind"]) == ("solver.prices_lost", "error", kind)
    assert "Amina" not in json.dumps(line)


def test_a_question_of_another_version_is_answered_without_its_words() -> None:
    question = {
        "cohort": {},
        "people": [{"name": "Amina", "email": "amina@example.org"}],
        "seed": 0,
        "seconds": None,
    }
    command = [sys.executable, "-P", "-m", "workers.solver_child", "4096", str(os.getpid())]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        child.stdin.write(json.dumps(question).encode() + b"\n")
        child.stdin.flush()
        answer, printed = child.stdout.read(), child.stderr.read()
    said = json.loads(answer)
    assert (said["kind"], said["error"], printed) == ("failed", "ValidationError", b"")
    assert b"mina" not in answer


def test_what_a_library_says_as_it_takes_the_solver_along_stays_out_of_the_log(
    cohort: Cohort,
    people: tuple[Person, ...],
    lines: Callable[[], list[dict[str, object]]],
    shadow: Callable[[str, str], None],
) -> None:
    """As a failed check in C++ does: words on standard error, then SIGABRT."""
    log_for_programs()
    shadow("ortools", "import os; os.write(2, b'check failed: Amina'); os.abort()")
    with pytest.raises(SolverDiedError):
        solve_in_process(cohort=cohort, people=people, **BOUNDS)
    (line,) = lines()
    assert (line["event"], line["exit_code"], line["said"]) == ("solver.died", -6, "")


def test_a_solver_that_dies_before_it_is_asked_says_why(
    cohort: Cohort,
    people: tuple[Person, ...],
    lines: Callable[[], list[dict[str, object]]],
    shadow: Callable[[str, str], None],
) -> None:
    log_for_programs()
    shadow("resource", "raise ImportError('libresource.so is missing')")
    with pytest.raises(SolverDiedError):
        solve_in_process(cohort=cohort, people=people, **BOUNDS)
    (line,) = lines()
    assert (line["event"], line["exit_code"]) == ("solver.died", 1)
    assert line["said"].endswith("ImportError: libresource.so is missing")
