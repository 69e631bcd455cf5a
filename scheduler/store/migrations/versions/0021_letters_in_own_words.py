"""A cohort's own words in its letters, and those that a letter was approved with."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_words",
        sa.Column("cohort_id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_letter_words_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cohort_id", "language", name=op.f("pk_letter_words")),
    )
    op.add_column("notice", sa.Column("words", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "words")
    op.drop_table("letter_words")
