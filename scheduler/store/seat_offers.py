"""Seats that are kept for whoever waits for one, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.domain.seat_offers import OfferEnd, SeatOffer
from scheduler.store import tables


class SeatOffers:
    """What is offered to whom, and when seats are next looked at."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_in(self, cohort: CohortId) -> tuple[SeatOffer, ...]:
        """Return the cohort's offers that have not ended, the earliest first; also to who has left it since."""
        of = tables.seat_offer.c
        rows = self._connection.execute(
            select(tables.seat_offer)
            .join(tables.person)
            .where(tables.person.c.cohort_id == cohort, of.ended_at.is_(None))
            .order_by(of.offered_at, of.person_id, of.workshop)
        )
        return tuple(map(_offer, rows))

    def offer(self, offer: str) -> SeatOffer | None:
        """Return this offer, ended or not; None once it was tidied away."""
        row = self._connection.execute(
            select(tables.seat_offer).where(tables.seat_offer.c.id == offer)
        ).one_or_none()
        return None if row is None else _offer(row)

    def add(self, offer: SeatOffer) -> None:
        """Keep an offer; whoever has an open one in the same workshop can have no other."""
        self._connection.execute(
            insert(tables.seat_offer).values(
                id=offer.id,
                person_id=offer.person,
                workshop=offer.workshop,
                section=offer.section,
                offered_at=offer.offered_at,
                until=offer.until,
            )
        )

    def end(self, offer: str, *, ended: OfferEnd, now: datetime) -> None:
        """Keep how an open offer ended."""
        of = tables.seat_offer.c
        self._connection.execute(
            update(tables.seat_offer)
            .where(of.id == offer, of.ended_at.is_(None))
            .values(ended=ended, ended_at=now)
        )

    def looked_at(self, cohort: CohortId) -> datetime | None:
        """Return when the cohort's seats are next looked at, or were last."""
        found = select(tables.cohort.c.seats_at).where(tables.cohort.c.id == cohort)
        return self._connection.execute(found).scalar_one()

    def look_at(self, cohort: CohortId, instant: datetime) -> None:
        """Keep when they are next looked at."""
        self._connection.execute(
            update(tables.cohort).where(tables.cohort.c.id == cohort).values(seats_at=instant)
        )


def _offer(row: Row[Any]) -> SeatOffer:
    return SeatOffer(
        id=row.id,
        person=PersonId(row.person_id),
        workshop=row.workshop,
        section=row.section,
        offered_at=row.offered_at,
        until=row.until,
        ended=None if row.ended is None else OfferEnd(row.ended),
        ended_at=row.ended_at,
    )
