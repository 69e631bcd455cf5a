"""The page of results says what DESIGN 10 asks for, what was measured, and whether that is enough."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.alone import Cost
from benchmarks.measuring import Line, Result
from benchmarks.reach import ROWS, Bound, Row
from benchmarks.results_page import page, write
from benchmarks.scaling import Point
from tests.benchmarks.test_they_run import LINES

SLOW = Bound(work="walk", figure="seconds", at_most=2)
AHEAD = Bound(work="walk", figure="ratio", at_least=8)


def any_size(work: str) -> str:
    return re.sub(r"\d+ x \d+", "N x N", work)


def test_every_row_asks_for_works_that_a_benchmark_is_seen_to_print() -> None:
    printed = {any_size(line) for lines in LINES.values() for line in lines}
    asked = {any_size(bound.work) for row in ROWS for bound in row.bounds}
    assert len(asked) > 10
    assert asked - printed == set()


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"walk": {"seconds": 2.0, "ratio": 8.0}}, ("2.00 s; 8.00 x", "yes")),
        ({"walk": {"seconds": 2.01, "ratio": 80.0}}, ("2.01 s; 80.0 x", "no")),
        ({"walk": {"seconds": 0.01, "ratio": 7.0}}, ("10.0 ms; 7.00 x", "no")),
        ({"walk": {"seconds": 1.0}}, ("1.00 s; not measured", "")),
        ({}, ("not measured", "")),
    ],
)
def test_a_row_is_met_when_all_its_figures_are_there_and_lie_where_they_must(
    known: dict[str, dict[str, float]], said: tuple[str, str]
) -> None:
    row = Row(work="a walk", reach="soon", bounds=(SLOW, AHEAD))
    assert row.said(known) == ("a walk", "soon", *said)


def test_a_row_that_nothing_measures_says_so() -> None:
    assert Row(work="a flight", reach="ever").said({}) == ("a flight", "ever", "no benchmark yet", "")


def test_a_gap_is_told_in_per_cent_and_what_has_no_ends_is_only_shown() -> None:
    bound = Bound(work="groups", figure="gap")
    assert bound.said({"groups": {"gap": 0.0123}}) == "gap 1.23 %"
    assert bound.met({"groups": {"gap": 0.99}}) is True


def test_what_is_written_again_takes_the_place_of_what_was_and_the_rest_stays(tmp_path: Path) -> None:
    work = "plan 200, wall, all proven"
    write("feeds", [Line(work="feed of 50 entries, cold", figures="as it was")], folder=tmp_path)
    write("plans", [Result(work=work, ours=9.0)], folder=tmp_path)
    write("plans", [Result(work=work, ours=4.0)], folder=tmp_path)
    kept = json.loads((tmp_path / "results.json").read_text())
    assert {name: one["measures"] for name, one in kept.items()} == {
        "feeds": {"feed of 50 entries, cold": {}},
        "plans": {work: {"seconds": 4.0}},
    }
    text = (tmp_path / "RESULTS.md").read_text()
    assert text == page(kept)
    assert "| `examples/200` (200 x 20 workshops), all proven | <= 5 s | 4.00 s | yes |" in text
    assert "9.000" not in text
    assert "as it was" in text
    for word in ("cores", "GB of memory", "Linux", "ortools", "celery", "matching 1.4.3"):
        assert word in text


def test_the_picture_is_of_all_methods_and_the_same_whenever_it_is_drawn(tmp_path: Path) -> None:
    points = [
        Point(method=method, members=size, coaches=size // 10, cost=Cost(seconds=size / 1e4, megabytes=50.0))
        for method in ("ours, total", "scipy")
        for size in (40, 1000, 10_000)
    ]
    pictures: list[bytes] = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write("scaling", points, folder=tmp_path / name)
        pictures.append((tmp_path / name / "scaling.svg").read_bytes())
    assert pictures[0] == pictures[1]
    assert pictures[0].count(b"<svg") == 1
    assert "](scaling.svg)" in (tmp_path / "one" / "RESULTS.md").read_text()
