"""What a run is asked for, made from and has reached so far."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("seconds", sa.Integer(), nullable=True))
    op.add_column("run", sa.Column("stop_asked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("run", sa.Column("counts", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("run", sa.Column("input_hash", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("run", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in ("read_at", "input_hash", "counts", "stop_asked", "seconds"):
        op.drop_column("run", column)
