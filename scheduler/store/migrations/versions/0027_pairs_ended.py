"""Pairs that are ended midway."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_pair",
        sa.Column("cohort_id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("coach_id", sa.String(length=36), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_before", sa.String(length=8), nullable=False),
        sa.Column("said_since", sa.String(length=8), nullable=False),
        sa.Column("agreement", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_ended_pair_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["person.id"], name=op.f("fk_ended_pair_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["person.id"], name=op.f("fk_ended_pair_coach_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ended_pair_account_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("member_id", "coach_id", "release", name=op.f("pk_ended_pair")),
    )
    for column in ("cohort_id", "coach_id", "account_id"):
        op.create_index(op.f(f"ix_ended_pair_{column}"), "ended_pair", [column])


def downgrade() -> None:
    op.drop_table("ended_pair")
