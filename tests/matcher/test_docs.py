"""The worked example of docs/matching.md is what the matcher says, and every function it names is there."""

import doctest
import pkgutil
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "matching.md"


def test_the_worked_example_comes_out_as_written() -> None:
    outcome = doctest.testfile(str(PAGE), module_relative=False)
    assert outcome.attempted > 15
    assert outcome.failed == 0


def test_every_function_named_is_there() -> None:
    named = set(re.findall(r"`(matcher(?:\.\w+)+)`", PAGE.read_text()))
    assert len(named) > 8
    for name in named:
        pkgutil.resolve_name(name)
