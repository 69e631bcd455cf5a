"""Events and their deliveries: written with the state they tell of, claimed by one consumer at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from scheduler.events import Event, data_of, from_data
from scheduler.ids import Ids
from scheduler.store import tables

OPEN = ("waiting", "claimed")
LEASE = timedelta(seconds=10)
MAX_TRIES = 5
MAX_HINT_PAUSE = timedelta(minutes=1)

Routes = Mapping[str, tuple[tuple[str, str], ...]]
"""Event type -> (consumer, reaction) for each reaction to it."""


class LeaseLostError(Exception):
    """Another consumer holds this delivery now: whatever was worked out here must not be written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """A wake-up call: this delivery is due for this consumer."""

    delivery: str
    consumer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The right to work on a delivery until its lease ends; `fence` is good only while no one claims after."""

    delivery: str
    fence: int
    tries: int
    reaction: str
    event_type: str
    data: dict[str, str | int]

    @property
    def event(self) -> Event:
        """What happened; raises KeyError for an event that this version does not know."""
        return from_data(kind=self.event_type, data=self.data)


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """A delivery that is not done, for people to look at."""

    delivery: str
    event_type: str
    consumer: str
    reaction: str
    state: str
    tries: int
    due_at: datetime
    since: datetime
    error: str | None


class Outbox:
    """What happened, and who is still owed word of it."""

    def __init__(self, connection: Connection, *, now: datetime, ids: Ids, routes: Routes) -> None:
        self._connection = connection
        self._now = now
        self._ids = ids
        self._routes = routes

    def emit(self, event: Event, *, due_at: datetime | None = None) -> str:
        """Record the event and owe it to every reaction that stands in the routes, from `due_at` on (default: now)."""
        event_id = self._ids.new("event")
        self._connection.execute(
            insert(tables.event).values(
                id=event_id, type=event.type, time=self._now, cohort_id=event.cohort, data=data_of(event)
            )
        )
        due = due_at or self._now
        for consumer, reaction in self._routes.get(event.type, ()):
            self._connection.execute(
                insert(tables.delivery).values(
                    id=self._ids.new("delivery"),
                    event_id=event_id,
                    consumer=consumer,
                    reaction=reaction,
                    state="waiting",
                    due_at=due,
                    next_at=due,
                    hints=0,
                    tries=0,
                    fence=0,
                )
            )
        return event_id

    def anything_due(self) -> bool:
        """Say whether there is anyone to wake now; cheaper than `hints`, and writes nothing."""
        due = select(tables.delivery.c.id).where(self._due(), tables.delivery.c.next_at <= self._now)
        return self._connection.execute(due.limit(1)).first() is not None

    def hints(self, *, limit: int = 100) -> tuple[Hint, ...]:
        """Return due deliveries to wake someone for, oldest first, and move their next hint on with backoff."""
        rows = self._connection.execute(
            select(tables.delivery.c.id, tables.delivery.c.consumer, tables.delivery.c.hints)
            .where(self._due(), tables.delivery.c.next_at <= self._now)
            .order_by(tables.delivery.c.next_at, tables.delivery.c.id)
            .limit(limit)
        ).all()
        for row in rows:
            pause = min(timedelta(seconds=2**row.hints), MAX_HINT_PAUSE)
            self._connection.execute(
                update(tables.delivery)
                .where(tables.delivery.c.id == row.id)
                .values(next_at=self._now + pause, hints=min(row.hints + 1, 16))
            )
        return tuple(Hint(delivery=row.id, consumer=row.consumer) for row in rows)

    def claim(self, delivery: str) -> Claim | None:
        """Take the delivery if it is due, counting the try before any work; None if it is not to be had."""
        taken = self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id == delivery, self._due())
            .values(
                state="claimed",
                tries=tables.delivery.c.tries + 1,
                fence=tables.delivery.c.fence + 1,
                due_at=self._now + LEASE,
            )
        )
        if taken.rowcount != 1:
            return None
        row = self._connection.execute(
            select(
                tables.delivery.c.fence,
                tables.delivery.c.tries,
                tables.delivery.c.reaction,
                tables.event.c.type,
                tables.event.c.data,
            )
            .join(tables.event)
            .where(tables.delivery.c.id == delivery)
        ).one()
        return Claim(
            delivery=delivery,
            fence=row.fence,
            tries=row.tries,
            reaction=row.reaction,
            event_type=row.type,
            data=row.data,
        )

    def renew(self, claim: Claim) -> None:
        """Hold the claim for another lease; raise LeaseLostError if someone else has it."""
        self._of_claim(claim, due_at=self._now + LEASE)

    def finish(self, claim: Claim) -> None:
        """Mark the delivery done, in the transaction of its effect; raise LeaseLostError if someone else has it."""
        self._of_claim(claim, state="done", error=None)

    def fail(self, claim: Claim, *, error: str) -> bool:
        """Try again later, with backoff, or park the delivery after its last try; say whether it was parked."""
        if claim.tries >= MAX_TRIES:
            self._of_claim(claim, state="parked", error=error)
            return True
        later = self._now + timedelta(seconds=2**claim.tries)
        self._of_claim(claim, state="waiting", error=error, due_at=later, next_at=later, hints=0)
        return False

    def give_back(self, claim: Claim) -> None:
        """Return the delivery untried, for whoever comes next: this process was told to stop."""
        self._of_claim(claim, state="waiting", tries=claim.tries - 1, due_at=self._now, next_at=self._now)

    def replay(self, delivery: str) -> bool:
        """Owe a parked delivery again with all its tries; say whether it was parked."""
        replayed = self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id == delivery, tables.delivery.c.state == "parked")
            .values(state="waiting", due_at=self._now, next_at=self._now, hints=0, tries=0)
        )
        return replayed.rowcount == 1

    def owed(self) -> tuple[Owed, ...]:
        """Return every delivery that is not done, oldest first."""
        rows = self._connection.execute(
            select(tables.delivery, tables.event.c.type, tables.event.c.time)
            .join(tables.event)
            .where(tables.delivery.c.state != "done")
            .order_by(tables.event.c.time, tables.delivery.c.id)
        )
        return tuple(
            Owed(
                delivery=row.id,
                event_type=row.type,
                consumer=row.consumer,
                reaction=row.reaction,
                state=row.state,
                tries=row.tries,
                due_at=row.due_at,
                since=row.time,
                error=row.error,
            )
            for row in rows
        )

    def pending(self, *, cohort: str) -> int:
        """Return how many deliveries of this cohort are due now or being worked on."""
        return self._connection.execute(
            select(func.count())
            .select_from(tables.delivery.join(tables.event))
            .where(
                tables.event.c.cohort_id == cohort,
                or_(
                    tables.delivery.c.state == "claimed",
                    and_(tables.delivery.c.state == "waiting", tables.delivery.c.due_at <= self._now),
                ),
            )
        ).scalar_one()

    def _due(self) -> Any:  # noqa: ANN401 - SQLAlchemy's own expression type says no more
        return and_(tables.delivery.c.state.in_(OPEN), tables.delivery.c.due_at <= self._now)

    def _of_claim(self, claim: Claim, **values: object) -> None:
        held = self._connection.execute(
            update(tables.delivery)
            .where(
                tables.delivery.c.id == claim.delivery,
                tables.delivery.c.fence == claim.fence,
                tables.delivery.c.state == "claimed",
            )
            .values(**values)
        )
        if held.rowcount != 1:
            raise LeaseLostError(claim.delivery)
