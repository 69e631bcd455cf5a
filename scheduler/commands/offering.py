"""A free seat is offered to whoever waits first and can take it, and to the next when they do not in time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.commands.seats import Seats
from scheduler.domain.cohorts import CohortId
from scheduler.domain.enrolments import Enrolment, Standing, queues
from scheduler.domain.people import PersonId
from scheduler.domain.plans import Section
from scheduler.domain.preferences import Preference
from scheduler.domain.seat_offers import OfferEnd, SeatOffer, answer_by, ending, goes_to
from scheduler.events import NoticeApproved, OfferEnded, SeatOffered, SeatsDue
from scheduler.outputs.letters import Addressee, NoticeText, addressee_of
from scheduler.outputs.seat_text import Seat, lapsed_text, offered_text, withdrawn_text
from scheduler.store.notices import Kind, Notice
from scheduler.store.unit_of_work import Transaction


def pass_seats_on(scope: CohortScope) -> None:
    """End the offers that are over, and offer each seat that is free to the first who can take it, of who waits.

    Whoever cannot is passed over, and keeps their place; who does not answer loses it. Doing it twice changes nothing.
    """
    offers, words = (
        scope.tx.seat_offers.open_in(scope.cohort.id),
        scope.tx.enrolments.of_cohort(scope.cohort.id),
    )
    if not offers and all(each.standing is not Standing.WAITING for each in words):
        return
    seats = Seats.of(scope)
    if seats is None:
        return
    passing = _Passing(scope=scope, seats=seats)
    passing.end(offers)
    passing.offer()
    passing.write()
    _look_in_time(scope, passing.next_look())


def end_offer(tx: Transaction, *, cohort: CohortId, offer: SeatOffer, ended: OfferEnd) -> None:
    """Keep a seat no longer; what becomes of it, and of its reader's place in the line, is not decided here."""
    tx.seat_offers.end(offer.id, ended=ended, now=tx.now)
    tx.outbox.emit(OfferEnded(cohort=cohort, person=offer.person, offer=offer.id, state=ended))


def wait_no_longer(tx: Transaction, *, cohort: CohortId, person: PersonId, workshop: str) -> None:
    """Take somebody out of the line; who has left a seat that the release gave them, and waited, has still left it.

    Nothing changes for who does not wait: the release may have given them a seat since.
    """
    if not any(
        (each.person, each.workshop, each.standing) == (person, workshop, Standing.WAITING)
        for each in tx.enrolments.of_cohort(cohort)
    ):
        return
    published = tx.runs.published(cohort)
    sections = () if published is None else published.plan.workshops.sections
    if any(person in each.members for each in sections if each.workshop == workshop):
        left = Enrolment(person=person, workshop=workshop, section=0, standing=Standing.LEFT, since=tx.now)
        tx.enrolments.put(left)
    else:
        tx.enrolments.take_back(person, workshop)


def _look_in_time(scope: CohortScope, due: datetime | None) -> None:
    """Have seats be looked at when time alone changes something, unless they are looked at before."""
    looked = scope.tx.seat_offers.looked_at(scope.cohort.id)
    if due is not None and (looked is None or looked <= scope.tx.now or due < looked):
        scope.tx.seat_offers.look_at(scope.cohort.id, due)
        scope.tx.outbox.emit(SeatsDue(cohort=scope.cohort.id), due_at=due)


