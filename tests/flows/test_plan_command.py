"""`commonhour plan`: from files to the whole directory, the same bytes every time."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonhour import main
from matcher.solution import Progress
from scheduler.domain.plans import Plan
from workers import throwaway
from workers.solve_time import SolveTime
from workers.solving import solve

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PTP = EXAMPLES / "ptp-2024"


def plan(
    roster: Path, cohort: Path, out: Path, *more: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "commonhour", "plan", roster, "--cohort", cohort, "--out", out, *more],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def files_of(out: Path) -> dict[str, bytes]:
    """Return every file's bytes by its relative path, the plan's seconds taken out."""
    files = {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }
    document = json.loads(files["plan.json"])
    document["solver"]["seconds"] = document["solver"]["parts"] = None
    files["plan.json"] = json.dumps(document, ensure_ascii=False).encode()
    return files


@pytest.fixture(scope="module")
def ptp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference cohort's plan."""
    out = tmp_path_factory.mktemp("ptp") / "out"
    done = plan(PTP / "roster.csv", PTP / "cohort.toml", out, "--as-of", "2024-08-01")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return out


def test_the_directory_holds_a_feed_for_each_person_and_the_named_files(ptp: Path) -> None:
    names = {path.name for path in ptp.iterdir()}
    assert names == {"plan.json", "scores.csv", "assignments.csv", "feeds", "report.html", "summary.html"}
    assert len(list((ptp / "feeds").glob("*.ics"))) == 55


def test_the_directory_is_readable_by_its_owner_only(ptp: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [ptp, *ptp.rglob("*")] if path.is_dir()}
    file_modes = {stat.S_IMODE(path.stat().st_mode) for path in ptp.rglob("*") if path.is_file()}
    assert (modes, file_modes) == ({0o700}, {0o600})


def test_all_three_parts_are_proven(ptp: Path) -> None:
    document = json.loads((ptp / "plan.json").read_bytes())
    parts = [document[part] for part in ("sessions", "coaching", "workshops")]
    assert [(part["proven"], part["bound"] == part["objective"]) for part in parts] == [(True, True)] * 3
    assert document["workshops"]["gap"] == 0


def test_a_budget_that_is_not_needed_changes_no_byte(ptp: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = plan(PTP / "roster.csv", PTP / "cohort.toml", out, "--as-of", "2024-08-01", "--seconds", "60")
    assert done.returncode == 0
    assert files_of(out) == files_of(ptp)


def test_a_budget_that_ends_the_search_is_said_in_the_plan_the_report_and_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SolveTime, "for_workshops", lambda self: self._until(0))
    out, example = tmp_path / "out", EXAMPLES / "200"
    command = ["plan", example / "roster.csv", "--cohort", example / "cohort.toml", "--out", out]
    done = CliRunner().invoke(main, [*map(str, command), "--as-of", "2026-08-01", "--seconds", "1"])
    assert done.exit_code == 0
    said = "The search for a better plan ended because its time was up."
    document = json.loads((out / "plan.json").read_bytes())
    assert (document["solver"]["stopped"], document["workshops"]["proven"]) == ("time", False)
    assert said in (out / "report.html").read_text()
    assert said in done.stderr
    (gap,) = [
        line for line in done.stderr.splitlines() if line.startswith("workshops, not proven to be the best: ")
    ]
    assert "of at most" in gap
    assert gap.partition(": ")[2] in (out / "report.html").read_text()


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_keeps_the_best_so_far_and_a_second_one_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    def impatient(*, report: Callable[[Progress], None], **question: object) -> Plan:
        def told(progress: Progress) -> None:
            report(progress)
            if progress.phase == "workshops" and progress.incumbent is not None and not pressed:
                pressed.append(progress)
                for _ in range(times):
                    os.kill(os.getpid(), signal.SIGINT)

        return solve(report=told, **question)

    pressed: list[Progress] = []
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(throwaway, "solve", impatient)
    out, example = tmp_path / "out", EXAMPLES / "200"
    command = ["plan", example / "roster.csv", "--cohort", example / "cohort.toml", "--out", out]
    done = CliRunner().invoke(main, [*map(str, command), "--as-of", "2026-08-01"])
    assert "Ctrl-C once more ends without one." in done.stderr
    assert signal.getsignal(signal.SIGINT) is before
    if times == 2:
        assert (done.exit_code, out.exists()) == (1, False)
        return
    document = json.loads((out / "plan.json").read_bytes())
    assert (done.exit_code, document["solver"]["stopped"], document["workshops"]["proven"]) == (
        0,
        "asked",
        False,
    )


