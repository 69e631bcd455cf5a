"""A coach and a member agree on a weekly hour: one suggests it, the other says yes, and either may end it."""

from dataclasses import dataclass

from calendars.common_hours import CommonHour
from scheduler.access import PersonScope
from scheduler.domain.agreements import Agreement
from scheduler.domain.common_hours import offered_hours, on_the_clock_of
from scheduler.domain.people import Person
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import HourAgreed, HourDropped
from scheduler.languages.sentences import sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pair:
    coach: Person
    member: Person
    stands: Agreement


def say_yes(scope: PersonScope, *, other: str, hour: CommonHour) -> None:
    """Say yes to meeting someone at an hour each week: a suggestion, until they do too.

    The hour is named by the clock that it is kept by, or by what one's own clock shows first. Raises NotFoundError for
    whom one is not paired with, and NotNowError for an hour that does not hold, or no more.
    """
    pair = _pair(scope, other)
    named = _as_kept(scope, pair, hour)
    if scope.cohort.coaching is None or named is None:
        raise NotNowError(
            sentence("This hour does not suit you both any more: load the page again and choose another.")
        )
    before = pair.stands
    after = before.saying_yes(
        scope.person.id, to=named, minutes=scope.cohort.coaching.meeting_minutes, now=scope.tx.now
    )
    scope.tx.agreements.put(after)
    if after.agreed is not None and after.agreed != before.agreed:
        scope.tx.outbox.emit(HourAgreed(cohort=scope.cohort.id, coach=after.coach, member=after.member))


def end_hour(scope: PersonScope, *, other: str) -> None:
    """End what one has agreed on with someone, or suggested; raises NotFoundError for whom one is not paired with."""
    before = _pair(scope, other).stands
    scope.tx.agreements.put(before.ended())
    if before.agreed is not None:
        scope.tx.outbox.emit(HourDropped(cohort=scope.cohort.id, coach=before.coach, member=before.member))


def _as_kept(scope: PersonScope, pair: _Pair, hour: CommonHour) -> CommonHour | None:
    """Return an hour that is offered by the clock that it is kept by; None for what is not offered."""
    offered = offered_hours(cohort=scope.cohort, coach=pair.coach, member=pair.member)
    coaches = pair.coach.id == scope.person.id
    kept = {
        on_the_clock_of(scope.person, each.coach if coaches else each.member): each.hour for each in offered
    }
    return next((each.hour for each in offered if each.hour == hour), kept.get(hour))


def _pair(scope: PersonScope, other: str) -> _Pair:
    plan = scope.standing_plan()
    people = {person.id: person for person in scope.tx.people.people(scope.cohort.id)}
    pairs = () if plan is None else plan.coaching.pairs
    ids = next(
        (
            (pair.coach, pair.member)
            for pair in pairs
            if (pair.coach, pair.member) in {(scope.person.id, other), (other, scope.person.id)}
        ),
        None,
    )
    if ids is None or not people.keys() >= {*ids}:
        raise NotFoundError
    coach, member = ids
    stands = scope.tx.agreements.of_cohort(scope.cohort.id).get(ids, Agreement(coach=coach, member=member))
    return _Pair(coach=people[coach], member=people[member], stands=stands)
