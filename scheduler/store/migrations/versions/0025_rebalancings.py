"""Runs that rebalance: what they offer is kept beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("kind", sa.String(length=16), nullable=False, server_default="match"))
    op.create_table(
        "rebalancing",
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_rebalancing_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_rebalancing")),
    )


def downgrade() -> None:
    op.drop_table("rebalancing")
    op.drop_column("run", "kind")
