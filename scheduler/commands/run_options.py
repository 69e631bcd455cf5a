"""What a run may be asked for with: its seed, and its budget in seconds."""

from dataclasses import dataclass

from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError

MOST_SEED = 2**31 - 1
MOST_SECONDS = 24 * 60 * 60
BEFORE_THE_END = 0.9
"""The share of a solve's utmost time that a budget may have: the rest is for the plan's reasons and its way back."""
DIGITS = len(str(MOST_SEED))


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """The seed, and the budget in seconds if there is one."""

    seed: int = 0
    seconds: int | None = None


def longest_budget(*, solve_seconds: float) -> int:
    """Return the longest budget, in seconds, of runs whose solve is ended after `solve_seconds`."""
    return max(1, min(MOST_SECONDS, int(BEFORE_THE_END * solve_seconds)))


def read_options(*, seed: str, seconds: str, longest: int) -> RunOptions:
    """Read what was typed; blank is seed 0, and no budget, which may be `longest` seconds.

    Raises BadInputError with all that cannot be meant.
    """
    fields = (("seed", seed.strip(), 0, MOST_SEED), ("seconds", seconds.strip(), 1, longest))
    problems = tuple(
        _out_of_range(name, typed, least, most)
        for name, typed, least, most in fields
        if typed and not (typed.isdecimal() and len(typed) <= DIGITS and least <= int(typed) <= most)
    )
    if problems:
        raise BadInputError(problems)
    return RunOptions(seed=int(seed.strip() or 0), seconds=int(seconds) if seconds.strip() else None)


def _out_of_range(name: str, typed: str, least: int, most: int) -> Problem:
    what = "The seed" if name == "seed" else "The time to look for a better plan"
    unit = "" if name == "seed" else " of seconds"
    return Problem(
        code=f"bad_{name}",
        message=f"{what} is “{typed[:20]}”, which is no whole number{unit} from {least} to {most}.",
        suggestion="Leave it blank if you are not sure.",
        column=name,
        value=typed,
    )
