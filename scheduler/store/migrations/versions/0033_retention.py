"""People of a cohort that has ended are erased, when its rules say so."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cohort", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.add_column("cohort", sa.Column("retention_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("cohort", "retention_at")
    op.drop_column("cohort", "erased_at")
