"""A cohort's people are erased when its rules' time is over, one after another, each in a transaction of its own."""

from scheduler.access import CohortScope, whole_cohort
from scheduler.commands.erasing import erase_person
from scheduler.commands.foretelling import foretell, standing_erasure
from scheduler.commands.signing_up import close_form
from scheduler.domain.audit import BY_RULES
from scheduler.domain.people import PersonId
from scheduler.domain.retention import ref_of
from scheduler.store.notices import Kind
from scheduler.store.unit_of_work import Transaction


def erase_next(tx: Transaction, *, cohort: str) -> bool:
    """Erase the next of the cohort's people whose time is over; say whether there was one.

    The rules are read anew each time: whoever puts the day off meanwhile keeps everyone who is left.
    """
    scope = whole_cohort(tx, cohort)
    person = next(iter(_due(scope)), None)
    if person is None:
        return False
    tx.audit.add(BY_RULES, writes=True, cohort=scope.cohort.id, person=person)
    erase_person(tx, person=person, coordinators_stay=True)
    return True


def end_erasing(scope: CohortScope) -> None:
    """Have what is left be done: the next of them at once, or nothing, or a letter to who came too late for one.

    With the last of its people goes what was sent in and never brought in, and the form to sign up takes nobody more.
    """
    stands = standing_erasure(scope)
    if stands is not None and stands.is_told and stands.at <= scope.tx.now and not _due(scope):
        scope.tx.retention.tell(scope.cohort.id, None)
        if not (scope.people() or scope.leavers()):
            _clear(scope)
    foretell(scope)


def _due(scope: CohortScope) -> tuple[PersonId, ...]:
    """Return whose time is over: all, but for whoever could have been told and was not."""
    stands = standing_erasure(scope)
    if stands is None or not stands.is_told or stands.at > scope.tx.now:
        return ()
    told = scope.tx.notices.told_of(scope.cohort.id, kind=Kind.ERASURE, uid=ref_of(stands.at))
    here = (person.id for person in scope.people() if not person.email or person.id in told)
    return (*here, *(person.id for person in scope.leavers()))


def _clear(scope: CohortScope) -> None:
    """Drop forms and spreadsheets: they may name people who never became the cohort's."""
    tx, cohort = scope.tx, scope.cohort.id
    tx.sign_ups.drop(cohort, [each.id for each in tx.sign_ups.of_cohort(cohort)])
    for upload in tx.uploads.of_cohort(cohort):
        tx.uploads.drop(upload.id)
    close_form(scope)
