"""Whom an e-mail address leads to."""

from sqlalchemy import ColumnElement, Connection, Text, and_, func, or_, type_coerce

from scheduler.store import tables
from scheduler.store.tables.encrypted import same


def is_at(connection: Connection, email: str) -> ColumnElement[bool]:
    """Return what is true of people with this address, without regard to case."""
    of, lower = tables.person.c, email.lower()
    # a version before 0032 writes no `found_by`, while machines change over
    before = and_(of.found_by.is_(None), func.lower(type_coerce(of.email, Text)) == lower)
    return or_(same(connection, of.found_by, lower), before)
