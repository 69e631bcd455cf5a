"""What the tables are made of: their names for what belongs to them, and columns that many have."""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json
from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def in_utc(instant: datetime) -> datetime:
    """Return the instant in UTC; raise ValueError for one without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no zone: say which instant is meant")
    return instant.astimezone(UTC)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused, and every one comes back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant, and hand UTC to the database."""
        if value is None:
            return None
        return in_utc(value).replace(tzinfo=None) if dialect.name == "sqlite" else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the instant aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Written(str):
    """A document that is JSON text already, to be kept as it is."""

    __slots__ = ()


def read_json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON has no static type
    """Return what a column holds; by pydantic's reader, in a fraction of the time of `json`'s."""
    return from_json(text)


def write_json(document: object) -> str:
    """Write what a column of type JSON keeps."""
    return document if isinstance(document, Written) else json.dumps(document)


def id_column() -> Column[Any]:
    """Return the opaque id that a row is known by."""
    return Column("id", String(36), primary_key=True)


def reference(table: str, *, nullable: bool = False, primary_key: bool = False) -> Column[Any]:
    """Return a reference `<table>_id` that goes when its target goes."""
    return Column(
        f"{table}_id",
        String(36),
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
    )


def index_where(condition: str, *columns: str) -> Index:
    """Return an index of the rows that fulfil the condition: a query that says it in the same words can use it."""
    return Index(None, *columns, sqlite_where=text(condition), postgresql_where=text(condition))
