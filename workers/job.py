"""One delivery being worked on: what happened, where to read, and the one way to write."""

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from matcher.solution import Progress
from scheduler.domain.cohorts import Cohort
from scheduler.domain.frontiers import Followed, Rebalancing
from scheduler.domain.people import Person
from scheduler.domain.plans import Plan
from scheduler.events import Event
from scheduler.posting import Answer, Post
from scheduler.store.claims import Claim
from scheduler.store.unit_of_work import Store, Transaction
from workers.mail import Mail
from workers.maildir import Maildir


class StoppingError(Exception):
    """This process was told to stop: the delivery goes back untried."""


class NoMailError(Exception):
    """This process was given no way to send mail."""


class SettledError(Exception):
    """The delivery is not done, and its reaction has written down what becomes of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What a solve ends in: a plan, and the prices of its pairs (`scheduler.price_table`), if it has any."""

    plan: Plan
    prices: bytes | None = None


class Solve(Protocol):
    """Makes a draft; raises scheduler.errors.RequirementsError when the requirements contradict each other."""

    def __call__(
        self,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        seed: int = 0,
        seconds: float | None = None,
        report: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Draft:
        """Return the best plan with its prices, or the best found once `seconds` have passed or `cancelled` says so.

        `report` is called as it goes, and what it raises ends the solve without a plan.
        """
        ...


class Rebalance(Protocol):
    """Finds what could follow a release; raises as Solve does."""

    def __call__(
        self,
        *,
        cohort: Cohort,
        people: tuple[Person, ...],
        followed: Followed,
        seed: int = 0,
        seconds: float | None = None,
        report: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Rebalancing:
        """Return the best plan for each number of moves, or those found once time is up or `cancelled` says so."""
        ...


class NobodyThereError(Exception):
    """Nobody outside can be told of anything from here, as from a throw-away store."""


def announce_nowhere(event: Mapping[str, object]) -> None:
    """Raise NobodyThereError."""
    raise NobodyThereError(event["type"])


def post_nowhere(*, url: str, headers: Mapping[str, str], body: bytes) -> Answer:  # noqa: ARG001 - Post's signature
    """Raise NobodyThereError."""
    raise NobodyThereError(headers)


@dataclass(frozen=True, kw_only=True, slots=True)
class Replies:
    """Where answers to invitations arrive: the folder, and the address that they are sent to, with tags."""

    maildir: Maildir
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What reactions are handed: the solvers, in this process or their own, the key of feed links, and when to stop.

    `own_page` is the address at which everyone finds their own page, where there are pages. `announce` publishes a
    CloudEvent; `post` sends what goes to webhooks.
    """

    solve: Solve
    rebalance: Rebalance
    feed_key: bytes
    own_page: str | None = None
    keep_days: int = 30
    announce: Callable[[Mapping[str, object]], None] = announce_nowhere
    post: Post = post_nowhere
    stopping: threading.Event = field(default_factory=threading.Event)
    mail: Mail | None = None
    replies: Replies | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A claimed delivery."""

    claim: Claim
    store: Store
    tools: Tools

    @contextmanager
    def write(self, doing: str) -> Generator[Transaction]:
        """Open a transaction midway, of what may be seen before the end; raise LeaseLostError as `finish` does."""
        with self.store.write(doing) as tx:
            tx.claims.hold(self.claim)
            yield tx

    @property
    def mail(self) -> Mail:
        """How mail leaves; raises NoMailError."""
        if self.tools.mail is None:
            raise NoMailError
        return self.tools.mail

    @property
    def event(self) -> Event:
        """What happened."""
        return self.claim.event

    @contextmanager
    def finish(self) -> Generator[Transaction]:
        """Open the transaction of the effect: it, its events and the delivery's end are committed together.

        Raises LeaseLostError, and undoes everything, when another consumer has claimed the delivery meanwhile.
        """
        with self.store.write(self.claim.reaction) as tx:
            tx.claims.finish(self.claim)
            yield tx
