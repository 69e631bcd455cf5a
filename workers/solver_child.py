"""The solver process: one question on standard input, progress and the answer on standard output.

The word `stop`, on a line of its own after the question, asks for the best plan so far.

From the moment it has a question, which holds everybody's data, its standard error leads nowhere.

Started as `python -m workers.solver_child MEGABYTES PARENT`: how much memory it may use, and whom it belongs to.
"""

import base64
import ctypes
import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from workers.memory import MEGABYTE, most_address_space, ran_short

if TYPE_CHECKING:
    from matcher.solution import Progress

PR_SET_PDEATHSIG = 1
STOP = b"stop"
CHUNK = 1 << 16


def main() -> None:
    """Answer one question within the memory allowed; end at once when the asker goes."""
    megabytes, asker = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    _end_with(asker)
    _print_nowhere()
    lines, stop_asked = _lines(sys.stdin.fileno()), threading.Event()
    question = next(lines, b"")
    threading.Thread(target=_listen, args=(lines, stop_asked), daemon=True).start()
    try:
        _answer(question, stop_asked)
    except Exception as error:  # noqa: BLE001 - whatever it is, its words stay here
        if isinstance(error, MemoryError) or ran_short(most_address_space(os.getpid()), megabytes):
            _say(kind="out_of_memory")
        else:
            _say_where(error)


def _answer(asked: bytes, stop_asked: threading.Event) -> None:
    # What is heavy is imported here, once memory is bounded.
    from scheduler.documents import from_json, to_json  # noqa: PLC0415 - see above
    from scheduler.domain.cohorts import Cohort  # noqa: PLC0415 - see above
    from scheduler.domain.frontiers import Followed  # noqa: PLC0415 - see above
    from scheduler.domain.people import Person  # noqa: PLC0415 - see above
    from scheduler.domain.plans import Reason  # noqa: PLC0415 - see above
    from scheduler.errors import RequirementsError, TimeUpError  # noqa: PLC0415 - see above
    from workers.drafting import draft  # noqa: PLC0415 - see above

    question = json.loads(asked)
    cohort = from_json(question["cohort"], as_type=Cohort)
    people = from_json(question["people"], as_type=tuple[Person, ...])
    how: Any = {name: question[name] for name in ("seed", "seconds")}
    how |= {"report": _report, "cancelled": stop_asked.is_set}
    try:
        if question["followed"] is not None:
            from workers.rebalancing import rebalance  # noqa: PLC0415 - a draft needs none of it

            followed = from_json(question["followed"], as_type=Followed)
            offered = rebalance(cohort=cohort, people=people, followed=followed, **how)
            _say(kind="rebalancing", rebalancing=to_json(offered))
            return
        answer = draft(
            cohort=cohort,
            people=people,
            planned=lambda plan: _say(kind="plan", plan=to_json(plan)),
            **how,
        )
    except RequirementsError as error:
        _say(kind="impossible", reasons=to_json(error.reasons, as_type=tuple[Reason, ...]))
    except TimeUpError:
        _say(kind="undecided")
    else:
        prices = None if answer.prices is None else base64.b64encode(answer.prices).decode()
        _say(kind="prices", prices=prices)


def _report(progress: "Progress") -> None:
    _say(kind="progress", **asdict(progress))


def _say_where(error: Exception) -> None:
    from scheduler.logs import where  # noqa: PLC0415 - who asked can do without it, mostly

    _say(kind="failed", error=type(error).__name__, where=where(error))


def _say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def _print_nowhere() -> None:
    """Have nothing that Python or a library in C++ prints on standard error leave this process from here on."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _end_with(asker: int) -> None:
    """Have the kernel end this process with its parent, even in the middle of a search; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != asker:  # it has gone already
        os._exit(1)


def _listen(lines: Iterator[bytes], stop_asked: threading.Event) -> None:
    """Pass the word on; end when standard input closes: elsewhere, as soon as the search lets Python's threads run."""
    for line in lines:
        if line == STOP:
            stop_asked.set()
    os._exit(1)


def _lines(stream: int) -> Iterator[bytes]:
    """Yield the stream's lines as they end; not through a buffer, whose lock would be in the way of leaving."""
    line = bytearray()
    while chunk := os.read(stream, CHUNK):
        first, *others = chunk.split(b"\n")
        line += first
        for other in others:
            yield bytes(line)
            line = bytearray(other)


if __name__ == "__main__":
    main()
