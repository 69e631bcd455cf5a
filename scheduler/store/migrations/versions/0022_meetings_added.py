"""Meetings that a coordinator adds by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "added_meeting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("cohort_id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_added_meeting_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_meeting")),
    )
    op.create_index(op.f("ix_added_meeting_cohort_id"), "added_meeting", ["cohort_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_added_meeting_cohort_id"), "added_meeting")
    op.drop_table("added_meeting")
