"""All that is kept of somebody, in one document, with what each part of it is kept for."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, cast

from calendars.common_hours import Dates, told_on
from scheduler.documents import from_json, to_json
from scheduler.domain.agreements import Agreement
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.common_hours import on_the_clock_of
from scheduler.domain.people import Person, PersonId
from scheduler.domain.plans import Reason
from scheduler.errors import NotFoundError
from scheduler.reasons.these_two import for_these_two
from scheduler.roster.rows_of import marks_of, rows_of
from scheduler.roster.sheet import read_kept
from scheduler.store.identity import Identity
from scheduler.store.personal_data import REACHED
from scheduler.store.unit_of_work import Transaction

FORMAT = "commonhour.person/1"
WHAT_IT_IS = (
    "All that this Commonhour keeps of one person. `own` are rows about them alone, by table, each with what it is "
    "kept for; `named` is what documents of their group say of them, without what these say of others, who stand "
    "there by their ids; `words_of_others` counts the rows in which other people wrote their name. What only proves "
    "who somebody is (hashes of links, codes and sessions) is left out. Backups are no part of it, and logs hold ids "
    "alone."
)

_BETWEEN = re.compile(r"[^;/]+")
"""What may be a key, also where a reason names several people."""
Record = dict[str, Any]
"""As JSON has it."""


class For(Enum):
    """Who reads a record. Only the operator knows whose an address is: by it, others' rows could be had.

    Coordinators do not see what somebody says a meeting was worth, nor what they sign in with.
    """

    OPERATOR = auto()
    THEMSELF = auto()
    COORDINATOR = auto()


UNSEEN: Mapping[For, frozenset[str]] = {
    For.OPERATOR: frozenset(),
    For.THEMSELF: frozenset(),
    For.COORDINATOR: frozenset({"reflection"}),
}
"""Tables of which a reader sees nothing."""


def personal_record(
    tx: Transaction, *, people: Sequence[str], email: str | None = None, reader: For = For.OPERATOR
) -> Record:
    """Return what is kept of these people, who are one, and of the address that was asked for, if any was.

    Raises NotFoundError where nothing is.
    """
    kept = _Kept(tx=tx, reader=reader)
    addresses = [email.lower()] if email else []
    for each in people:
        person, cohort = tx.people.person(PersonId(each)), tx.people.cohort_of(PersonId(each))
        if person is None or cohort is None:
            raise NotFoundError
        kept.of_person(cohort, person)
        if person.email and reader is For.OPERATOR:
            addresses.append(person.email.lower())
        elif person.email:
            kept.own["sign_up"] += _sign_ups(tx, person.email.lower(), cohorts=[cohort])
    for address in dict.fromkeys(addresses):
        kept.of_address(address)
    for account in kept.accounts:
        kept.add(tx.personal_rows.of_account(account))
    own = {table: rows for table, rows in kept.own.items() if rows and table not in UNSEEN[reader]}
    if not own:
        raise NotFoundError
    return {
        "format": FORMAT,
        "what_it_is": WHAT_IT_IS,
        "made_at": _plain(tx.now),
        "people": list(people),
        "own": {
            table: {"kept_for": reached.why, "rows": own[table]}
            for table, reached in REACHED.items()
            if table in own
        },
        "named": kept.named,
        "words_of_others": dict(kept.words),
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """What was found so far."""

    tx: Transaction
    reader: For
    own: defaultdict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    named: list[Record] = field(default_factory=list[Record])
    words: Counter[str] = field(default_factory=Counter[str])
    accounts: dict[str, None] = field(default_factory=dict[str, None])

    def of_person(self, cohort: CohortId, person: Person) -> None:
        """Find what is of one person in their cohort, and what they sign in with."""
        tx = self.tx
        own = tx.personal_rows.of_person(person.id)
        if self.reader is For.THEMSELF:
            rules = tx.people.cohort(cohort)
            told = (_on_their_own_clock(row, person, cohort=rules) for row in own.get("agreement", ()))
            own |= {"agreement": tuple(told)}
        self.add(own)
        self.add({"event": tx.personal_rows.events_of(person.id)})
        self.own["upload"] += _rows_in_uploads(tx, cohort, person)
        who = _identity(tx, cohort, person)
        ids = {each.key: each.id for each in _around(tx, cohort)}
        for table, column, said in tx.personal_rows.parts_of(cohort, who):
            says = _by_ids(_for_themself(said, person.id) if self.reader is For.THEMSELF else said, ids)
            self.named.append(
                {"table": table, "column": column, "kept_for": REACHED[table].why, "says": says}
            )
        self.words.update(tx.personal_rows.named_in_words(cohort, who))
        account = tx.people.account_of(person.id)
        if account is not None and self.reader is not For.COORDINATOR:
            self.accounts[account] = None

    def of_address(self, address: str) -> None:
        """Find what is known of an address, in lower case, whosever it is."""
        account = self.tx.accounts.by_email(address)
        if account is not None:
            self.accounts[account] = None
        self.add({"sign_in_request": self.tx.personal_rows.requests_of(address)})
        every = [cohort.id for cohort in self.tx.people.cohorts()]
        self.own["sign_up"] += _sign_ups(self.tx, address, cohorts=every)

    def add(self, found: Mapping[str, tuple[Record, ...]]) -> None:
        """Add rows, by table."""
        for table, rows in found.items():
            self.own[table] += [_plain(row) for row in rows]


def record_counts(record: Record) -> dict[str, int]:
    """Return how many rows a record has of each table, and how many documents there name them."""
    counts = {table: len(kept["rows"]) for table, kept in record["own"].items()}
    for named in record["named"]:
        counts[named["table"]] = counts.get(named["table"], 0) + len(named["says"])
    return counts


def _around(tx: Transaction, cohort: CohortId) -> tuple[Person, ...]:
    return (*tx.people.people(cohort), *tx.people.leavers(cohort))


def _identity(tx: Transaction, cohort: CohortId, person: Person) -> Identity:
    return Identity.of(person, stands_in=person.id, others=(each.name for each in _around(tx, cohort)))


def _on_their_own_clock(row: Record, person: Person, *, cohort: Cohort | None) -> Record:
    """Return an agreement that tells an hour by the person's own clock which the other one has not said yes to."""
    stands = from_json(row["document"], as_type=Agreement)
    if cohort is None or stands.suggested is None or stands.suggested_by != person.id:
        return row
    dates = Dates(first=cohort.starts, last=cohort.ends)
    read = told_on(stands.suggested, time_zone=person.time_zone, dates=dates)
    return row | {"document": to_json(replace(stands, suggested=on_the_clock_of(person, read)))}


