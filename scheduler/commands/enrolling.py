"""Members join an optional workshop, leave it, or wait for a seat in it."""

from scheduler.access import PersonScope
from scheduler.commands.correcting import say_wishes
from scheduler.commands.offering import end_offer, wait_no_longer
from scheduler.commands.seats import FULL, Seats
from scheduler.domain.cohorts import Cohort, Workshop
from scheduler.domain.enrolments import Enrolment, Standing
from scheduler.domain.people import PersonId
from scheduler.domain.plans import Plan
from scheduler.domain.seat_offers import OfferEnd
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import SeatChanged, SeatsDue
from scheduler.languages.sentences import sentence
from scheduler.problems.groups import wished_workshops


def join(scope: PersonScope, *, workshop: str, section: int) -> None:
    """Take a seat that is free, or kept for one: a wish too from then on. Raises NotNowError for what is in the way."""
    seats = _seats(scope)
    found = seats.section(workshop, section)
    if scope.person.id in found.members:
        return
    reason = seats.why_not(scope.person, found)
    if reason is not None:
        raise NotNowError(reason)
    _give_up_offer(scope, workshop=workshop, ended=OfferEnd.WITHDRAWN, but=(section, OfferEnd.TAKEN))
    _put(scope, workshop=workshop, section=section, standing=Standing.JOINED)
    say_wishes(scope, workshops=(workshop, *(each for each in _wishes(scope) if each != workshop)))
    scope.tx.outbox.emit(SeatChanged(cohort=scope.cohort.id, person=scope.person.id))


def leave(scope: PersonScope, *, workshop: str) -> None:
    """Give a seat up, or no longer wait for one; whoever has left is not put there again by a later release."""
    _workshop(scope.cohort, workshop)
    published, standing = scope.tx.runs.published(scope.cohort.id), scope.standing_plan()
    if published is None or standing is None:
        raise NotFoundError
    _give_up_offer(scope, workshop=workshop, ended=OfferEnd.WITHDRAWN)
    if any(_sits(scope.person.id, plan, workshop) for plan in (published.plan, standing)):
        _put(scope, workshop=workshop, section=0, standing=Standing.LEFT)
        say_wishes(scope, workshops=tuple(each for each in scope.person.workshops if each != workshop))
        scope.tx.outbox.emit(SeatChanged(cohort=scope.cohort.id, person=scope.person.id))
    else:
        scope.tx.enrolments.take_back(scope.person.id, workshop)


def wait(scope: PersonScope, *, workshop: str, section: int) -> None:
    """Wait for a seat in a section that is full; waiting twice keeps one's place."""
    seats = _seats(scope)
    found = seats.section(workshop, section)
    reason = seats.why_not(scope.person, found)
    if reason is None:
        raise NotNowError(sentence("There is a free seat: you can join at once."))
    if reason != FULL:
        raise NotNowError(reason)
    if scope.person.id not in seats.line(found):
        _give_up_offer(scope, workshop=workshop, ended=OfferEnd.WITHDRAWN)
        _put(scope, workshop=workshop, section=section, standing=Standing.WAITING)
        # A seat may be free that nobody who waits already can take.
        scope.tx.outbox.emit(SeatsDue(cohort=scope.cohort.id))


def let_go(scope: PersonScope, *, workshop: str) -> None:
    """Say no to a seat that is kept for one, and wait no longer; where none is kept any more, nothing changes."""
    if _give_up_offer(scope, workshop=workshop, ended=OfferEnd.DECLINED):
        wait_no_longer(scope.tx, cohort=scope.cohort.id, person=scope.person.id, workshop=workshop)


def _seats(scope: PersonScope) -> Seats:
    seats = Seats.seen_by(scope)
    if seats is None:
        raise NotFoundError
    return seats


def _give_up_offer(
    scope: PersonScope, *, workshop: str, ended: OfferEnd, but: tuple[int, OfferEnd] | None = None
) -> bool:
    """End the offer of a seat in a workshop so, `but` in this section otherwise; say whether one was open."""
    _workshop(scope.cohort, workshop)
    for offer in scope.tx.seat_offers.open_in(scope.cohort.id):
        if (offer.person, offer.workshop) == (scope.person.id, workshop):
            how = but[1] if but is not None and but[0] == offer.section else ended
            end_offer(scope.tx, cohort=scope.cohort.id, offer=offer, ended=how)
            return True
    return False


def _sits(person: PersonId, plan: Plan, workshop: str) -> bool:
    return any(person in each.members for each in plan.workshops.sections if each.workshop == workshop)


def _put(scope: PersonScope, *, workshop: str, section: int, standing: Standing) -> None:
    word = Enrolment(
        person=scope.person.id, workshop=workshop, section=section, standing=standing, since=scope.tx.now
    )
    scope.tx.enrolments.put(word)


def _workshop(cohort: Cohort, workshop: str) -> Workshop:
    for each in cohort.workshops:
        if each.id == workshop:
            return each
    raise NotFoundError


def _wishes(scope: PersonScope) -> tuple[str, ...]:
    """Return what somebody wishes for, said or derived from their interests."""
    wished = wished_workshops(cohort=scope.cohort, person=scope.person)
    return tuple(scope.cohort.workshops[each].id for each in wished)
