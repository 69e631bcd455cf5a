"""What members decide of their own seats in workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("workshop", sa.String(length=64), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=8), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "workshop", name=op.f("pk_enrolment")),
    )


def downgrade() -> None:
    op.drop_table("enrolment")
