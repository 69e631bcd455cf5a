"""What becomes of an approved notice while it is sent, and how it ends."""

from dataclasses import dataclass
from typing import Literal

from scheduler import metrics
from scheduler.domain.people import Person
from scheduler.events import NoticeEnded
from scheduler.store.calendars import StoredFeed
from scheduler.store.notices import Notice
from scheduler.store.unit_of_work import Transaction

End = Literal["sent", "refused", "unconfirmed"]
GIVEN_UP = "given up"
FILED = "filed"
"""What is answered where no mail server is set up: the mail became a file."""
_ON_ITS_WAY = ("approved", "submitting")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A notice to be sent now: to whom, and their feed, if it is open."""

    notice: Notice
    to: Person
    feed: StoredFeed | None


def outgoing(tx: Transaction, *, notice: str) -> Outgoing | None:
    """Return the notice if it is still to be sent: not withdrawn or sent meanwhile, its person not gone."""
    found = tx.notices.notice(notice)
    if found is None or found.state not in _ON_ITS_WAY:
        return None
    to = tx.people.person(found.person)
    if to is None:
        return None
    feed = tx.calendars.feed_of(to.id)
    return Outgoing(notice=found, to=to, feed=None if feed is None or feed.revoked else feed)


def submit(tx: Transaction, *, notice: str, again: bool) -> bool:
    """Mark the notice as being handed over; say whether it may be. `again` lets it be so marked already."""
    only = _ON_ITS_WAY if again else ("approved",)
    return bool(tx.notices.change([notice], only=only, state="submitting"))


def defer(tx: Transaction, *, notice: str, answer: str) -> None:
    """Have the notice wait for another try: it was certainly not taken."""
    tx.notices.change([notice], only=_ON_ITS_WAY, state="approved", error=answer)


def end(tx: Transaction, *, notice: str, state: End, answer: str | None = None) -> None:
    """Say how the sending of a notice ended; what was known to be `sent` is so even where that was given up on."""
    only = (*_ON_ITS_WAY, "unconfirmed") if state == "sent" else _ON_ITS_WAY
    if tx.notices.change([notice], only=only, state=state, error=answer, ended_at=tx.now):
        ended = tx.notices.notice(notice)
        if ended is not None:
            tx.outbox.emit(NoticeEnded(cohort=ended.cohort, notice=notice, state=state))
            metrics.count("mails", state=state)


def give_up(tx: Transaction, *, notice: str) -> None:
    """Leave a notice as what it is when it is not tried any more: refused, or unconfirmed if it was handed over."""
    found = tx.notices.notice(notice)
    if found is not None and found.state in _ON_ITS_WAY:
        state: End = "refused" if found.state == "approved" else "unconfirmed"
        end(tx, notice=notice, state=state, answer=found.error or GIVEN_UP)