@pytest.mark.parametrize("seconds", ["0", "-1", "1.5", "soon"])
def test_a_budget_of_nothing_or_nonsense_is_bad_input(tmp_path: Path, seconds: str) -> None:
    files = ("plan", PTP / "roster.csv", "--cohort", PTP / "cohort.toml", "--out", tmp_path / "out")
    refused = CliRunner().invoke(main, [*map(str, files), "--seconds", seconds])
    assert (refused.exit_code, (tmp_path / "out").exists()) == (2, False)
    assert "--seconds" in refused.stderr


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_input_gives_the_same_bytes_under_any_hash_seed(
    ptp: Path, tmp_path: Path, seed: str
) -> None:
    out = tmp_path / "out"
    done = plan(PTP / "roster.csv", PTP / "cohort.toml", out, "--as-of", "2024-08-01", PYTHONHASHSEED=seed)
    assert done.returncode == 0, done.stderr
    assert files_of(out) == files_of(ptp)


def test_one_core_gives_the_same_bytes_as_all(ptp: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        done = plan(PTP / "roster.csv", PTP / "cohort.toml", out, "--as-of", "2024-08-01")
    finally:
        os.sched_setaffinity(0, allowed)
    assert done.returncode == 0, done.stderr
    assert files_of(out) == files_of(ptp)


def test_the_forms_export_gives_the_same_plan(ptp: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = plan(
        PTP / "roster-google-forms.csv",
        PTP / "cohort.toml",
        out,
        *("--as-of", "2024-08-01", "--mapping", str(PTP / "mapping.toml")),
    )
    assert done.returncode == 0, done.stderr
    assert files_of(out)["plan.json"] == files_of(ptp)["plan.json"]


def test_a_form_that_nobody_settled_is_asked_about_and_a_template_is_written(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    done = plan(
        PTP / "roster-google-forms.csv", PTP / "cohort.toml", tmp_path / "out", "--mapping", str(mapping)
    )
    assert (done.returncode, done.stdout, (tmp_path / "out").exists()) == (2, "", False)
    assert "[columns]" in mapping.read_text(encoding="utf-8")
    assert "Traceback" not in done.stderr


def test_json_goes_to_standard_output_and_is_the_plan(tmp_path: Path) -> None:
    school = EXAMPLES / "school"
    done = plan(school / "roster.csv", school / "cohort.toml", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads((tmp_path / "out" / "plan.json").read_bytes())


@pytest.mark.parametrize("example", ["school", "qhl", "200"])
def test_every_other_example_is_proven_too(tmp_path: Path, example: str) -> None:
    folder = EXAMPLES / example
    done = plan(folder / "roster.csv", folder / "cohort.toml", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [document[part]["proven"] for part in ("sessions", "coaching", "workshops")] == [True] * 3


def cohort_with(rules: str, *, to: Path) -> Path:
    """Write the reference cohort with more rules for its workshops."""
    text = (PTP / "cohort.toml").read_text(encoding="utf-8")
    assert "served_first = true\n" in text
    to.write_text(text.replace("served_first = true\n", f"served_first = true\n{rules}\n"), encoding="utf-8")
    return to


def test_pins_are_kept_with_a_warning_and_nobody_is_alone_who_need_not_be(ptp: Path, tmp_path: Path) -> None:
    rules = """
must = [["M06", "math-games"], ["M12", "early-child-development"]]
never = [["M03", "classroom-english"]]
no_one_alone = ["languages"]
"""
    asked = cohort_with(rules, to=tmp_path / "cohort.toml")
    runs = [tmp_path / "one", tmp_path / "two"]
    for seed, out in enumerate(runs):
        done = plan(
            PTP / "roster.csv", asked, out, "--as-of", "2024-08-01", "--json", PYTHONHASHSEED=str(seed)
        )
        assert done.returncode == 0, done.stderr
    assert "warning: Fatoumata Binta Diallo was asked for in Math games" in done.stderr
    assert "and did not wish for it." in done.stderr
    assert files_of(runs[0]) == files_of(runs[1])
    workshops = json.loads(done.stdout)["workshops"]
    seats = {(member, held["workshop"]) for held in workshops["sections"] for member in held["members"]}
    assert {("M06", "math-games"), ("M12", "early-child-development")} <= seats
    assert ("M03", "classroom-english") not in seats
    assert workshops["proven"]
    assert workshops["bound"] == workshops["objective"]
    report = (runs[0] / "report.html").read_text(encoding="utf-8")
    said = "It could not be helped: no plan that serves as many leaves fewer alone."
    assert report.count(said) == 2 * workshops["objective"]["alone"] > 0
    assert b'"alone"' not in (ptp / "plan.json").read_bytes()


def test_pins_that_cannot_be_kept_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    pins = ("math-games", "classroom-english", "trauma-informed-teaching")
    rules = f"""
must = [["M03", "classroom-english"], {", ".join(f'["M06", "{workshop}"]' for workshop in pins)}]
never = [["M03", "classroom-english"]]
"""
    out = tmp_path / "out"
    done = plan(PTP / "roster.csv", cohort_with(rules, to=tmp_path / "cohort.toml"), out)
    assert (done.returncode, done.stdout, out.exists()) == (3, "", False)
    assert "a member may be in 2 workshops" in done.stderr
    assert "must have a seat in English for the classroom, and must not" in done.stderr
