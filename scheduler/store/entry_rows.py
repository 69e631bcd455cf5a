"""Entries of calendars as rows, whoever's they are: what says the same in many is read, and written, as one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, Text, cast, select

from calendars.entries import EntryContent, Revision
from scheduler.documents import from_json, to_json
from scheduler.store.dialects import insert_or
from scheduler.store.tables.columns import Written


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEntry:
    """One person's entry for one meeting: what it says, its revision and its VEVENT."""

    content: EntryContent
    revision: Revision
    body: bytes
    expires_at: datetime | None


def entries_in(table: Table, *, owner: str) -> Select[*tuple[Any, ...]]:
    """Ask for entries by UID, whose contents come as they are written; `owner` is the column that says whose."""
    of = table.c
    return select(
        of[owner].label("owner"),
        of.uid,
        of.sequence,
        of.dtstamp,
        of.last_modified,
        of.digest,
        cast(of.content, Text).label("content"),
        of.body,
        of.expires_at,
    ).order_by(of.uid)


def read_entries(
    connection: Connection, found: Select[*tuple[Any, ...]]
) -> Iterator[tuple[str, StoredEntry]]:
    """Give what `entries_in` asks for, each with its owner; what is written alike is one content."""
    contents: dict[str, EntryContent] = {}
    rows: Iterator[Any] = iter(connection.execute(found))
    for owner, _, sequence, dtstamp, last_modified, digest, written, body, expires_at in rows:
        content = contents.get(written)
        if content is None:
            content = contents[written] = from_json(json.loads(written), as_type=EntryContent)
        revision = Revision(sequence=sequence, dtstamp=dtstamp, last_modified=last_modified, digest=digest)
        yield owner, StoredEntry(content=content, revision=revision, body=body, expires_at=expires_at)


def put_entries(
    connection: Connection, table: Table, entries: Sequence[tuple[str, StoredEntry]], *, owner: str
) -> None:
    """Keep these entries, each in place of its owner's with its UID."""
    contents: dict[EntryContent, Written] = {}
    for _, entry in entries:
        if entry.content not in contents:
            contents[entry.content] = Written(json.dumps(to_json(entry.content)))
    new = insert_or(connection, table)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[owner, "uid"],
            set_={each.name: new.excluded[each.name] for each in table.c if each.name not in {owner, "uid"}},
        ),
        [
            {
                owner: whose,
                "uid": entry.content.uid,
                "sequence": entry.revision.sequence,
                "dtstamp": entry.revision.dtstamp,
                "last_modified": entry.revision.last_modified,
                "digest": entry.revision.digest,
                "content": contents[entry.content],
                "body": entry.body,
                "expires_at": entry.expires_at,
            }
            for whose, entry in entries
        ],
    )
