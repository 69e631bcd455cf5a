"""The weekly hour that a coach and a member agree on."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("coach_id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["person.id"], name=op.f("fk_agreement_coach_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["person.id"], name=op.f("fk_agreement_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("coach_id", "member_id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_member_id"), "agreement", ["member_id"])


def downgrade() -> None:
    op.drop_table("agreement")