@dataclass(kw_only=True, slots=True)
class _Passing:
    """One look at all seats: how they stand by now, and what people are to be told."""

    scope: CohortScope
    seats: Seats
    away: dict[PersonId, datetime] = field(init=False)
    """Who pauses now, and until when."""
    letters: list[tuple[SeatOffer, OfferEnd | None]] = field(
        default_factory=list[tuple[SeatOffer, OfferEnd | None]]
    )

    def __post_init__(self) -> None:
        pauses = self.scope.tx.pauses.of_cohort(self.scope.cohort.id)
        self.away = {each.person: each.until for each in pauses if each.holds_at(self.seats.now)}

    def end(self, offers: Iterable[SeatOffer]) -> None:
        """End those of the open offers that are over; who did not answer waits no longer."""
        tx, cohort = self.scope.tx, self.scope.cohort.id
        gone: list[SeatOffer] = []
        for how, offer in self._ending(tuple(offers)):
            end_offer(tx, cohort=cohort, offer=offer, ended=how)
            if how is OfferEnd.LAPSED:
                wait_no_longer(tx, cohort=cohort, person=offer.person, workshop=offer.workshop)
            gone.append(offer)
            if not self._sits(offer.person, offer.workshop):
                self.letters.append((offer, how))
        if gone:
            self.seats = replace(
                self.seats,
                offers=tuple(offer for offer in self.seats.offers if offer not in gone),
                waiting=queues(tx.enrolments.of_cohort(cohort)),
            )

    def offer(self) -> None:
        """Offer each free seat to the first who can take it now."""
        for section in self.seats.plan.workshops.sections:
            kept = {offer.person for offer in self.seats.offered(section)}
            for person in goes_to(
                self.seats.line(section),
                kept=kept,
                room=self.seats.room(section),
                can=lambda person, section=section: self._until(person, section) is not None,
            ):
                self._keep(person, section)

    def write(self) -> None:
        """Tell people, by letters that wait for nobody's approval: each answers its reader's own request."""
        tx, cohort = self.scope.tx, self.scope.cohort
        chosen = tx.preferences.in_cohort(cohort.id) if self.letters else {}
        notices = [
            Notice(
                id=tx.ids.new("notice"),
                person=person.id,
                cohort=cohort.id,
                release=self.scope.last_release() or 0,
                round=0,
                kind=Kind.SEAT,
                uid=offer.id,
                tells={},
                state="approved",
                subject=text.subject,
                body=text.body,
                created_at=tx.now,
                approved_at=tx.now,
            )
            for offer, how in self.letters
            if (person := self.seats.people.get(offer.person)) is not None and person.email
            if (chose := chosen.get(person.id, Preference())).mails
            for text in (self._text(addressee_of(person, cohort=cohort, chose=chose), offer, how),)
        ]
        tx.notices.add(notices)
        tx.outbox.emit(*(NoticeApproved(cohort=cohort.id, notice=notice.id) for notice in notices))

    def next_look(self) -> datetime | None:
        """Return when time alone changes something: an offer lapses, or somebody who was passed over can come."""
        return min(self._changes(), default=None)

    def _ending(self, offers: tuple[SeatOffer, ...]) -> Iterator[tuple[OfferEnd, SeatOffer]]:
        sections = {(each.workshop, each.section): each for each in self.seats.plan.workshops.sections}
        for key in dict.fromkeys((offer.workshop, offer.section) for offer in offers):
            of_group = [offer for offer in offers if (offer.workshop, offer.section) == key]
            section = sections.get(key)
            if section is None:
                yield from ((OfferEnd.WITHDRAWN, offer) for offer in of_group)
                continue
            ended = ending(
                of_group,
                queue=self.seats.line(section),
                room=self.seats.room(section),
                stands=lambda person, section=section: self._could_come(person, section),
                now=self.seats.now,
            )
            yield from ((how, offer) for how, some in ended.items() for offer in some)

    def _could_come(self, person: PersonId, section: Section, *, also: tuple[Section, ...] = ()) -> bool:
        """Whether somebody could take a seat in a section if one is free; would they sit in `also` too."""
        known = self.seats.people.get(person)
        return (
            known is not None
            and person not in self.away
            and self.seats.hindrance(known, section, also=also) is None
        )

    def _until(self, person: PersonId, section: Section) -> datetime | None:
        """Return until when a seat is kept for somebody from now on; None for who cannot take it now.

        Nobody is kept two seats of which they could have but one.
        """
        also = tuple(
            self.seats.section(offer.workshop, offer.section)
            for offer in self.seats.offers
            if offer.person == person
        )
        if not self._could_come(person, section, also=also):
            return None
        return answer_by(
            now=self.seats.now,
            meetings=(meeting.starts for meeting in self.seats.ahead(section)),
            time_zone=self.seats.people[person].time_zone,
        )

    def _keep(self, person: PersonId, section: Section) -> None:
        until = self._until(person, section)
        assert until is not None  # noqa: S101 - only who can take it is asked
        offer = SeatOffer(
            id=self.scope.tx.ids.new("seat_offer"),
            person=person,
            workshop=section.workshop,
            section=section.section,
            offered_at=self.seats.now,
            until=until,
        )
        self.scope.tx.seat_offers.add(offer)
        self.scope.tx.outbox.emit(SeatOffered(cohort=self.scope.cohort.id, person=person, offer=offer.id))
        self.seats = replace(self.seats, offers=(*self.seats.offers, offer))
        self.letters.append((offer, None))

    def _sits(self, person: PersonId, workshop: str) -> bool:
        sections = self.seats.plan.workshops.sections
        return any(person in each.members for each in sections if each.workshop == workshop)

    def _text(self, to: Addressee, offer: SeatOffer, how: OfferEnd | None) -> NoticeText:
        names = {workshop.id: workshop.name for workshop in self.scope.cohort.workshops}
        seat = Seat(
            workshop=names.get(offer.workshop, offer.workshop), number=offer.section, until=offer.until
        )
        if how is None:
            section = self.seats.section(offer.workshop, offer.section)
            meetings = self.seats.ahead(section)
            return offered_text(to=to, seat=seat, times=[(each.starts, each.ends) for each in meetings])
        if how is OfferEnd.LAPSED:
            return lapsed_text(to=to, seat=seat)
        waits = offer.person in self.seats.waiting.get((offer.workshop, offer.section), ())
        return withdrawn_text(to=to, seat=seat, waits=waits)

    def _changes(self) -> Iterator[datetime]:
        yield from (offer.until for offer in self.seats.offers)
        for section in self.seats.plan.workshops.sections:
            passed_over = self.seats.queue(section)
            if passed_over and self.seats.room(section) > len(self.seats.offered(section)):
                yield from (self.away[person] for person in passed_over if person in self.away)
                yield from (meeting.starts for meeting in self.seats.ahead(section))
