"""Indexes of what is open and of what is parked, in place of one that grew with everything ever done."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('waiting', 'claimed')")
PARKED = sa.text("state = 'parked'")
BEFORE = "ix_delivery_state_delivery_next_at"


def upgrade() -> None:
    op.create_index(
        op.f("ix_delivery_next_at_delivery_id"),
        "delivery",
        ["next_at", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        op.f("ix_delivery_ended_at"), "delivery", ["ended_at"], sqlite_where=PARKED, postgresql_where=PARKED
    )
    op.drop_index(BEFORE, "delivery")


def downgrade() -> None:
    op.create_index(BEFORE, "delivery", ["state", "next_at"])
    op.drop_index(op.f("ix_delivery_ended_at"), "delivery")
    op.drop_index(op.f("ix_delivery_next_at_delivery_id"), "delivery")
