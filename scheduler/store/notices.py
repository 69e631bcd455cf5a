"""Notices, as rows: e-mails that wait for a coordinator's approval, and what became of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from calendars.entries import EntryContent
from scheduler.documents import from_json, to_json
from scheduler.domain.cohorts import CohortId
from scheduler.domain.company import Company
from scheduler.domain.letter_words import LetterWords
from scheduler.domain.people import PersonId
from scheduler.store import tables

STATES = ("waiting", "approved", "submitting", "sent", "refused", "unconfirmed", "withdrawn")
"""Waiting for approval; approved; being handed to the mail server; taken by it; refused for good; handed over with no
answer (never sent again by itself); withdrawn by a coordinator or by a later release."""

WITHDRAWABLE = ("waiting", "approved")
"""Not yet on its way: whoever withdraws these can be sure that nothing is sent."""
MOST_AT_ONCE = 5_000
"""Ids in one statement: PostgreSQL takes 65,535 parameters."""
_TELLS = dict[str, EntryContent]
_WORDS = dict[str, LetterWords]
OUTDATED = "outdated"
"""Why a notice was withdrawn that nobody held back: what it says is no longer so, or is said by a later one."""


class Kind(StrEnum):
    """What a notice is: a letter about all one's meetings, or of one an invitation (also an update) or its end.

    A reminder of one, a word on a seat that is or was on offer, and word of one's erasure tell nothing new of one's
    meetings, and take no letter's place.
    """

    LETTER = "letter"
    REQUEST = "request"
    CANCEL = "cancel"
    REMINDER = "reminder"
    SEAT = "seat"
    ERASURE = "erasure"

    @property
    def is_for_calendars(self) -> bool:
        """Whether it brings something to its reader's calendar program (iTIP)."""
        return self in {Kind.REQUEST, Kind.CANCEL}

    @property
    def tells_of_meetings(self) -> bool:
        """Whether its reader knows more of their own meetings by it."""
        return self not in UNTOLD


UNTOLD = (Kind.REMINDER, Kind.SEAT, Kind.ERASURE)
"""Mails that tell nothing new of their readers' meetings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One e-mail to one person about one change of calendars; `error` is what was answered when it was handed over.

    A letter tells of all their meetings; an invitation and its cancellation bring one, of this `uid`, under this
    SEQUENCE; of a word on a seat, `uid` is the offer's id, of one on an erasure the `ref_of` its instant. `tells` is
    what its reader will have been told, by UID; None until a first letter, which tells all, is handed over. `company`
    is whom they will know that they meet, of a letter that tells it. `words` are the cohort's own by language, as they
    were when it was approved.

    Each change is a `round` of its cohort, from 1; `release` is the last one when it was drafted. (A version before
    knew releases alone: the round of its notices is 0.)
    """

    id: str
    person: PersonId
    cohort: CohortId
    release: int
    round: int
    state: str
    subject: str
    body: str
    created_at: datetime
    kind: Kind = Kind.LETTER
    uid: str | None = None
    sequence: int | None = None
    tells: Mapping[str, EntryContent] | None = None
    company: Company | None = None
    words: Mapping[str, LetterWords] | None = None
    error: str | None = None
    approved_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the order in which its cohort's notices were drafted."""
        return self.release, self.round


