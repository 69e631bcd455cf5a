"""All that is kept of somebody, in one document, with what each part of it is kept for."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from scheduler.domain.cohorts import CohortId
from scheduler.domain.people import Person, PersonId
from scheduler.errors import NotFoundError
from scheduler.roster.rows_of import marks_of, rows_of
from scheduler.roster.sheet import read_sheet
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

Record = dict[str, Any]
"""As JSON has it."""


def personal_record(tx: Transaction, *, people: Sequence[str], email: str | None = None) -> Record:
    """Return all that is kept of these people, who are one, and of the address that was asked for, if any was.

    Raises NotFoundError where nothing is.
    """
    own, named, words = defaultdict[str, list[Record]](list), list[Record](), defaultdict[str, int](int)
    accounts, addresses = dict[str, None](), dict.fromkeys([email.lower()] if email else [])
    for each in people:
        person, cohort = tx.people.person(PersonId(each)), tx.people.cohort_of(PersonId(each))
        if person is None or cohort is None:
            raise NotFoundError
        _add(own, tx.personal_rows.of_person(person.id))
        _add(own, {"event": tx.personal_rows.events_of(person.id)})
        own["upload"] += _rows_in_uploads(tx, cohort, person)
        who = _identity(tx, cohort, person)
        named += [
            {"table": table, "column": column, "kept_for": REACHED[table].why, "says": said}
            for table, column, said in tx.personal_rows.parts_of(cohort, who)
        ]
        for table, count in tx.personal_rows.named_in_words(cohort, who).items():
            words[table] += count
        if person.email:
            addresses[person.email.lower()] = None
        if (account := tx.people.account_of(person.id)) is not None:
            accounts[account] = None
    for address in addresses:
        if (account := tx.accounts.by_email(address)) is not None:
            accounts[account] = None
        _add(own, {"sign_in_request": tx.personal_rows.requests_of(address)})
        own["sign_up"] += _sign_ups(tx, address)
    for account in accounts:
        _add(own, tx.personal_rows.of_account(account))
    if not any(own.values()):
        raise NotFoundError
    return {
        "format": FORMAT,
        "what_it_is": WHAT_IT_IS,
        "made_at": _plain(tx.now),
        "people": list(people),
        "own": {
            table: {"kept_for": reached.why, "rows": own[table]}
            for table, reached in REACHED.items()
            if own.get(table)
        },
        "named": named,
        "words_of_others": dict(words),
    }


def record_counts(record: Record) -> dict[str, int]:
    """Return how many rows a record has of each table, and how many documents there name them."""
    counts = {table: len(kept["rows"]) for table, kept in record["own"].items()}
    for named in record["named"]:
        counts[named["table"]] = counts.get(named["table"], 0) + len(named["says"])
    return counts


def _add(own: dict[str, list[Record]], found: dict[str, tuple[Record, ...]]) -> None:
    for table, rows in found.items():
        own[table] += [_plain(row) for row in rows]


def _identity(tx: Transaction, cohort: CohortId, person: Person) -> Identity:
    around = (*tx.people.people(cohort), *tx.people.leavers(cohort))
    return Identity.of(person, stands_in=person.id, others=(each.name for each in around))


def _rows_in_uploads(tx: Transaction, cohort: CohortId, person: Person) -> list[Record]:
    found: list[Record] = []
    for upload in tx.uploads.of_cohort(cohort):
        sheet = read_sheet(name=upload.filename, data=upload.content)
        found += [
            {
                "file": upload.filename,
                "row": row.number,
                "cells": dict(zip(sheet.header, row.cells, strict=False)),
            }
            for row in rows_of(sheet, marks_of(person))
        ]
    return found


def _sign_ups(tx: Transaction, address: str) -> list[Record]:
    return [
        {"cohort_id": cohort.id, "sent_at": _plain(sign_up.sent_at), "cells": dict(sign_up.cells)}
        for cohort in tx.people.cohorts()
        for sign_up in tx.sign_ups.of_cohort(cohort.id)
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
