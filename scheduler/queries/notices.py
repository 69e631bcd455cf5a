"""The mails of a cohort as a coordinator looks at them: what waits, what is on its way, what did not arrive."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope, Right
from scheduler.commands.mailing import FILED, GIVEN_UP, own_words
from scheduler.commands.notices import UNDELIVERED, current, not_replaced
from scheduler.commands.telling import is_still_so
from scheduler.domain.letter_words import LetterWords
from scheduler.domain.people import PersonId
from scheduler.domain.preferences import Preference
from scheduler.languages.sentences import sentence
from scheduler.outputs.letters import masked, with_words
from scheduler.store.notices import OUTDATED, Kind, Notice

ENDED = ("sent", "withdrawn", *UNDELIVERED)
UNDERWAY = ("approved", "submitting")
_REFUSALS = {
    "5.1.1": sentence("There is no such mailbox."),
    "5.1.2": sentence("There is no such domain."),
    "5.1.3": sentence("This is no address that mail can be sent to."),
    "5.1.10": sentence("This address takes no mail."),
    "5.2.1": sentence("The mailbox is closed."),
    "5.2.2": sentence("The mailbox is full."),
    "5.7.1": sentence("The mail server does not let us send this."),
}
"""What a person makes of a refusal, by its enhanced code (RFC 3463; RFC 7505 for 5.1.10)."""
_NOT_TAKEN = sentence("The mail server did not take it.")


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeRow:
    """One mail; `why` says in words what the mail server made of it, `at` when it was approved or ended.

    `state` is the notice's, or `filed` if it was not sent to anybody but became a file.
    """

    id: str
    person: PersonId
    name: str
    release: int
    round: int
    is_letter: bool
    is_reminder: bool
    is_seat: bool
    is_erasure: bool
    state: str
    subject: str
    body: str
    why: str
    at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticesPage:
    """Everyone's mails, by what is to be done about them, each part in the roster's order.

    `undelivered` and `withdrawn` are those that may still be sent: no later one has taken their place. `up_to` is the
    last place (release, round) among those that wait; `unreachable` are the names of people without an e-mail
    address. `filed` is whether the last mail that left became a file.
    """

    waiting: tuple[NoticeRow, ...]
    undelivered: tuple[NoticeRow, ...]
    underway: tuple[NoticeRow, ...]
    withdrawn: tuple[NoticeRow, ...]
    ended: tuple[NoticeRow, ...]
    up_to: tuple[int, int]
    unreachable: tuple[str, ...]
    filed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MailCounts:
    """How many mails wait for approval, are on their way, were sent, and did not arrive for certain.

    Of those that did not arrive only those count that may still be sent.
    """

    waiting: int
    underway: int
    undelivered: int
    sent: int


def notices_page(scope: CohortScope, *, own_page: str) -> NoticesPage:
    """Return the cohort's mails; `own_page` is the address that they lead their readers to."""
    people = scope.people_to_read()
    chosen = scope.tx.preferences.in_cohort(scope.cohort.id)
    words = scope.tx.letter_words.of_cohort(scope.cohort.id)
    place = {
        person.id: (place, person) for place, person in enumerate((*people, *scope.to_read(scope.leavers())))
    }
    kept = sorted(
        (notice for notice in scope.tx.notices.of_cohort(scope.cohort.id) if notice.person in place),
        key=lambda notice: (-notice.release, -notice.round, place[notice.person][0]),
    )

    called = _as_called(scope)
    decided = (*UNDELIVERED, "withdrawn")
    can_be = current(kept)
    sendable = {
        notice.id
        for notice in kept
        if notice.id in can_be and notice.state in decided and is_still_so(scope.tx, notice)
    }
    valid = {notice.id for notice in not_replaced(kept)}

    def those(states: Sequence[str]) -> tuple[NoticeRow, ...]:
        return tuple(
            _row(
                notice,
                name=place[notice.person][1].name,
                own_page=own_page,
                words=own_words(
                    notice,
                    cohort=scope.cohort,
                    to=place[notice.person][1],
                    chose=chosen.get(notice.person, Preference()),
                    words=words,
                ),
                why=_why(notice) if notice.id in valid else _why_replaced(notice),
                called=called,
            )
            for notice in kept
            if notice.state in states
        )

    waiting = those(("waiting",))
    undelivered = tuple(row for row in those(UNDELIVERED) if row.id in sendable)
    withdrawn = tuple(row for row in those(("withdrawn",)) if row.id in sendable)
    open_to_decisions = {row.id for row in undelivered + withdrawn}
    return NoticesPage(
        waiting=waiting,
        undelivered=undelivered,
        underway=those(UNDERWAY),
        withdrawn=withdrawn,
        ended=tuple(row for row in those(ENDED) if row.id not in open_to_decisions),
        up_to=max(((row.release, row.round) for row in waiting), default=(0, 0)),
        unreachable=tuple(person.name for person in people if not person.email),
        filed=_is_filed(
            max((notice for notice in kept if notice.state == "sent"), key=_ended_at, default=None)
        ),
    )


