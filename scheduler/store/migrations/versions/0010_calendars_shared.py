"""Calendars that are nobody's own: of the whole group, and of a section."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("feed") as feed:
        feed.alter_column("person_id", existing_type=sa.String(length=36), nullable=True)
        feed.add_column(sa.Column("cohort_id", sa.String(length=36), nullable=True))
        feed.add_column(sa.Column("workshop", sa.String(length=64), nullable=True))
        feed.add_column(sa.Column("section", sa.Integer(), nullable=True))
        feed.create_foreign_key(
            op.f("fk_feed_cohort_id"), "cohort", ["cohort_id"], ["id"], ondelete="CASCADE"
        )
        feed.create_unique_constraint(
            op.f("uq_feed_cohort_id_workshop_section"), ["cohort_id", "workshop", "section"]
        )
    op.create_table(
        "shared_entry",
        sa.Column("feed_id", sa.String(length=36), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("dtstamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_shared_entry_feed_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feed_id", "uid", name=op.f("pk_shared_entry")),
    )


def downgrade() -> None:
    op.drop_table("shared_entry")
    op.execute("DELETE FROM feed WHERE person_id IS NULL")  # its version knows feeds of people only
    with op.batch_alter_table("feed") as feed:
        feed.drop_constraint(op.f("uq_feed_cohort_id_workshop_section"), type_="unique")
        feed.drop_constraint(op.f("fk_feed_cohort_id"), type_="foreignkey")
        for column in ("section", "workshop", "cohort_id"):
            feed.drop_column(column)
        feed.alter_column("person_id", existing_type=sa.String(length=36), nullable=False)