def _for_themself(said: Any, person: PersonId) -> Any:  # noqa: ANN401 - JSON has no static type
    """Return what documents say of somebody without what only who runs the cohort reads of others."""
    if isinstance(said, list):
        return [now for each in cast("list[Any]", said) for now in _read_by_themself(each, person)]
    if not isinstance(said, dict):
        return said
    within = {key: _for_themself(each, person) for key, each in cast("Record", said).items()}
    if {"member", "coach", "criteria"} <= within.keys():
        other = "coach" if within["member"] == person else "member"
        within["criteria"] = [each | {other: ""} for each in within["criteria"]]
    return within


def _read_by_themself(each: Any, person: PersonId) -> Iterator[Any]:  # noqa: ANN401 - the same
    """Yield one thing of a list as they read it; a reason that is for those who run the cohort not at all."""
    within = cast("Record", each) if isinstance(each, dict) else {}
    if within.keys() == {"code", "params", "text"}:
        yield from map(to_json, for_these_two([from_json(within, as_type=Reason)]))
    else:
        yield _for_themself(each, person)


def _by_ids(said: Any, ids: Mapping[str, PersonId]) -> Any:  # noqa: ANN401 - JSON has no static type
    """Return what documents say with ids where reasons have keys: these may be addresses of others."""
    if isinstance(said, list):
        return [_by_ids(each, ids) for each in cast("list[Any]", said)]
    if isinstance(said, dict):
        return {key: _by_ids(each, ids) for key, each in cast("Record", said).items()}
    return _BETWEEN.sub(lambda found: ids.get(found[0], found[0]), said) if isinstance(said, str) else said


def _rows_in_uploads(tx: Transaction, cohort: CohortId, person: Person) -> list[Record]:
    found: list[Record] = []
    for upload in tx.uploads.of_cohort(cohort):
        sheet = read_kept(name=upload.filename, data=upload.content)
        found += [
            {
                "file": upload.filename,
                "row": row.number,
                "cells": dict(zip(sheet.header, row.cells, strict=False)),
            }
            for row in rows_of(sheet, marks_of(person))
        ]
    return found


def _sign_ups(tx: Transaction, address: str, *, cohorts: Sequence[CohortId]) -> list[Record]:
    return [
        {"cohort_id": cohort, "sent_at": _plain(sign_up.sent_at), "cells": dict(sign_up.cells)}
        for cohort in cohorts
        for sign_up in tx.sign_ups.of_cohort(cohort)
        if sign_up.email == address
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return a value as JSON has it: an instant in UTC, bytes as the text that they are."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in cast("Record", value).items()}
    return value
