"""What a mail tells its reader, kept with it from its draft on, and what everyone knows by the mails they had."""

from collections.abc import Collection
from dataclasses import replace

from scheduler.domain.cohorts import CohortId
from scheduler.domain.company import Kept
from scheduler.domain.people import PersonId
from scheduler.domain.retention import ref_of
from scheduler.store.notices import Kind, Notice
from scheduler.store.told import Told
from scheduler.store.unit_of_work import Transaction


def told_by(notice: Notice) -> dict[str, Told]:
    """Return what the reader of a notice will have been told by it, by UID; not every kind tells them anything new."""
    if not notice.kind.tells_of_meetings:
        return {}
    sequence, invited = notice.sequence, notice.kind is Kind.REQUEST
    return {
        uid: Told(content=content, sequence=sequence, invited=invited)
        for uid, content in (notice.tells or {}).items()
    }


def told_in(
    tx: Transaction, cohort: CohortId, *, only: Collection[PersonId] | None = None
) -> dict[PersonId, dict[str, Told]]:
    """Return what everyone of the cohort, or `only` these few, know, by UID.

    What is being handed over at this moment may have arrived, and counts. It is read first: what ends meanwhile is
    then found among what was told.
    """
    underway = tx.notices.underway(cohort, only=only)
    told = tx.told.in_cohort(cohort, only=only)
    for notice in underway:
        known = told.setdefault(notice.person, {})
        for uid, new in told_by(notice).items():
            before = known.get(uid)
            is_letter = notice.kind is Kind.LETTER and before is not None
            known[uid] = replace(before, content=new.content) if is_letter and before else new
    return told


def company_in(
    tx: Transaction, cohort: CohortId, *, only: Collection[PersonId] | None = None
) -> dict[PersonId, Kept]:
    """Return whom everyone of the cohort, or `only` these few, meet, and know that they meet.

    What is being handed over at this moment counts, and is read first, as of meetings.
    """
    underway = tx.notices.underway(cohort, only=only)
    kept = tx.company.in_cohort(cohort, only=only)
    for notice in underway:
        if notice.company is not None and notice.person in kept:
            kept[notice.person] = replace(kept[notice.person], told=notice.company)
    return kept


def begin_telling(tx: Transaction, notice: Notice) -> None:
    """Settle what a notice tells before it is handed over: a first letter, all that is to come."""
    if notice.tells is None:
        entries = tx.calendars.entries(notice.person).values()
        tells = {entry.content.uid: entry.content for entry in entries if entry.content.ends > tx.now}
        tx.notices.keep_tells(notice.id, tells)


def end_telling(tx: Transaction, notice: Notice) -> None:
    """Remember that a notice has told its reader what it tells, or may have."""
    tx.told.put(notice.person, told_by(notice), invites=notice.kind.is_for_calendars)
    if notice.company is not None:
        tx.company.put_told(notice.person, notice.company)


def is_still_so(tx: Transaction, notice: Notice) -> bool:
    """Whether what a notice tells is how its reader's meetings and company stand, and nothing later was told of them.

    A word on a seat is so while the seat is kept, or once it is not, as the word says; one on an erasure until then,
    unless it was put off.
    """
    if notice.kind is Kind.SEAT:
        offer = tx.seat_offers.offer(notice.uid or "")
        return offer is not None and (offer.ended_at is None or notice.created_at >= offer.ended_at)
    if notice.kind is Kind.ERASURE:
        erased_at = tx.retention.told(notice.cohort)
        return erased_at is not None and ref_of(erased_at) == notice.uid and tx.now < erased_at
    entries, told = tx.calendars.entries(notice.person), tx.told.to(notice.person)
    for uid, content in (notice.tells or {}).items():
        entry, last = entries.get(uid), told.get(uid)
        later = last is not None and (last.sequence or 0) > (notice.sequence or 0)
        if entry is None or entry.content != content or (notice.kind.is_for_calendars and later):
            return False
    return notice.company is None or tx.company.stands(notice.person) == notice.company