class Notices:
    """Everyone's notices."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notices: Sequence[Notice]) -> None:
        """Keep these."""
        if notices:
            self._connection.execute(insert(tables.notice), [_row(notice) for notice in notices])

    def begin_round(self, cohort: CohortId) -> int:
        """Return the number of the cohort's next round: one that no notice ever had, whoever has left since."""
        return self._connection.execute(
            update(tables.cohort)
            .where(tables.cohort.c.id == cohort)
            .values(rounds=tables.cohort.c.rounds + 1)
            .returning(tables.cohort.c.rounds)
        ).scalar_one()

    def of_cohort(self, cohort: CohortId) -> tuple[Notice, ...]:
        """Return the cohort's notices, by release, round and person."""
        rows = self._connection.execute(
            select(tables.notice)
            .where(tables.notice.c.cohort_id == cohort)
            .order_by(tables.notice.c.release, tables.notice.c.round, tables.notice.c.person_id)
        )
        return tuple(map(_notice, rows))

    def replaceable(
        self, cohort: CohortId, *, only: Collection[PersonId] | None = None
    ) -> tuple[Notice, ...]:
        """Return the cohort's notices, or those to `only` these few, that a later one may take the place of.

        They are not on their way yet, or were held back by a coordinator.
        """
        of = tables.notice.c
        held_back = and_(of.state == "withdrawn", of.error.is_(None))
        which = and_(of.kind.not_in(UNTOLD), or_(of.state.in_(WITHDRAWABLE), held_back))
        return self._those(cohort, which, only=only)

    def underway(self, cohort: CohortId, *, only: Collection[PersonId] | None = None) -> tuple[Notice, ...]:
        """Return the cohort's notices, or those to `only` these few, that are being handed over."""
        return self._those(cohort, tables.notice.c.state == "submitting", only=only)

    def written_to(self, cohort: CohortId) -> frozenset[PersonId]:
        """Return who in the cohort has any notice of their meetings, whatever became of it."""
        return self._to_whom(cohort, tables.notice.c.kind.not_in(UNTOLD))

    def told_of(self, cohort: CohortId, *, kind: Kind, uid: str) -> frozenset[PersonId]:
        """Return who in the cohort has a notice of this kind about this, unless it was outdated before it was sent."""
        of = tables.notice.c
        stands = or_(of.state != "withdrawn", of.error.is_(None))
        return self._to_whom(cohort, and_(of.kind == kind, of.uid == uid, stands))

    def keep_tells(self, notice: str, tells: Mapping[str, EntryContent] | None) -> None:
        """Keep with a notice what its reader will have been told by it, by UID."""
        self._connection.execute(
            update(tables.notice).where(tables.notice.c.id == notice).values(tells=_tells(tells))
        )

    def counts(self, cohort: CohortId) -> dict[str, int]:
        """Return how many of the cohort's notices are in each state that any is in."""
        rows = self._connection.execute(
            select(tables.notice.c.state, func.count())
            .where(tables.notice.c.cohort_id == cohort)
            .group_by(tables.notice.c.state)
        )
        return {row[0]: row[1] for row in rows}

    def notice(self, notice: str) -> Notice | None:
        """Return this notice."""
        row = self._connection.execute(
            select(tables.notice).where(tables.notice.c.id == notice)
        ).one_or_none()
        return None if row is None else _notice(row)

    def outdate(self, notices: Sequence[str], *, people: Sequence[PersonId], now: datetime) -> None:
        """Withdraw these notices that were not sent yet, and let what was held back of these people stay unsent."""
        self.change(notices, only=WITHDRAWABLE, state="withdrawn", error=OUTDATED, ended_at=now)
        for some in _in_parts(people):
            self._connection.execute(
                update(tables.notice)
                .where(tables.notice.c.person_id.in_(some), tables.notice.c.state == "withdrawn")
                .values(error=OUTDATED)
            )

    def change(self, notices: Sequence[str], *, only: Sequence[str], **values: object) -> tuple[str, ...]:
        """Set columns of those of the notices that are in one of the states `only`; return which they are."""
        changed: list[str] = []
        for some in _in_parts(notices):
            changed += self._connection.execute(
                update(tables.notice)
                .where(tables.notice.c.id.in_(some), tables.notice.c.state.in_(only))
                .values(**values)
                .returning(tables.notice.c.id)
            ).scalars()
        return tuple(sorted(changed))

    def _to_whom(self, cohort: CohortId, which: ColumnElement[bool]) -> frozenset[PersonId]:
        found = select(tables.notice.c.person_id).where(tables.notice.c.cohort_id == cohort, which).distinct()
        return frozenset(map(PersonId, self._connection.execute(found).scalars()))

    def _those(
        self, cohort: CohortId, which: ColumnElement[bool], *, only: Collection[PersonId] | None
    ) -> tuple[Notice, ...]:
        found = select(tables.notice).where(tables.notice.c.cohort_id == cohort, which)
        if only is not None:
            found = found.where(tables.notice.c.person_id.in_(only))
        order = (tables.notice.c.release, tables.notice.c.round, tables.notice.c.id)
        return tuple(map(_notice, self._connection.execute(found.order_by(*order))))


def _row(notice: Notice) -> dict[str, object]:
    return {
        "id": notice.id,
        "person_id": notice.person,
        "cohort_id": notice.cohort,
        "release": notice.release,
        "round": notice.round,
        "kind": notice.kind,
        "uid": notice.uid,
        "sequence": notice.sequence,
        "tells": _tells(notice.tells),
        "company": None if notice.company is None else to_json(notice.company),
        "state": notice.state,
        "subject": notice.subject,
        "body": notice.body,
        "words": as_kept(notice.words),
        "error": notice.error,
        "created_at": notice.created_at,
        "approved_at": notice.approved_at,
        "ended_at": notice.ended_at,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        person=PersonId(row.person_id),
        cohort=CohortId(row.cohort_id),
        release=row.release,
        round=row.round,
        kind=Kind(row.kind),
        uid=row.uid,
        sequence=row.sequence,
        tells=None if row.tells is None else from_json(row.tells, as_type=_TELLS),
        company=None if row.company is None else from_json(row.company, as_type=Company),
        state=row.state,
        subject=row.subject,
        body=row.body,
        words=None if row.words is None else from_json(row.words, as_type=_WORDS),
        error=row.error,
        created_at=row.created_at,
        approved_at=row.approved_at,
        ended_at=row.ended_at,
    )


def as_kept(words: Mapping[str, LetterWords] | None) -> object:
    """Return what the column `words` keeps."""
    return None if words is None else to_json(dict(words), as_type=_WORDS)


def _tells(tells: Mapping[str, EntryContent] | None) -> object:
    return None if tells is None else to_json(dict(tells), as_type=_TELLS)


def _in_parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[begin : begin + MOST_AT_ONCE] for begin in range(0, len(ids), MOST_AT_ONCE))
