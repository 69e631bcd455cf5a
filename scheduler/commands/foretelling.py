"""Everyone of a cohort is told by mail, once, when they will be erased, as its rules say; and that is owed in time."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from scheduler.access import CohortScope, PersonScope
from scheduler.domain.people import Person
from scheduler.domain.preferences import Preference
from scheduler.domain.retention import Erasure, erasure_of, ref_of
from scheduler.events import NoticeApproved, RetentionDue
from scheduler.outputs.erasure_text import erasure_text
from scheduler.outputs.letters import addressee_of
from scheduler.store.notices import Kind, Notice


def foretell(scope: CohortScope) -> None:
    """Tell whoever is to be told by now of the erasure that the rules ask for, and have the rest be done in time.

    What people were told is not so any more where the rules say later by now, or nothing. Who came after the others
    were told is told now. Doing it twice changes nothing.
    """
    tx, cohort = scope.tx, scope.cohort
    stands = standing_erasure(scope)
    if stands is None or not stands.is_told:
        tx.retention.tell(cohort.id, None)
    if stands is None or not (scope.people() or scope.leavers()):
        return
    if stands.told_at > tx.now:
        _look_in_time(scope, stands.told_at)
        return
    tx.retention.tell(cohort.id, stands.at)
    if stands.at > tx.now:
        _write(scope, stands, to=_untold(scope, stands))
    _look_in_time(scope, stands.at)


def standing_erasure(scope: CohortScope | PersonScope) -> Erasure | None:
    """Return when the cohort's people are erased, as things stand; None for never."""
    return erasure_of(scope.cohort, told=scope.tx.retention.told(scope.cohort.id), now=scope.tx.now)


def _look_in_time(scope: CohortScope, due: datetime) -> None:
    """Have the cohort be looked at then, unless it is looked at before: that look owes the next one."""
    looked = scope.tx.retention.looked_at(scope.cohort.id)
    if looked is None or looked <= scope.tx.now or due < looked:
        scope.tx.retention.look_at(scope.cohort.id, due)
        scope.tx.outbox.emit(RetentionDue(cohort=scope.cohort.id), due_at=due)


def _untold(scope: CohortScope, stands: Erasure) -> Iterator[Person]:
    """Yield who can be written to and was not: not who has left, of whom nothing is on any page to take along."""
    told = scope.tx.notices.told_of(scope.cohort.id, kind=Kind.ERASURE, uid=ref_of(stands.at))
    return (person for person in scope.people() if person.email and person.id not in told)


def _write(scope: CohortScope, stands: Erasure, *, to: Iterable[Person]) -> None:
    """Write letters that wait for nobody's approval: the rules ask for them, and the day does not wait."""
    tx, cohort = scope.tx, scope.cohort
    chosen = tx.preferences.in_cohort(cohort.id)
    notices = [
        Notice(
            id=tx.ids.new("notice"),
            person=person.id,
            cohort=cohort.id,
            release=scope.last_release() or 0,
            round=0,
            kind=Kind.ERASURE,
            uid=ref_of(stands.at),
            tells={},
            state="approved",
            subject=text.subject,
            body=text.body,
            created_at=tx.now,
            approved_at=tx.now,
        )
        for person in to
        for chose in (chosen.get(person.id, Preference()),)
        for text in (erasure_text(to=addressee_of(person, cohort=cohort, chose=chose), at=stands.at),)
    ]
    tx.notices.add(notices)
    tx.outbox.emit(*(NoticeApproved(cohort=cohort.id, notice=notice.id) for notice in notices))
