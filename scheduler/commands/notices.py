"""Notices are drafted when calendars change, and approved, held back or sent again by a coordinator."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.domain.people import Person, PersonId
from scheduler.errors import NotFoundError, NotNowError
from scheduler.events import NoticeApproved
from scheduler.outputs.notice_text import News, NoticeText, change_text, first_text
from scheduler.store.calendars import StoredEntry
from scheduler.store.notices import Notice

WITHDRAWABLE = ("waiting", "approved")
"""Not yet on its way: whoever withdraws these can be sure that nothing is sent."""
UNDELIVERED = ("refused", "unconfirmed")
_TOLD = ("submitting", "sent", "unconfirmed")

Entries = Mapping[PersonId, Mapping[str, StoredEntry]]


def draft_notices(
    scope: CohortScope,
    *,
    release: int,
    people: Sequence[Person],
    changed: Sequence[tuple[PersonId, StoredEntry]],
    entries: Entries,
) -> None:
    """Have a notice wait for everyone with an e-mail address whose entries changed, all of the next round.

    It tells of all that changed since the person was last written to, so an earlier one that was not sent yet is
    withdrawn. `entries` are everyone's by UID, as they stand now; `release` is the cohort's last.
    """
    news: defaultdict[PersonId, set[str]] = defaultdict(set)
    for person, entry in changed:
        if entry.content.ends > scope.tx.now:
            news[person].add(entry.content.uid)
    kept: defaultdict[PersonId, list[Notice]] = defaultdict(list)
    for notice in scope.tx.notices.of_cohort(scope.cohort.id) if news else ():
        kept[notice.person].append(notice)
    number = scope.tx.notices.begin_round(scope.cohort.id) if news else 0
    drafts: list[Notice] = []
    outdated: list[str] = []
    for person in people:
        if person.id not in news or not person.email:
            continue
        before = kept[person.id]
        outdated += [notice.id for notice in before if notice.state in WITHDRAWABLE]
        text = _text(
            scope, reader=person, uids=news[person.id], entries=entries[person.id], told_at=_told_at(before)
        )
        drafts.append(_draft(scope, person=person, release=release, number=number, text=text))
    _withdraw(scope, outdated)
    scope.tx.notices.add(drafts)


def approve(scope: CohortScope, *, notices: Sequence[str]) -> None:
    """Let these notices be sent, if they still wait."""
    _approve(scope, [each.id for each in _chosen(scope, notices)], only=("waiting",))


def approve_all(scope: CohortScope, *, up_to: tuple[int, int]) -> None:
    """Let every notice that waits be sent, up to this release and round of it: those that were looked at."""
    kept = scope.tx.notices.of_cohort(scope.cohort.id)
    waiting = [each.id for each in kept if each.state == "waiting" and each.place <= up_to]
    _approve(scope, waiting, only=("waiting",))


def withdraw(scope: CohortScope, *, notices: Sequence[str]) -> None:
    """Have these notices not sent, if they are not on their way already."""
    _withdraw(scope, [each.id for each in _chosen(scope, notices)])


def send_again(scope: CohortScope, *, notices: Sequence[str]) -> None:
    """Let notices be sent that were refused, or of which nobody knows whether they arrived: a person's decision.

    One that a later one has replaced, or whose text was tidied away, stays as it is.
    """
    _approve(scope, _sendable(scope, notices), only=UNDELIVERED)


def send_after_all(scope: CohortScope, *, notices: Sequence[str]) -> None:
    """Let notices be sent that were withdrawn, unless a later one has taken their place."""
    _approve(scope, _sendable(scope, notices), only=("withdrawn",))


def current(notices: Iterable[Notice]) -> frozenset[str]:
    """Return which of a cohort's notices can still be sent: those not replaced, unless their text was tidied away."""
    return frozenset(notice.id for notice in not_replaced(notices) if notice.body)


def not_replaced(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return each person's last notice, and any that may have arrived: a later one tells only what changed since."""
    kept = sorted(notices, key=lambda notice: notice.place)
    last = {each.person: each.id for each in kept}
    return tuple(each for each in kept if each.id == last[each.person] or each.state == "unconfirmed")


def _sendable(scope: CohortScope, notices: Sequence[str]) -> tuple[str, ...]:
    """Return which of the chosen notices can still be sent."""
    can_be = current(scope.tx.notices.of_cohort(scope.cohort.id))
    return tuple(each.id for each in _chosen(scope, notices) if each.id in can_be)


def _chosen(scope: CohortScope, notices: Sequence[str]) -> tuple[Notice, ...]:
    """Return the notices asked for; raise NotFoundError unless all are this cohort's, NotNowError for none."""
    if not notices:
        raise NotNowError("Nobody was chosen: tick the names first.")
    of_cohort = {each.id: each for each in scope.tx.notices.of_cohort(scope.cohort.id)}
    if not of_cohort.keys() >= set(notices):
        raise NotFoundError
    return tuple(of_cohort[notice] for notice in notices)


def _approve(scope: CohortScope, notices: Sequence[str], *, only: tuple[str, ...]) -> None:
    approved = scope.tx.notices.change(
        notices, only=only, state="approved", approved_at=scope.tx.now, ended_at=None, error=None
    )
    scope.tx.outbox.emit(*(NoticeApproved(cohort=scope.cohort.id, notice=notice) for notice in approved))


def _withdraw(scope: CohortScope, notices: Sequence[str]) -> None:
    scope.tx.notices.change(notices, only=WITHDRAWABLE, state="withdrawn", ended_at=scope.tx.now)


def _told_at(notices: Sequence[Notice]) -> datetime | None:
    """Return as of when the person was last told how their meetings stand; None if they never were."""
    return max((notice.created_at for notice in notices if notice.state in _TOLD), default=None)


def _text(
    scope: CohortScope,
    *,
    reader: Person,
    uids: set[str],
    entries: Mapping[str, StoredEntry],
    told_at: datetime | None,
) -> NoticeText:
    contents = [entry.content for entry in entries.values()]
    if told_at is None and any(content.status == "CONFIRMED" for content in contents):
        return first_text(cohort=scope.cohort, reader=reader, entries=contents, now=scope.tx.now)
    untold = [
        entry
        for uid, entry in entries.items()
        if uid in uids or (told_at is not None and entry.revision.last_modified > told_at)
    ]
    cancelled = sum(entry.content.status == "CANCELLED" for entry in untold)
    new = sum(entry.content.status == "CONFIRMED" and not entry.revision.sequence for entry in untold)
    return change_text(
        cohort=scope.cohort,
        reader=reader,
        news=News(new=new, changed=len(untold) - new - cancelled, cancelled=cancelled),
        entries=contents,
        now=scope.tx.now,
    )


def _draft(scope: CohortScope, *, person: Person, release: int, number: int, text: NoticeText) -> Notice:
    return Notice(
        id=scope.tx.ids.new("notice"),
        person=person.id,
        cohort=scope.cohort.id,
        release=release,
        round=number,
        state="waiting",
        subject=text.subject,
        body=text.body,
        created_at=scope.tx.now,
    )
