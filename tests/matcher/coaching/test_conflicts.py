"""What cannot be met is named whole: the minimal conflicts that trying all rules one by one finds, each once."""

import random
from collections.abc import Callable, Iterator
from itertools import chain, combinations, product

import pytest

from matcher.check import coaching_conflicts
from matcher.coaching.solver import solve
from matcher.problem import Coach, CoachingProblem, Member
from matcher.solution import Reason, UnsatisfiableError

Rule = tuple[object, ...]
"""("must", member, coach), ("never", member, coach) or ("maximum", coach, places)."""


@pytest.mark.parametrize("seed", range(200))
def test_every_minimal_conflict_is_named_exactly_once(
    member: Callable[..., Member],
    coach: Callable[..., Coach],
    problem: Callable[..., CoachingProblem],
    seed: int,
) -> None:
    """Without any one rule of such a conflict the others of it can be met; solving says so."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    pairs = [(one, other) for one in range(3) for other in range(3)]
    must, never = dice.sample(pairs, dice.randint(0, 5)), dice.sample(pairs, dice.randint(0, 2))
    maximum = [dice.randint(0, 2) for _ in range(3)]
    rules: list[Rule] = [
        *(("must", *pair) for pair in must),
        *(("never", *pair) for pair in never),
        *(("maximum", other, places) for other, places in enumerate(maximum)),
    ]

    def asked(some: set[Rule]) -> CoachingProblem:
        takes = {rule[1]: rule[2] for rule in some if rule[0] == "maximum"}
        return problem(
            members=[member()] * 3,
            coaches=[coach(takes=(0, takes.get(other, 99))) for other in range(3)],
            must=tuple(rule[1:] for rule in rules if rule in some and rule[0] == "must"),
            never=tuple(rule[1:] for rule in rules if rule in some and rule[0] == "never"),
        )

    def solvable(some: set[Rule]) -> bool:
        try:
            return solve(asked(some)).proven
        except UnsatisfiableError:
            return False

    minimal: list[frozenset[Rule]] = []
    for some in chain.from_iterable(combinations(rules, size) for size in range(1, 5)):
        if not any(found <= set(some) for found in minimal) and not possible(set(some)):
            minimal.append(frozenset(some))
    named = [
        part
        for reason in coaching_conflicts(asked(set(rules)))
        for part in parts(reason, must=must, maximum=maximum)
    ]
    assert sorted(map(sorted, named), key=str) == sorted(map(sorted, minimal), key=str)
    for conflict in minimal[:3]:
        assert not solvable(set(conflict))
        assert all(solvable(conflict - {rule}) for rule in conflict)


def possible(some: set[Rule]) -> bool:
    """Try every way of giving three members one of three coaches, or none."""
    for coach_of in product((None, 0, 1, 2), repeat=3):
        made = set(enumerate(coach_of))
        if (
            all(rule[1:] in made for rule in some if rule[0] == "must")
            and not any(rule[1:] in made for rule in some if rule[0] == "never")
            and all(coach_of.count(rule[1]) <= rule[2] for rule in some if rule[0] == "maximum")
        ):
            return True
    return False


def parts(reason: Reason, *, must: list[tuple[int, int]], maximum: list[int]) -> Iterator[set[Rule]]:
    """Take what is named apart into the minimal conflicts that it stands for."""
    found = reason.params
    if reason.code == "must_never":
        pair = found["member"], found["coach"]
        yield {("must", *pair), ("never", *pair)}
    elif reason.code == "must_twice":
        pins = [("must", *pair) for pair in must if pair[0] == found["member"]]
        assert len(pins) == found["pins"]
        yield from map(set, combinations(pins, 2))
    else:
        assert reason.code == "must_maximum"
        assert found["maximum"] == maximum[found["coach"]]
        pins = [("must", *pair) for pair in must if pair[1] == found["coach"]]
        assert len(pins) == found["pinned"]
        bound = ("maximum", found["coach"], found["maximum"])
        yield from ({bound, *some} for some in combinations(pins, found["maximum"] + 1))
