"""`commonhour rebalance`: the story in the examples, from files to the directory of the next plan."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonhour import main
from tests.flows.test_plan_command import PTP, files_of

MIDWAY = PTP / "midway"


def rebalance(previous: Path, out: Path, *more: str, roster: Path = MIDWAY / "roster.csv") -> Result:
    command = ["rebalance", str(previous), str(roster), "--cohort", str(PTP / "cohort.toml")]
    return CliRunner().invoke(main, [*command, "--out", str(out), "--as-of", "2025-01-06", *more])


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("january") / "out"
    done = rebalance(MIDWAY / "plan.json", out)
    assert done.exit_code == 0, done.stderr
    return out


def frontier(out: Path) -> dict[str, dict[str, list[dict[str, object]]]]:
    return json.loads((out / "frontier.json").read_bytes())


def test_the_plan_that_the_story_follows_is_the_one_that_plan_makes(tmp_path: Path) -> None:
    command = [
        "plan",
        str(PTP / "roster.csv"),
        "--cohort",
        str(PTP / "cohort.toml"),
        "--out",
        str(tmp_path / "out"),
    ]
    assert CliRunner().invoke(main, [*command, "--as-of", "2024-09-01"]).exit_code == 0
    kept, made = (json.loads((folder / "plan.json").read_bytes()) for folder in (MIDWAY, tmp_path / "out"))
    for plan in (kept, made):
        plan["solver"]["seconds"] = plan["solver"]["parts"] = None
    assert kept == made


def test_the_story_says_who_cannot_stay_and_why(january: Path) -> None:
    forced = frontier(january)["coaching"]["forced"]
    assert [(change["member"], change["from"], change["why"]["code"]) for change in forced] == [
        ("M24", "C02", "member_left"),
        ("M31", "C11", "member_left"),
        ("M02", "C04", "coach_left"),
        ("M10", "C04", "coach_left"),
        ("M19", "C02", "no_shared_hour"),
        ("M22", "C04", "coach_left"),
        ("M32", "C04", "coach_left"),
    ]


def test_each_point_is_better_and_names_as_many_as_it_moves(january: Path) -> None:
    points = frontier(january)["coaching"]["points"]
    assert [point["moves"] for point in points] == [0, 1, 3]
    assert [point["objective"]["total"] for point in points] == [33850, 34000, 34050]
    assert all(point["proven"] and len(point["moved"]) == point["moves"] for point in points)


def test_it_takes_the_fewest_moves_with_which_the_most_have_a_coach_and_a_seat(january: Path) -> None:
    found, plan = frontier(january), json.loads((january / "plan.json").read_bytes())
    assert plan["coaching"]["objective"] == found["coaching"]["points"][0]["objective"]
    most = max(point["objective"]["served"] for point in found["workshops"]["points"])
    first = next(point for point in found["workshops"]["points"] if point["objective"]["served"] == most)
    assert plan["workshops"]["objective"] == first["objective"]


def test_as_many_moves_as_are_allowed_are_taken(tmp_path: Path) -> None:
    done = rebalance(MIDWAY / "plan.json", tmp_path / "out", "--moves", "2")
    assert done.exit_code == 0, done.stderr
    plan = json.loads((tmp_path / "out" / "plan.json").read_bytes())
    assert plan["coaching"]["objective"]["total"] == 34000


def test_fewer_moves_than_it_takes_cannot_be_kept(tmp_path: Path) -> None:
    done = rebalance(MIDWAY / "plan.json", tmp_path / "out", "--seat-moves", "0")
    assert (done.exit_code, (tmp_path / "out").exists()) == (3, False)
    assert "at least" in done.stderr


def test_a_second_rebalancing_follows_the_first_and_moves_nobody_again(january: Path, tmp_path: Path) -> None:
    done = rebalance(january, tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    found, plans = (
        frontier(tmp_path / "out"),
        [json.loads((out / "plan.json").read_bytes()) for out in (january, tmp_path / "out")],
    )
    assert found["coaching"]["forced"] == found["coaching"]["points"][0]["moved"] == []
    assert plans[0]["coaching"]["pairs"] == plans[1]["coaching"]["pairs"]
    assert plans[0]["workshops"]["sections"] == plans[1]["workshops"]["sections"]


def test_the_same_files_give_the_same_bytes(january: Path, tmp_path: Path) -> None:
    assert rebalance(MIDWAY / "plan.json", tmp_path / "out").exit_code == 0
    assert files_of(tmp_path / "out") == files_of(january)


def test_the_frontier_can_be_printed(tmp_path: Path) -> None:
    done = rebalance(MIDWAY / "plan.json", tmp_path / "out", "--json")
    assert done.stdout.encode() == (tmp_path / "out" / "frontier.json").read_bytes()
