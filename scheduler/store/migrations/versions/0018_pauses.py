"""Members who pause until a date."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pause",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pause_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "since", name=op.f("pk_pause")),
    )


def downgrade() -> None:
    op.drop_table("pause")
