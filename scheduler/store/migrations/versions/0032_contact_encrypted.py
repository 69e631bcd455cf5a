"""Columns that lead to people may be encrypted, which is longer; people are found by their e-mail in lower case."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

LENGTHS = {
    ("account", "email"): 320,
    ("sign_in_request", "email"): 320,
    ("person", "key"): 320,
    ("person", "email"): 320,
    ("person", "whatsapp"): 64,
    ("webhook", "secret"): 128,
    ("webhook", "previous_secret"): 128,
}
AT_ONCE = 1000


def upgrade() -> None:
    on_server = op.get_bind().dialect.name == "postgresql"  # SQLite holds nothing to a length
    for (table, column), length in LENGTHS.items() if on_server else ():
        op.alter_column(table, column, existing_type=sa.String(length=length), type_=sa.Text())
    found_by = sa.Text() if on_server else sa.String(length=320)
    op.add_column("person", sa.Column("found_by", found_by, nullable=True))
    _fill()
    op.create_index(op.f("ix_person_found_by"), "person", ["found_by"])


def downgrade() -> None:
    op.drop_index(op.f("ix_person_found_by"), "person")
    op.drop_column("person", "found_by")
    for (table, column), length in LENGTHS.items() if op.get_bind().dialect.name == "postgresql" else ():
        op.alter_column(table, column, existing_type=sa.Text(), type_=sa.String(length=length))


def _fill() -> None:
    """Write each e-mail in lower case beside itself; here, as SQLite's own lower() knows no letter but ours."""
    person = sa.table("person", sa.column("id"), sa.column("email"), sa.column("found_by"))
    found = sa.select(person.c.id, person.c.email).where(person.c.email.is_not(None))
    rows = [{"of": row.id, "lower": row.email.lower()} for row in op.get_bind().execute(found)]
    written = (
        sa.update(person).where(person.c.id == sa.bindparam("of")).values(found_by=sa.bindparam("lower"))
    )
    for start in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(written, rows[start : start + AT_ONCE])
