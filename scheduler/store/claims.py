"""Deliveries claimed by one consumer at a time, under a lease and a fence, until they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, literal_column, or_, select, update

from scheduler.events import Event, from_data
from scheduler.store import tables

OPEN = ("waiting", "claimed")
IS_OPEN = tables.delivery.c.state.in_([literal_column(f"'{state}'") for state in OPEN])
"""Written out, not handed over: only so does a database know that the index of what is open has all it looks for."""
LEASE = timedelta(seconds=10)
MOST_ALIKE = 1_000
_STATE = tables.delivery.c.state.concat("")
"""The state, hidden from PostgreSQL's planner: who knows the id is to look there, not through all that is open."""
_HELD = update(tables.delivery).where(
    tables.delivery.c.id == bindparam("held"),
    tables.delivery.c.fence == bindparam("by"),
    _STATE == "claimed",
)
"""Changes a delivery in the hands of its claim's holder; built once, as those below, for it is run for every one."""
_FREE = (
    select(tables.delivery.c.id)
    .where(
        tables.delivery.c.id.in_(bindparam("asked", expanding=True)),
        _STATE.in_(OPEN),
        tables.delivery.c.due_at <= bindparam("now"),
    )
    .with_for_update(skip_locked=True)
)
_TAKEN = (
    update(tables.delivery)
    .where(tables.delivery.c.id.in_(_FREE))
    .values(
        tries=tables.delivery.c.tries + 1,
        fence=tables.delivery.c.fence + 1,
        **{name: bindparam(name) for name in ("state", "due_at", "next_at", "hints")},
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
_EVENTS = select(tables.event).where(tables.event.c.id.in_(bindparam("events", expanding=True)))


class LeaseLostError(Exception):
    """Another consumer holds this delivery now: whatever was worked out here must not be written."""


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


class Claims:
    """Who works on what, and how that ended."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def take(self, *deliveries: str) -> tuple[Claim, ...]:
        """Take those of the deliveries that are due, counting the try before any work, in the order given."""
        taken = {
            row.id: row
            for row in self._connection.execute(
                _TAKEN,
                {
                    "asked": deliveries,
                    "now": self._now,
                    "state": "claimed",
                    "due_at": self._now + LEASE,
                    "next_at": self._now,  # whoever dies with it: it is hinted as soon as its lease has ended
                    "hints": 0,
                },
            )
        }
        if not taken:
            return ()
        of_events = {"events": list({row.event_id for row in taken.values()})}
        events = {row.id: row for row in self._connection.execute(_EVENTS, of_events)}
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
                IS_OPEN,
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

    def finish_alike(self, claim: Claim, *, cohort: str) -> None:
        """Mark as done what else is due for this reaction in this cohort, for the claim's effect covers it.

        Only for who holds the cohort's row: nothing else can have happened in it since.
        """
        of_cohort = select(tables.event.c.id).where(tables.event.c.cohort_id == cohort)
        self._connection.execute(
            update(tables.delivery)
            .where(
                IS_OPEN,
                tables.delivery.c.state == "waiting",
                tables.delivery.c.reaction == claim.reaction,
                tables.delivery.c.due_at <= self._now,
                tables.delivery.c.event_id.in_(of_cohort),
            )
            .values(state="done", error=None, ended_at=self._now)
        )

    def alike(self, claim: Claim) -> tuple[str, ...]:
        """Return what else is due for this reaction by now, of whichever cohort: MOST_ALIKE of it."""
        found = select(tables.delivery.c.id).where(
            IS_OPEN,
            tables.delivery.c.state == "waiting",
            tables.delivery.c.reaction == claim.reaction,
            tables.delivery.c.due_at <= self._now,
        )
        return tuple(self._connection.execute(found.limit(MOST_ALIKE)).scalars())

    def finish_these(self, deliveries: Sequence[str]) -> None:
        """Mark as done those of the deliveries that nobody has taken meanwhile: what was done since covers them."""
        self._connection.execute(
            update(tables.delivery)
            .where(tables.delivery.c.id.in_(deliveries), _STATE == "waiting")
            .values(state="done", error=None, ended_at=self._now)
        )

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

    def _of_claim(self, claim: Claim, **values: object) -> None:
        held = self._connection.execute(_HELD, {"held": claim.delivery, "by": claim.fence} | values)
        if held.rowcount != 1:
            raise LeaseLostError(claim.delivery)
