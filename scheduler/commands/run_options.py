"""What a run may be asked for with: its seed, and its budget in seconds."""

from dataclasses import dataclass

from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError
from scheduler.languages.sentences import Number, Value, sentence

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
    said: dict[str, Value] = {
        "text": typed[:20],
        "least": Number(number=least),
        "most": Number(number=most),
    }
    return Problem(
        code=f"bad_{name}",
        message=sentence("The seed is “{text}”, which is no whole number from {least} to {most}.", **said)
        if name == "seed"
        else sentence(
            "The time to look for a better plan is “{text}”, which is no whole number of seconds from {least} to "
            "{most}.",
            **said,
        ),
        suggestion=sentence("Leave it blank if you are not sure."),
        column=name,
        value=typed,
    )
