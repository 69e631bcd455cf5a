"""Events and their deliveries: written with the state they tell of, claimed by one consumer at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, or_, select, update

from scheduler import trace
from scheduler.events import Event, data_of, from_data
from scheduler.ids import Ids
from scheduler.store import tables

OPEN = ("waiting", "claimed")
LEASE = timedelta(seconds=10)
MAX_HINT_PAUSE = timedelta(minutes=1)
CLOCKS_AGREE_WITHIN = timedelta(seconds=10)
"""What lies further ahead than it can, by more than this, comes from a clock that was put back."""
_HINTS_COUNTED = 16
_STATE = tables.delivery.c.state.concat("")
"""The state, hidden from PostgreSQL's planner: who knows the id is to look there, not through all that is open."""
_HELD = update(tables.delivery).where(
    tables.delivery.c.id == bindparam("held"),
    tables.delivery.c.fence == bindparam("by"),
    _STATE == "claimed",
)
"""Changes a delivery in the hands of its claim's holder; built once, as those below, for it is run for every event."""
_NEW_EVENT = insert(tables.event)
_NEW_DELIVERY = insert(tables.delivery)
_DUE = and_(tables.delivery.c.state.in_(OPEN), tables.delivery.c.due_at <= bindparam("now"))
_TO_HINT = select(tables.delivery.c.id, tables.delivery.c.consumer, tables.delivery.c.hints).where(
    _DUE, tables.delivery.c.next_at <= bindparam("now")
)
_ANY_TO_HINT = _TO_HINT.limit(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Owe an event to `consumer`, for its `reaction`: once, or once to each webhook that wants it."""

    consumer: str
    reaction: str
    per_webhook: bool = False


Routes = Mapping[str, tuple[Route, ...]]
"""Event type -> where it goes."""


class LeaseLostError(Exception):
    """Another consumer holds this delivery now: whatever was worked out here must not be written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """A wake-up call: this delivery is due for this consumer."""

    delivery: str
    consumer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The right to work on a delivery until its lease ends; `fence` is good only while no one claims after.

    `target` is the webhook it goes to, else empty; `time` is the event's.
    """

    delivery: str
    fence: int
    tries: int
    reaction: str
    target: str
    event_id: str
    event_type: str
    time: datetime
    data: dict[str, str | int]
    trace: str | None

    @property
    def event(self) -> Event:
        """What happened; raises KeyError for an event that this version does not know."""
        return from_data(kind=self.event_type, data=self.data)


class Outbox:
    """What happened, and who is still owed word of it."""

    def __init__(self, connection: Connection, *, now: datetime, ids: Ids, routes: Routes) -> None:
        self._connection = connection
        self._now = now
        self._ids = ids
        self._routes = routes

    def emit(self, *events: Event, due_at: datetime | None = None) -> None:
        """Record the events and owe each to all that its routes name, from `due_at` on (default: now).

        A webhook that is to be left alone for now is owed them when it no longer is.
        """
        told = [(self._ids.new("event"), event) for event in events]
        if not told:
            return
        self._connection.execute(
            _NEW_EVENT,
            [
                {
                    "id": event_id,
                    "type": event.type,
                    "time": self._now,
                    "cohort_id": event.cohort,
                    "data": data_of(event),
                    "trace": trace.current(),
                }
                for event_id, event in told
            ],
        )
        due = due_at or self._now
        webhooks = self._webhooks([event for _, event in told])
        owed = [
            {
                "id": self._ids.new("delivery"),
                "event_id": event_id,
                "consumer": route.consumer,
                "reaction": route.reaction,
                "target": target,
                "state": "waiting",
                "due_at": max(due, quiet_until or due),
                "next_at": max(due, quiet_until or due),
                "hints": 0,
                "tries": 0,
                "fence": 0,
            }
            for event_id, event in told
            for route in self._routes.get(event.type, ())
            for target, quiet_until in (webhooks[event] if route.per_webhook else (("", None),))
        ]
        if owed:
            self._connection.execute(_NEW_DELIVERY, owed)

    def anything_due(self) -> bool:
        """Say whether there is anyone to wake now; cheaper than `hints`, and writes nothing."""
        return self._connection.execute(_ANY_TO_HINT, {"now": self._now}).first() is not None

    def hints(self, *, limit: int = 500) -> tuple[Hint, ...]:
        """Return due deliveries to wake someone for, oldest first, and move their next hint on with backoff.

        What another relay is looking at is left to it. A crash of PostgreSQL may forget the last of it, and then some
        are hinted once more: so nobody waits for its disk.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        rows = self._connection.execute(
            _TO_HINT.order_by(tables.delivery.c.next_at, tables.delivery.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True),
            {"now": self._now},
        ).all()
        hinted: defaultdict[int, list[str]] = defaultdict(list)
        for row in rows:
            hinted[row.hints].append(row.id)
        for hints, deliveries in hinted.items():
            pause = min(timedelta(seconds=2**hints), MAX_HINT_PAUSE)
            self._connection.execute(
                update(tables.delivery)
                .where(tables.delivery.c.id.in_(deliveries))
                .values(next_at=self._now + pause, hints=min(hints + 1, _HINTS_COUNTED))
            )
        return tuple(Hint(delivery=row.id, consumer=row.consumer) for row in rows)

    def unhint(self, hints: Sequence[Hint]) -> None:
        """Take these hints back: they could not be sent, and are to be sent as soon as they can."""
        self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id.in_([hint.delivery for hint in hints]))
            .values(next_at=self._now, hints=0)
        )

    def anything_ahead(self) -> bool:
        """Say whether there is anything to set right; writes nothing."""
        return (
            self._connection.execute(
                select(tables.delivery.c.id).where(self._ahead()).limit(1), {"now": self._now}
            ).first()
            is not None
        )

    def set_right(self) -> int:
        """Make due what lies ahead because the clock has been put back since; return how many deliveries.

        A lease and a hint lie only so far ahead, and what was due at once never does. What waits for another try
        waits for as much longer as the clock was put back.
        """
        found = self._connection.execute(
            update(tables.delivery).where(self._ahead()).values(due_at=self._now, next_at=self._now, hints=0),
            {"now": self._now},
        )
        return found.rowcount

    def claim(self, *deliveries: str) -> tuple[Claim, ...]:
        """Take those of the deliveries that are due, counting the try before any work, in the order given."""
        free = (
            select(tables.delivery.c.id)
            .where(
                tables.delivery.c.id.in_(deliveries),
                _STATE.in_(OPEN),
                tables.delivery.c.due_at <= self._now,
            )
            .with_for_update(skip_locked=True)
        )
        taken = {
            row.id: row
            for row in self._connection.execute(
                update(tables.delivery)
                .where(tables.delivery.c.id.in_(free))
                .values(
                    state="claimed",
                    tries=tables.delivery.c.tries + 1,
                    fence=tables.delivery.c.fence + 1,
                    due_at=self._now + LEASE,
                    next_at=self._now,  # whoever dies with it: it is hinted as soon as its lease has ended
                    hints=0,
                )
                .returning(
                    tables.delivery.c.id,
                    tables.delivery.c.event_id,
                    tables.delivery.c.fence,
                    tables.delivery.c.tries,
                    tables.delivery.c.reaction,
                    tables.delivery.c.target,
                )
            )
        }
        if not taken:
            return ()
        of_events = select(tables.event).where(
            tables.event.c.id.in_({row.event_id for row in taken.values()})
        )
        events = {row.id: row for row in self._connection.execute(of_events)}
        return tuple(
            Claim(
                delivery=delivery,
                fence=row.fence,
                tries=row.tries,
                reaction=row.reaction,
                target=row.target,
                event_id=row.event_id,
                event_type=events[row.event_id].type,
                time=events[row.event_id].time,
                data=events[row.event_id].data,
                trace=events[row.event_id].trace,
            )
            for delivery, row in ((each, taken[each]) for each in dict.fromkeys(deliveries) if each in taken)
        )

    def renew(self, *claims: Claim) -> None:
        """Hold the claims for another lease; those lost or being finished at this moment are left as they are."""
        if not claims:
            return
        held = (
            select(tables.delivery.c.id)
            .where(
                or_(
                    *(
                        and_(tables.delivery.c.id == claim.delivery, tables.delivery.c.fence == claim.fence)
                        for claim in claims
                    )
                ),
                tables.delivery.c.state == "claimed",
            )
            .with_for_update(skip_locked=True)
        )
        self._connection.execute(
            update(tables.delivery).where(tables.delivery.c.id.in_(held)).values(due_at=self._now + LEASE)
        )

    def hold(self, claim: Claim) -> None:
        """Make sure that this transaction is the claim's holder's; raise LeaseLostError if someone else has it."""
        self._of_claim(claim, due_at=self._now + LEASE)

    def finish(self, claim: Claim) -> None:
        """Mark the delivery done, in the transaction of its effect; raise LeaseLostError if someone else has it."""
        self._of_claim(claim, state="done", error=None, ended_at=self._now)

    def fail(self, claim: Claim, *, error: str, again_in: timedelta | None) -> None:
        """Have the delivery tried again after a while, or park it if it is not to be; `error` is the error's class."""
        if again_in is None:
            self._of_claim(claim, state="parked", error=error, ended_at=self._now)
        else:
            later = self._now + again_in
            self._of_claim(claim, state="waiting", error=error, due_at=later, next_at=later, hints=0)

    def give_back(self, claim: Claim, *, until: datetime | None = None) -> None:
        """Return the delivery untried, for whoever comes next, or not before `until`."""
        due = until or self._now
        self._of_claim(claim, state="waiting", tries=claim.tries - 1, due_at=due, next_at=due, hints=0)

    def replay(self, delivery: str) -> bool:
        """Owe a parked delivery again with all its tries; say whether it was parked."""
        return self._change(
            delivery,
            state="parked",
            values={
                "state": "waiting",
                "due_at": self._now,
                "next_at": self._now,
                "hints": 0,
                "tries": 0,
                "ended_at": None,
            },
        )

    def park(self, delivery: str, *, why: str = "ParkedByHand") -> bool:
        """Stop trying a delivery, even one being worked on, whose effect is then refused; say whether it was open."""
        values = {
            "state": "parked",
            "error": why,
            "ended_at": self._now,
            "fence": tables.delivery.c.fence + 1,
        }
        return any(self._change(delivery, state=state, values=values) for state in OPEN)

    def park_all_to(self, target: str, *, why: str) -> int:
        """Stop trying what waits for this webhook; return how many deliveries that were."""
        parked = self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.target == target, tables.delivery.c.state == "waiting")
            .values(state="parked", error=why, ended_at=self._now)
        )
        return parked.rowcount

    def end_all_to(self, target: str) -> None:
        """Owe this webhook nothing any more of what nobody is working on."""
        self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.target == target, tables.delivery.c.state.in_(("waiting", "parked")))
            .values(state="done", ended_at=self._now)
        )

    def put_off_all_to(self, target: str, *, until: datetime) -> None:
        """Let nothing that waits for this webhook be due before `until`; what somebody else is changing is left."""
        self._move_all(target, tables.delivery.c.due_at < until, due=until)

    def call_in_all_to(self, target: str) -> None:
        """Let what waits for this webhook and was never tried be due now."""
        later = and_(tables.delivery.c.due_at > self._now, tables.delivery.c.tries == 0)
        self._move_all(target, later, due=self._now)

    def _move_all(self, target: str, which: ColumnElement[bool], *, due: datetime) -> None:
        waiting = (
            select(tables.delivery.c.id)
            .where(tables.delivery.c.target == target, tables.delivery.c.state == "waiting", which)
            .with_for_update(skip_locked=True)
        )
        self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id.in_(waiting))
            .values(due_at=due, next_at=due, hints=0)
        )

    def _change(self, delivery: str, *, state: str, values: dict[str, Any]) -> bool:
        changed = self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id == delivery, tables.delivery.c.state == state)
            .values(**values)
        )
        return changed.rowcount == 1

    def _webhooks(self, events: Sequence[Event]) -> dict[Event, tuple[tuple[str, datetime | None], ...]]:
        """Return which webhooks want each of the events, and until when each is to be left alone."""
        asked = {event for event in events for route in self._routes.get(event.type, ()) if route.per_webhook}
        if not asked:
            return {}
        rows = self._connection.execute(
            select(
                tables.webhook.c.id,
                tables.webhook.c.cohort_id,
                tables.webhook.c.types,
                tables.webhook.c.quiet_until,
            )
            .where(tables.webhook.c.disabled_at.is_(None))
            .order_by(tables.webhook.c.id)
        ).all()
        return {
            event: tuple(
                (row.id, row.quiet_until)
                for row in rows
                if row.cohort_id in (None, event.cohort) and (not row.types or event.type in row.types)
            )
            for event in asked
        }

    def _ahead(self) -> Any:  # noqa: ANN401 - SQLAlchemy's own expression type says no more
        at_once = (
            select(tables.event.c.time)
            .where(tables.event.c.id == tables.delivery.c.event_id)
            .scalar_subquery()
        )
        of, agreed = tables.delivery.c, self._now + CLOCKS_AGREE_WITHIN
        return or_(
            and_(of.state == "claimed", of.due_at > agreed + LEASE),
            and_(of.state == "waiting", of.due_at > agreed, of.due_at == at_once),
            and_(_DUE, of.next_at > agreed + MAX_HINT_PAUSE),
        )

    def _of_claim(self, claim: Claim, **values: object) -> None:
        held = self._connection.execute(_HELD, {"held": claim.delivery, "by": claim.fence} | values)
        if held.rowcount != 1:
            raise LeaseLostError(claim.delivery)
