"""Answers that come by mail: each is taken only from whoever has the invitation, and only while it still counts.

Anybody can write a mail that says anything. What shows that it comes from a reader of the invitation is a tag in the
address that the invitation gave: it is of one person and one meeting, and nobody else can make it (DESIGN 7). From
whom the mail says it comes does not count: people answer from other accounts than the one they were written to.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

import structlog

from calendars.imip import calendar_part, read_mail, sent_to
from calendars.replies import NoReplyError, Reply, read_reply
from scheduler import metrics
from scheduler.commands.answering import keep_answer, last_mailed
from scheduler.domain.answers import Answer, GivenAnswer
from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import PersonId
from scheduler.domain.reply_addresses import tags_in
from scheduler.events import RepliesDue
from scheduler.store.told import Told
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import reply_tag

log = structlog.get_logger()


class Outcome(StrEnum):
    """What became of a mail; all but the first two are reasons to refuse it."""

    TAKEN = "taken"
    SUPERSEDED = "superseded"
    UNREADABLE = "unreadable"
    NO_TAG = "no_tag"
    UNKNOWN_MEETING = "unknown_meeting"
    UNKNOWN_ATTENDEE = "unknown_attendee"
    WRONG_TAG = "wrong_tag"
    HAS_LEFT = "has_left"
    NOT_INVITED = "not_invited"
    CANCELLED = "cancelled"
    OVER = "over"
    STALE = "stale"
    NEVER_SENT = "never_sent"


SAID = {
    Outcome.TAKEN: "The answer is taken.",
    Outcome.SUPERSEDED: "A later answer, or this one, is here already.",
    Outcome.UNREADABLE: "The mail brings no answer to an invitation that can be read.",
    Outcome.NO_TAG: "The mail was not sent to the address that an invitation gave.",
    Outcome.UNKNOWN_MEETING: "There is no such meeting.",
    Outcome.UNKNOWN_ATTENDEE: "Nobody of that address has this meeting.",
    Outcome.WRONG_TAG: "The mail was sent to the address of another invitation.",
    Outcome.HAS_LEFT: "Whoever answers has left.",
    Outcome.NOT_INVITED: "Whoever answers has no invitation to this meeting.",
    Outcome.CANCELLED: "The meeting is cancelled.",
    Outcome.OVER: "The meeting is over.",
    Outcome.STALE: "The meeting has changed since: the answer is to an invitation that is out of date.",
    Outcome.NEVER_SENT: "The answer is to a version of the invitation that was never sent.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What became of a mail, in words for whoever runs the mail server; they repeat nothing that the mail says."""

    outcome: Outcome
    words: str

    @property
    def refused(self) -> bool:
        """Whether the mail was no answer that counts, nor ever did."""
        return self.outcome not in (Outcome.TAKEN, Outcome.SUPERSEDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answering:
    """Whose answer it is, to what they were mailed."""

    cohort: CohortId
    person: PersonId
    told: Told


class _RefusedError(Exception):
    """The reply does not count; `ids` may be logged."""

    def __init__(self, outcome: Outcome, **ids: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.ids = ids


def take_reply(
    write: Callable[[], AbstractContextManager[Transaction]],
    *,
    raw: bytes,
    address: str,
    key: bytes,
    arrived_at: datetime | None = None,
) -> Verdict:
    """Take the answer that a mail brings to `address`, or say why not; the same mail may come any number of times.

    The mail is read before `write` opens a transaction, for that may take a second or two. `arrived_at` is aware, and
    now if it is not known: no answer counts as given later than that.
    """
    try:
        mail = read_mail(raw)
        reply = read_reply(calendar_part(mail))
        tags = tags_in(f"{sent_to(mail)}\n{reply.organizer or ''}", address=address)
    except NoReplyError as error:
        return _verdict(Outcome.UNREADABLE, words=str(error))
    if not tags:
        return _verdict(Outcome.NO_TAG)
    try:
        with write() as tx:
            answering = _answering(tx, reply, tags=tags, key=key)
            given = GivenAnswer(
                answer=Answer.of_partstat(reply.partstat),
                sequence=reply.sequence,
                starts=answering.told.content.starts,
                ends=answering.told.content.ends,
                given_at=min(reply.dtstamp, tx.now, arrived_at or tx.now),
                by="mail",
            )
            news = keep_answer(
                tx, cohort=answering.cohort, person=answering.person, uid=reply.uid, given=given
            )
    except _RefusedError as refused:
        return _verdict(refused.outcome, **refused.ids)
    return _verdict(Outcome.TAKEN if news else Outcome.SUPERSEDED, person=answering.person, meeting=reply.uid)


def owe_look_for_replies(tx: Transaction, *, again_in: timedelta = timedelta(0)) -> None:
    """Owe one look for answers in the mail, unless one is owed already, however many ask."""
    if tx.housekeeping.may_owe(wait=True) and not tx.housekeeping.is_owed("read_replies"):
        tx.outbox.emit(RepliesDue(), due_at=tx.now + again_in)


def _answering(tx: Transaction, reply: Reply, *, tags: frozenset[str], key: bytes) -> _Answering:
    """Find out who answers what they were mailed; raises _RefusedError where nobody does.

    1. The meeting has a cohort, which is ours from here on until the transaction ends.
    2. Someone of that cohort has the attendee's address, and the tag is theirs for this meeting.
    3. They are still there, and the meeting is to come.
    4. The answer is to the last revision that they were mailed (RFC 5546, 2.1.5).
    """
    cohort = tx.arrangements.cohort_of(reply.uid)
    if cohort is None or tx.people.cohort(cohort) is None:
        raise _RefusedError(Outcome.UNKNOWN_MEETING)
    meeting = {"meeting": reply.uid}
    reached = tx.people.reached_at(cohort, reply.attendee)
    if not reached:
        raise _RefusedError(Outcome.UNKNOWN_ATTENDEE, **meeting)
    person = next((each for each in reached if _is_tagged(tags, person=each, uid=reply.uid, key=key)), None)
    if person is None:
        raise _RefusedError(Outcome.WRONG_TAG, **meeting)
    ids = meeting | {"person": person}
    if tx.people.left_at(person) is not None:
        raise _RefusedError(Outcome.HAS_LEFT, **ids)
    entry = tx.calendars.entries(person).get(reply.uid)
    mailed = last_mailed(tx, cohort=cohort, person=person, uid=reply.uid)
    if entry is None or not mailed:
        raise _RefusedError(Outcome.NOT_INVITED, **ids)
    if entry.content.status == "CANCELLED":
        raise _RefusedError(Outcome.CANCELLED, **ids)
    if entry.content.ends <= tx.now:
        raise _RefusedError(Outcome.OVER, **ids)
    told = next((each for each in mailed if each.sequence == reply.sequence), None)
    if told is None:
        stale = any(reply.sequence < (each.sequence or 0) for each in mailed)
        raise _RefusedError(Outcome.STALE if stale else Outcome.NEVER_SENT, **ids)
    if not told.invited:
        raise _RefusedError(Outcome.NOT_INVITED, **ids)
    return _Answering(cohort=cohort, person=person, told=told)


def _is_tagged(tags: frozenset[str], *, person: PersonId, uid: str, key: bytes) -> bool:
    made = reply_tag(key=key, person=person, uid=uid)
    return any([compare_digest(tag, made) for tag in tags])  # noqa: C419 - all of them, in whatever time that takes


def _verdict(outcome: Outcome, *, words: str | None = None, **ids: str) -> Verdict:
    """Count and log what became of a mail, by ids that are ours alone."""
    verdict = Verdict(outcome=outcome, words=words or SAID[outcome])
    metrics.count("replies", outcome=outcome)
    if verdict.refused:
        log.warning("reply.refused", reason=outcome.value, **ids)
    else:
        log.info("reply.read", outcome=outcome.value, **ids)
    return verdict
