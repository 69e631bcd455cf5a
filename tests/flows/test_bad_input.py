"""Bad input: each mistake is one clear error with row, column, value and what to do; nothing is written."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from commonhour import main

HEADER = "id,name,email,role,time_zone,languages,interests,availability,capacity"
GOOD = "m1,Ada,ada@example.org,member,Africa/Lagos,en,classroom management,Mon 08:00-16:00,"
COACH = "c1,Ben,ben@example.org,coach,Africa/Lagos,en,classroom management,Mon 08:00-16:00,0-3"
COHORT = """
[cohort]
name = "Small"
starts = 2026-10-01
ends = 2026-10-31
home_time_zone = "Africa/Lagos"
locale = "en"
topics = ["classroom management"]
[coaching]
capacity = [0, 4]
meeting_minutes = 60
target_minutes = 60
"""


def run_plan(
    folder: Path, *, roster: bytes, cohort: str = COHORT, name: str = "roster.csv"
) -> tuple[int, str]:
    """Run `commonhour plan` on these files; return its exit code and what it said, having checked it left nothing."""
    (folder / name).write_bytes(roster)
    (folder / "cohort.toml").write_text(cohort, encoding="utf-8")
    arguments = ["plan", folder / name, "--cohort", folder / "cohort.toml", "--out", folder / "out"]
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert done.stdout == ""
    if done.exit_code:
        assert sorted(path.name for path in folder.iterdir()) == sorted([name, "cohort.toml"])
    return done.exit_code, done.stderr


def sheet(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows, "")).encode()


def test_good_input_is_taken(tmp_path: Path) -> None:
    code, said = run_plan(tmp_path, roster=sheet(GOOD, COACH))
    assert (code, "1 member has a coach" in said) == (0, True)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert run_plan(tmp_path, roster=b"\xef\xbb\xbf" + sheet(GOOD, COACH))[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "column", "value", "hint"),
    [
        ("Africa/Lagos", "Africa/Lagoss", "time_zone", "Africa/Lagoss", "Africa/Lagos"),
        ("Mon 08:00-16:00", "Mon 08:00-25:00", "availability", "Mon 08:00-25:00", "24:00"),
        ("member", "gardener", "role", "gardener", "member"),
        (
            "classroom management",
            "classroom managment",
            "interests",
            "classroom managment",
            "classroom management",
        ),
        ("m1,", "../../x,", "id", "../../x", "letters"),
    ],
    ids=["unknown zone", "25:00", "role", "interest", "id"],
)
def test_a_bad_cell_is_named_with_its_row_column_value_and_what_would_be_right(
    tmp_path: Path, old: str, new: str, column: str, value: str, hint: str
) -> None:
    code, said = run_plan(tmp_path, roster=sheet(COACH, GOOD.replace(old, new)))
    assert code == 2
    assert "row 3" in said
    for part in (column, value, hint):
        assert part in said, f"{part!r} is not in: {said}"
    assert said.count("to do:") == 1


def test_a_capacity_of_5_2_is_one_problem(tmp_path: Path) -> None:
    code, said = run_plan(tmp_path, roster=sheet(GOOD, COACH.replace("0-3", "5-2")))
    assert (code, said.count("to do:")) == (2, 1)
    assert all(part in said for part in ("row 3", "capacity", "5-2", "2-5"))


def test_an_email_twice_in_another_case_names_both_rows(tmp_path: Path) -> None:
    again = GOOD.replace("m1", "m2").replace("ada@", "ADA@")
    code, said = run_plan(tmp_path, roster=sheet(GOOD, COACH, again))
    assert (code, said.count("to do:")) == (2, 1)
    assert all(part in said for part in ("row 4", "Rows 2 and 4", "email", "ADA@example.org"))


def test_every_problem_of_every_row_is_said_at_once(tmp_path: Path) -> None:
    bad = GOOD.replace("Africa/Lagos", "Africa/Lagoss").replace("member", "gardener")
    code, said = run_plan(tmp_path, roster=sheet(bad, COACH.replace("0-3", "5-2")))
    assert (code, said.count("to do:")) == (2, 3)


@pytest.mark.parametrize(
    ("roster", "hint"),
    [
        (sheet(GOOD, COACH).decode().encode("utf-16"), "UTF-8"),
        (sheet(GOOD, COACH).replace(b",", b";"), "comma"),
        (b"", "empty"),
        (b"x" * 50_000_000, "MB"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "HTML"),
    ],
    ids=["UTF-16", "semicolons", "empty", "50 MB", "HTML"],
)
def test_a_file_that_is_no_roster_is_one_problem(tmp_path: Path, roster: bytes, hint: str) -> None:
    code, said = run_plan(tmp_path, roster=roster)
    assert (code, said.count("to do:")) == (2, 1)
    assert hint in said
    assert "roster.csv" in said


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("meeting_minutes", "meeting_minuts", ("coaching.meeting_minuts", "meeting_minutes")),
        (
            "target_minutes = 60",
            "target_minutes = 60\nweights = { interest = 0.7, time = 0.3, language = 0.1 }",
            ("coaching.weights", "1.1"),
        ),
    ],
    ids=["misspelled key", "weights of 1.1"],
)
def test_a_cohort_file_with_a_mistake_is_named_by_its_key(
    tmp_path: Path, old: str, new: str, parts: tuple[str, ...]
) -> None:
    code, said = run_plan(tmp_path, roster=sheet(GOOD, COACH), cohort=COHORT.replace(old, new))
    assert code == 2
    assert all(part in said for part in ("cohort.toml", *parts)), said


def test_a_must_against_a_never_cannot_be_met_and_is_named(tmp_path: Path) -> None:
    both = 'must = [["m1", "c1"]]\nnever = [["m1", "c1"]]\n'
    code, said = run_plan(tmp_path, roster=sheet(GOOD, COACH), cohort=COHORT + both)
    assert code == 3
    assert "Ada" in said
    assert "Ben" in said
