"""SECURITY.md and docs/security.md name tests that are there, each requirement once, and count them right."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROWS = re.findall(
    r"^\| (\d+)\.(\d+)\.(\d+) \| [^|]+ \| (held|n/a|\*\*not yet\*\*)[^|]+\|$",
    (ROOT / "docs" / "security.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
CHAPTERS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13}
CHAPTERS |= {14: 9, 15: 13, 16: 16, 17: 7}
"""Requirements of the standard's levels 1 and 2, by chapter."""


def test_every_test_that_is_named_is_there() -> None:
    for document in ("SECURITY.md", "docs/security.md"):
        named = set(re.findall(r"`([\w/]+/test_\w+\.py)`", (ROOT / document).read_text(encoding="utf-8")))
        assert named
        assert [each for each in sorted(named) if not (ROOT / "tests" / each).is_file()] == []


def test_every_requirement_of_both_levels_stands_there_once() -> None:
    ids = [row[:3] for row in ROWS]
    assert len(ids) == len(set(ids))
    assert Counter(int(chapter) for chapter, *_ in ids) == CHAPTERS


def test_the_sums_are_those_of_the_rows() -> None:
    said = Counter(state.strip("*") for *_, state in ROWS)
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert f"| all | {len(ROWS)} | {said['held']} | {said['n/a']} | {said['not yet']} |" in text
