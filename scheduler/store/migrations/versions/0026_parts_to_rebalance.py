"""Facilitators rebalance what is theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_grant", sa.Column("parts", sa.JSON(), nullable=True))
    op.add_column("run", sa.Column("parts", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("run", "parts")
    op.drop_column("access_grant", "parts")
