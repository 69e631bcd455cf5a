"""Under which keys columns are encrypted, and how all of it comes under the first."""

from collections import Counter
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Text,
    and_,
    case,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy import cast as sql_cast

from scheduler.errors import RefusedError
from scheduler.store import tables
from scheduler.store.keys import ID_DIGITS, MARK, PLAIN, missing
from scheduler.store.tables.encrypted import EncryptedBytes, EncryptedJSON, EncryptedText, keys_of

COLUMNS = {
    table: found
    for table in tables.metadata.sorted_tables
    if (
        found := tuple(
            each for each in table.c if isinstance(each.type, EncryptedText | EncryptedBytes | EncryptedJSON)
        )
    )
}
"""The columns that are encrypted, by table."""


class Encryption:
    """What is kept in encrypted columns, whatever it says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys = keys_of(connection.dialect)

    def counts(self) -> Counter[str]:
        """Return how many values are kept under each key's id, or PLAIN."""
        counted: Counter[str] = Counter()
        for column in (column for columns in COLUMNS.values() for column in columns):
            under = _key_id(column)
            found = select(under, func.count()).where(column.is_not(None)).group_by(under)
            for key_id, count in self._connection.execute(found):
                counted[key_id.decode() if isinstance(key_id, bytes) else key_id] += count
        return counted

    def require_keys(self) -> None:
        """Raise RefusedError where something was encrypted under a key that is not there."""
        for key_id in sorted({*self.counts()} - {*self._keys.ids}):
            raise RefusedError(missing(key_id))

    def renew(self, *, most: int) -> Counter[str]:
        """Write so many rows at most anew under the first key; return how many by table, none once all are."""
        renewed: Counter[str] = Counter()
        for table, columns in COLUMNS.items():
            late = or_(*(_key_id(each) != _as_kept(each, self._keys.ids[0]) for each in columns))
            key = tuple(table.primary_key.columns)
            rows = select(*key).where(late).order_by(*key).limit(most - renewed.total())
            for row in self._connection.execute(rows).all():
                one = and_(*(column == value for column, value in zip(key, row, strict=True)))
                read = select(*columns).where(one).with_for_update()
                values = self._connection.execute(read).mappings().one_or_none()
                if values is not None:  # it went meanwhile
                    self._connection.execute(update(table).where(one).values(**values))
                    renewed[table.name] += 1
        return renewed


def _key_id(column: Column[Any]) -> ColumnElement[Any]:
    """Return the id of the key that a value is under, read by the database itself."""
    kept = _kept(column)
    mark = _as_kept(column, MARK.decode())
    plain = or_(
        func.substr(kept, 1, len(MARK)) != mark, func.substr(kept, len(MARK) + 1, 1) == _as_kept(column, ":")
    )
    return case((plain, _as_kept(column, PLAIN)), else_=func.substr(kept, len(MARK) + 1, ID_DIGITS))


def _kept(column: Column[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, EncryptedJSON):
        return func.substr(sql_cast(type_coerce(column, JSON), Text), 2)  # after the quotation mark
    return type_coerce(column, LargeBinary if isinstance(column.type, EncryptedBytes) else Text)


def _as_kept(column: Column[Any], text: str) -> Any:  # noqa: ANN401 - str or bytes, as the column has them
    return text.encode() if isinstance(column.type, EncryptedBytes) else text
