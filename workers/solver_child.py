"""The solver process: one question on standard input, progress and the answer on standard output."""

import json
import os
import sys
import threading

from matcher.solution import Progress
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Person
from scheduler.domain.plans import Reason
from scheduler.errors import RequirementsError
from workers.solving import solve


def main() -> None:
    """Answer one question; end at once when the asker goes."""
    question = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_leave_with_the_asker, daemon=True).start()
    try:
        plan = solve(
            cohort=from_json(question["cohort"], as_type=Cohort),
            people=from_json(question["people"], as_type=tuple[Person, ...]),
            seed=question["seed"],
            report=_report,
        )
    except RequirementsError as error:
        _say(kind="impossible", reasons=to_json(error.reasons, as_type=tuple[Reason, ...]))
    else:
        _say(kind="plan", plan=to_json(plan))


def _report(progress: Progress) -> None:
    _say(kind="progress", phase=progress.phase, incumbent=progress.incumbent, bound=progress.bound)


def _say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def _leave_with_the_asker() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
