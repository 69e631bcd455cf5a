"""The examples of docs/matching.md are what the matcher says, and every function it names is there."""

import doctest
import pkgutil
import re
from pathlib import Path

from matcher.groups.model import RULES
from matcher.groups.solver import STAGES
from matcher.groups.staying import STAYING_RULES

PAGE = Path(__file__).parents[2] / "docs" / "matching.md"


def test_the_examples_come_out_as_written() -> None:
    outcome = doctest.testfile(str(PAGE), module_relative=False)
    assert outcome.attempted > 40
    assert outcome.failed == 0


def test_every_function_named_is_there() -> None:
    named = set(re.findall(r"`(matcher(?:\.\w+)+)`", PAGE.read_text()))
    assert len(named) > 30
    for name in named:
        pkgutil.resolve_name(name)


def test_every_rule_of_groups_and_every_stage_of_their_solve_is_told_and_no_other() -> None:
    of_part_of_a_problem = {"_no_lead_clashes_with_one_that_is_held"}  # where some leads are held anyway
    there = {one.__name__ for one in (*RULES, *STAYING_RULES, *STAGES)}
    assert set(re.findall(r"`(_\w+)`", PAGE.read_text())) == there - of_part_of_a_problem
