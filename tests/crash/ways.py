"""The ways that a cohort goes: to its first release, to its second, and each of them in trouble."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from tests.crash.coordinator import Coordinator
from tests.crash.past import released_and_left
from tests.crash.place import Past
from tests.crash.second_release import Returner


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way: who goes it, what its store begins with (None: nothing), and whether they make trouble.

    `held_back` is how many mails they hold back; `otherwise` are the steps that ways before have as well, but which
    write something else here.
    """

    name: str
    coordinator: type[Coordinator]
    past: Past | None = None
    troubled: bool = False
    held_back: int = 0
    otherwise: frozenset[str] = frozenset()

    @property
    def slug(self) -> str:
        """Its name as files can have it."""
        return _slug(self.name)


@dataclass(frozen=True, kw_only=True)
class Passing:
    """A way, a process or command on it, and the point in that: such as `after commit claim #2` of `serve`."""

    way: Way
    process: str
    point: str

    @property
    def name(self) -> str:
        """The point without how often it was passed before."""
        return self.point.rpartition(" #")[0]

    @property
    def step(self) -> str:
        """What is done there, be it before or after: such as `commit claim`."""
        return self.name.partition(" ")[2]

    @property
    def number(self) -> int:
        """The how manieth passing of that point it is, in one life of the process."""
        return int(self.point.rpartition("#")[2])

    @property
    def slug(self) -> str:
        """Its name as files can have it."""
        return _slug(str(self))

    def __str__(self) -> str:
        return f"{self.way.name}: {self.process} at {self.point}"


FIRST = Way(name="first release", coordinator=Coordinator)
FIRST_TROUBLED = replace(FIRST, name="first release, troubled", troubled=True)
SECOND = Way(
    name="second release",
    coordinator=Returner,
    past=released_and_left,
    held_back=1,
    otherwise=frozenset(
        (
            "commit command",
            "commit draft_plan",
            "commit follow",
            "commit post_webhook",
            "commit submitting",
            "submit notice",
            "commit send_mail",
        )
    ),
)
SECOND_TROUBLED = replace(SECOND, name="second release, troubled", troubled=True, otherwise=frozenset[str]())
WAYS = (FIRST, FIRST_TROUBLED, SECOND, SECOND_TROUBLED)


def only_there(passings: Sequence[Passing], *before: Sequence[Passing]) -> tuple[Passing, ...]:
    """Return the passings of points that none of the ways before has."""
    known = {(one.process, one.name) for one in chain(*before)}
    return tuple(one for one in passings if (one.process, one.name) not in known)


def _slug(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", name)
