"""Drafts that are changed by hand, step by step, and prices of what they are by then."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("plan", sa.Column("solved", sa.JSON(), nullable=True))
    op.add_column("price", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("price", sa.Column("around", sa.JSON(), nullable=True))
    op.create_table(
        "plan_edit",
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_edit_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_plan_edit")),
    )


def downgrade() -> None:
    op.drop_table("plan_edit")
    for table, column in (
        ("price", "around"),
        ("price", "revision"),
        ("plan", "solved"),
        ("plan", "revision"),
    ):
        op.drop_column(table, column)
