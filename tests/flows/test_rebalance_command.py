"""`commonhour rebalance`: the story in the examples, from files to the directory of the next plan."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from commonhour import main
from tests.flows.test_plan_command import PTP, files_of

MIDWAY = PTP / "midway"


def rebalance(
    previous: Path,
    out: Path,
    *more: str,
    roster: Path = MIDWAY / "roster.csv",
    cohort: Path = PTP / "cohort.toml",
) -> Result:
    command = ["rebalance", str(previous), str(roster), "--cohort", str(cohort)]
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


def test_after_the_last_week_there_is_nothing_left_to_rebalance(tmp_path: Path) -> None:
    done = rebalance(MIDWAY / "plan.json", tmp_path / "out", "--as-of", "2025-06-02")
    assert (done.exit_code, "The last day was 31 May 2025" in done.stderr) == (1, True)
    assert not (tmp_path / "out").exists()


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


def test_what_groups_are_worth_counts_what_is_over_so_that_it_compares_with_the_plan_before(
    january: Path,
) -> None:
    points = frontier(january)["workshops"]["points"]
    before = json.loads((MIDWAY / "plan.json").read_bytes())["workshops"]
    assert [(point["moves"], point["objective"]["served"]) for point in points] == [(3, 33), (5, 33), (7, 33)]
    assert [point["objective"]["total"] for point in points] == [47970, 48760, 50670]
    assert before["objective"] == {"served": 36, "total": 53070}
    plan = json.loads((january / "plan.json").read_bytes())["workshops"]
    seated = {member for section in plan["sections"] for member in section["members"]}
    assert len(seated) == 33
    assert seated.isdisjoint(one["member"] for one in plan["unserved"])


def test_frontier_json_keeps_to_its_schema(january: Path) -> None:
    schema = json.loads((PTP.parents[1] / "docs" / "frontier.schema.json").read_bytes())
    Draft202012Validator(schema).validate(frontier(january))


def test_whoever_led_what_is_over_may_have_left_and_be_followed_again(january: Path, tmp_path: Path) -> None:
    here = {"roster": without("C01", tmp_path), "cohort": unled_by("C01", tmp_path)}
    done = rebalance(MIDWAY / "plan.json", tmp_path / "out", **here)
    assert done.exit_code == 0, done.stderr
    sections, kept = sections_of(tmp_path / "out"), sections_of(january)
    assert sections[:5] == kept[:5]
    assert sections[0]["facilitator"] == "C01"
    report = (tmp_path / "out" / "report.html").read_text()
    assert 'led by somebody who has left <span class="key">C01</span>' in report
    again = rebalance(tmp_path / "out", tmp_path / "next", **here)
    assert again.exit_code == 0, again.stderr
    assert sections_of(tmp_path / "next") == sections


def test_a_group_that_goes_on_under_somebody_else_is_told_and_is_no_move(tmp_path: Path) -> None:
    cohort = unled_by("C10", tmp_path)
    done = rebalance(MIDWAY / "plan.json", tmp_path / "out", cohort=cohort)
    assert done.exit_code == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("Led by another: ")]
    assert [line.partition(": ")[2] for line in said] == [
        "Group 1 of Stories that teach reading goes on with Wanjikũ Kamau: Achieng' Odhiambo cannot lead it any more."
    ]
    kinds = {
        change["kind"]
        for point in frontier(tmp_path / "out")["workshops"]["points"]
        for change in point["moved"]
    }
    assert kinds <= {"section", "retime"}


def without(key: str, folder: Path) -> Path:
    """Write the roster of January less one."""
    lines = (MIDWAY / "roster.csv").read_text().splitlines(keepends=True)
    path = folder / "roster.csv"
    path.write_text("".join(line for line in lines if not line.startswith(f"{key},")))
    return path


def unled_by(key: str, folder: Path) -> Path:
    """Write the cohort's rules with one fewer who may lead a workshop."""
    rules = (PTP / "cohort.toml").read_text()
    path = folder / "cohort.toml"
    path.write_text(rules.replace(f'"{key}", ', "").replace(f', "{key}"', ""))
    return path


def sections_of(out: Path) -> list[dict[str, object]]:
    return json.loads((out / "plan.json").read_bytes())["workshops"]["sections"]


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


def test_a_workshop_that_the_plan_before_holds_and_the_rules_lack_is_named(tmp_path: Path) -> None:
    rules, _, _ = (PTP / "cohort.toml").read_text().rpartition("[[workshop]]")
    fewer = tmp_path / "cohort.toml"
    fewer.write_text(rules)
    refused = rebalance(MIDWAY / "plan.json", tmp_path / "out", cohort=fewer)
    assert refused.exit_code == 2
    assert "The plan before holds meetings of storytelling-and-reading" in " ".join(refused.stderr.split())
    assert not (tmp_path / "out").exists()
