"""What becomes of an approved notice while it is sent, and how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from calendars.entries import EntryContent
from calendars.wording import language_of
from scheduler import metrics
from scheduler.commands.inviting import expect_invitations
from scheduler.commands.telling import begin_telling, end_telling, is_still_so
from scheduler.domain.answers import Answer
from scheduler.domain.cohorts import Cohort
from scheduler.domain.letter_words import LetterWords, words_for
from scheduler.domain.people import Person, PersonId
from scheduler.domain.preferences import Preference
from scheduler.domain.readers import reader_of
from scheduler.events import NoticeEnded
from scheduler.store.calendars import StoredFeed
from scheduler.store.notices import Kind, Notice
from scheduler.store.unit_of_work import Transaction

End = Literal["sent", "refused", "unconfirmed"]
GIVEN_UP = "given up"
FILED = "filed"
"""What is answered where no mail server is set up: the mail became a file."""
_ON_ITS_WAY = ("approved", "submitting")
UNDECIDED = ("waiting", "withdrawn")
"""Not approved: a letter that is would be with the cohort's words of then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A notice to be sent now: to whom, their feed, if it is open, and of an invitation or its end the meeting.

    `answer` is what they said of that meeting, while it holds; `words` are the cohort's own.
    """

    notice: Notice
    to: Person
    feed: StoredFeed | None
    meeting: EntryContent | None = None
    answer: Answer | None = None
    words: LetterWords = field(default_factory=LetterWords)


def outgoing(tx: Transaction, *, notice: str) -> Outgoing | None:
    """Return the notice if it is still to be sent: not withdrawn or sent meanwhile, its person not gone, and wanted."""
    found = tx.notices.notice(notice)
    if found is None or found.state not in _ON_ITS_WAY:
        return None
    to, chose = tx.people.person(found.person), tx.preferences.of(found.person)
    meeting = _meeting(tx, found, is_invited=chose.is_invited) if found.kind.is_for_calendars else None
    left_at = tx.people.left_at(found.person)
    if left_at is not None and found.created_at < left_at:  # what was to be told them before they left
        return None
    is_wanted = chose.mails or found.kind is Kind.ERASURE  # which is no mail about meetings
    if to is None or not to.email or not is_wanted or (meeting is None and found.kind.is_for_calendars):
        return None
    if found.kind is Kind.REMINDER and not _is_ahead(tx, found):
        return None
    if found.kind in {Kind.SEAT, Kind.ERASURE} and not is_still_so(tx, found):
        return None
    feed, cohort = tx.calendars.feed_of(to.id), tx.people.cohort(found.cohort)
    return Outgoing(
        notice=found,
        to=to,
        feed=None if feed is None or feed.revoked else feed,
        meeting=meeting,
        answer=None if meeting is None else _answer(tx, to.id, meeting),
        words=LetterWords()
        if cohort is None
        else own_words(
            found, cohort=cohort, to=to, chose=chose, words=tx.letter_words.of_cohort(found.cohort)
        ),
    )


def own_words(
    notice: Notice, *, cohort: Cohort, to: Person, chose: Preference, words: Mapping[str, LetterWords]
) -> LetterWords:
    """Return what the cohort adds to a letter in its reader's language: as approved, or until then its `words`.

    Nothing where a mail must not say which group it is from: the words might.
    """
    reader = reader_of(to, cohort=cohort, chose=chose)
    if notice.kind is not Kind.LETTER or reader.discreet:
        return LetterWords()
    kept = words if notice.words is None and notice.state in UNDECIDED else notice.words or {}
    return words_for(kept, language=language_of(reader.locale))


def submit(tx: Transaction, *, notice: str, again: bool) -> bool:
    """Mark the notice as being handed over; say whether it may be. `again` lets it be so marked already.

    What its reader will have been told by it is settled: nobody changes their calendar meanwhile.
    """
    found = tx.notices.notice(notice)
    if found is None or tx.people.cohort(found.cohort) is None:
        return False
    only = _ON_ITS_WAY if again else ("approved",)
    if not tx.notices.change([notice], only=only, state="submitting"):
        return False
    begin_telling(tx, found)
    return True


def leave(tx: Transaction, *, notice: str) -> None:
    """Leave a notice unsent that its reader does not want any more."""
    tx.notices.outdate([notice], people=(), now=tx.now)


def defer(tx: Transaction, *, notice: str, answer: str) -> None:
    """Have the notice wait for another try: it was certainly not taken."""
    tx.notices.change([notice], only=_ON_ITS_WAY, state="approved", error=answer)


def end(tx: Transaction, *, notice: str, state: End, answer: str | None = None) -> None:
    """Say how the sending of a notice ended; what was known to be `sent` is so even where that was given up on."""
    only = (*_ON_ITS_WAY, "unconfirmed") if state == "sent" else _ON_ITS_WAY
    if tx.notices.change([notice], only=only, state=state, error=answer, ended_at=tx.now):
        ended = tx.notices.notice(notice)
        if ended is not None:
            if state != "refused":
                end_telling(tx, ended)
            if state == "sent":
                tx.notices.keep_tells(notice, None)
            if ended.kind is Kind.LETTER and state != "refused":
                expect_invitations(tx, cohort=ended.cohort, person=ended.person)
            tx.outbox.emit(NoticeEnded(cohort=ended.cohort, notice=notice, state=state))
            metrics.count("mails", state=state)


def give_up(tx: Transaction, *, notice: str) -> None:
    """Leave a notice as what it is when it is not tried any more: refused, or unconfirmed if it was handed over."""
    found = tx.notices.notice(notice)
    if found is not None and found.state in _ON_ITS_WAY:
        state: End = "refused" if found.state == "approved" else "unconfirmed"
        end(tx, notice=notice, state=state, answer=found.error or GIVEN_UP)


def _is_ahead(tx: Transaction, reminder: Notice) -> bool:
    """Whether what someone is to be reminded of is still to come, and stands as it stood."""
    return is_still_so(tx, reminder) and any(
        meeting.starts > tx.now for meeting in (reminder.tells or {}).values()
    )


def _meeting(tx: Transaction, notice: Notice, *, is_invited: bool) -> EntryContent | None:
    """Return the meeting that someone is to be invited to, or not any more; None where that is no longer so.

    It is what was drafted, and looked at by whoever approved it.
    """
    meeting = (notice.tells or {}).get(notice.uid or "")
    if meeting is None or meeting.ends <= tx.now:
        return None
    if notice.kind is Kind.CANCEL:
        known = tx.told.to(notice.person).get(meeting.uid)
        return None if known is None or not known.invited else replace(meeting, status="CANCELLED")
    return meeting if is_invited else None


def _answer(tx: Transaction, person: PersonId, meeting: EntryContent) -> Answer | None:
    """Return what someone said of the meeting at this time, for an update without it would ask anew."""
    given = tx.answers.of(person).get(meeting.uid)
    holds = given is not None and given.holds_for(starts=meeting.starts, ends=meeting.ends)
    return given.answer if given is not None and holds else None
