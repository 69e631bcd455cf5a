"""What each database says in its own words."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_or(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Begin an insert that can leave alone, or change, what is there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - it loads where it is the database

    return postgresql.insert(table)