def _as_called(scope: CohortScope) -> Callable[[str], str]:
    """Return what makes a mail of before one that whoever looks may read: who chose another name is called by it."""
    if Right.COORDINATOR in scope.rights:
        return str
    people = (*scope.people(), *scope.leavers())
    chosen = {each.listed_as: each.name for each in people if each.listed_as != each.name}
    if not chosen:
        return str
    longest_first = sorted({each.listed_as for each in people}, key=len, reverse=True)
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return lambda text: named.sub(lambda found: chosen.get(found[0], found[0]), text)


def mail_counts(scope: CohortScope) -> MailCounts:
    """Count the cohort's mails."""
    counts = scope.tx.notices.counts(scope.cohort.id)
    undelivered: list[Notice] = []
    if any(counts.get(state, 0) for state in UNDELIVERED):  # which is rare: only then are all of them read
        kept = scope.tx.notices.of_cohort(scope.cohort.id)
        sendable = current(kept)
        undelivered = [each for each in kept if each.state in UNDELIVERED and each.id in sendable]
    return MailCounts(
        waiting=counts.get("waiting", 0),
        underway=sum(counts.get(state, 0) for state in UNDERWAY),
        undelivered=len(undelivered),
        sent=counts.get("sent", 0),
    )


def _row(
    notice: Notice, *, name: str, own_page: str, words: LetterWords, why: str, called: Callable[[str], str]
) -> NoticeRow:
    return NoticeRow(
        id=notice.id,
        person=notice.person,
        name=name,
        release=notice.release,
        round=notice.round,
        is_letter=notice.kind is Kind.LETTER,
        is_reminder=notice.kind is Kind.REMINDER,
        is_seat=notice.kind is Kind.SEAT,
        is_erasure=notice.kind is Kind.ERASURE,
        state="filed" if _is_filed(notice) else notice.state,
        subject=called(notice.subject),
        body=with_words(masked(called(notice.body), own_page=own_page), words) if notice.body else "",
        why=why,
        at=notice.ended_at or notice.approved_at,
    )


def _is_filed(notice: Notice | None) -> bool:
    return notice is not None and notice.state == "sent" and notice.error == FILED


def _ended_at(notice: Notice) -> str:
    return "" if notice.ended_at is None else notice.ended_at.isoformat()


def _why_replaced(notice: Notice) -> str:
    """Say what became of a mail that a later one has replaced: nobody has to do anything about it."""
    if notice.state == "refused":
        return sentence("{why} It did not arrive, and was followed by a later mail.", why=_why(notice))
    if notice.state == "withdrawn":
        return sentence("It was followed by a later mail.")
    return _why(notice)


def _why(notice: Notice) -> str:
    answer = notice.error or ""
    if _is_filed(notice):
        return sentence("It became a file in the mail folder of this service: no mail server is set up.")
    if notice.state == "unconfirmed":
        return sentence(
            "It was handed to the mail server, which gave no answer. It may have arrived: better ask first."
        )
    if notice.state == "refused" and answer == GIVEN_UP:
        return sentence("It could not be sent, and is not tried any more.")
    if notice.state == "refused":
        why = _REFUSALS.get(answer.rpartition(" ")[2], _NOT_TAKEN)
        return sentence("{why} ({answer})", why=why, answer=answer)
    if notice.state == "approved" and answer:
        return sentence(
            "The mail server could not be used yet ({answer}). It is tried again by itself.", answer=answer
        )
    return sentence("What it says was no longer so, or a later mail says it.") if answer == OUTDATED else ""
