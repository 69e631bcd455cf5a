"""Columns that are encrypted under the keys of the engine, if it has any: by its dialect, all that a type is handed."""

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.sql.operators import OperatorType, eq, ne
from sqlalchemy.types import TypeEngine

from scheduler.store.keys import PLAIN, Keys
from scheduler.store.tables.columns import read_json, write_json

_keys: WeakKeyDictionary[Dialect, Keys] = WeakKeyDictionary()
_NONE = Keys()


class Kept(str):
    """A text in the form in which it is kept."""

    __slots__ = ()


def use_keys(engine: Engine, keys: Keys) -> None:
    """Have this engine encrypt and decrypt under these keys."""
    _keys[engine.dialect] = keys


def keys_of(dialect: Dialect) -> Keys:
    """Return the keys of this dialect's engine."""
    return _keys.get(dialect, _NONE)


def same(connection: Connection, column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return what is true where an encrypted column holds this text, under whichever key."""
    return column.in_([Kept(form.decode()) for form in keys_of(connection.dialect).forms(text.encode())])


class _Compared(TypeDecorator.Comparator[str]):
    """Refuses to compare with what would be encrypted under the first key only."""

    def operate(self, op: OperatorType, *other: Any, **options: Any) -> ColumnElement[Any]:  # noqa: ANN401 - SQLAlchemy's
        if op in (eq, ne):
            raise TypeError("An encrypted column is compared by `same`.")
        return super().operate(op, *other, **options)


class EncryptedText(TypeDecorator[str]):
    """A text. SQLite's tables say a `length` from before there were keys, and nothing holds them to it."""

    impl = Text
    cache_ok = True
    comparator_factory: Any = _Compared

    def __init__(self, length: int | None = None) -> None:
        super().__init__()
        self._in_sqlite = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the column as it is."""
        return String(self._in_sqlite) if self._in_sqlite and dialect.name == "sqlite" else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        if value is None or isinstance(value, Kept):
            return value
        return keys_of(dialect).write(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        return None if value is None else keys_of(dialect).read(value.encode()).decode()


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt."""
        return None if value is None else keys_of(dialect).write(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decrypt."""
        return None if value is None else keys_of(dialect).read(bytes(value))


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON object or array; encrypted it is a JSON string. Nothing is NULL."""

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - JSON has no static type
        """Encrypt."""
        keys = keys_of(dialect)
        if value is None or keys.ids[0] == PLAIN:
            return value
        return keys.write(write_json(value).encode()).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - the same
        """Decrypt."""
        return read_json(keys_of(dialect).read(value.encode())) if isinstance(value, str) else value
