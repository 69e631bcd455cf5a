"""Meetings are arranged one by one, and calendars change between releases: notices go by rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrangement",
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("cohort_id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_arrangement_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_arrangement")),
    )
    op.create_index(op.f("ix_arrangement_cohort_id"), "arrangement", ["cohort_id"])
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="0"))
        notice.drop_constraint(op.f("uq_notice_person_id_release"), type_="unique")
        notice.create_unique_constraint(
            op.f("uq_notice_person_id_release_round"), ["person_id", "release", "round"]
        )
    op.execute("UPDATE notice SET round = release")
    op.drop_index(op.f("ix_notice_cohort_id_notice_release"), "notice")
    op.create_index(op.f("ix_notice_cohort_id_notice_round"), "notice", ["cohort_id", "round"])


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_cohort_id_notice_round"), "notice")
    op.create_index(op.f("ix_notice_cohort_id_notice_release"), "notice", ["cohort_id", "release"])
    # Of the notices of one release that its version knows once, the last remains.
    op.execute(
        "DELETE FROM notice WHERE EXISTS (SELECT 1 FROM notice later WHERE later.person_id = notice.person_id "
        "AND later.release = notice.release AND later.round > notice.round)"
    )
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("uq_notice_person_id_release_round"), type_="unique")
        notice.create_unique_constraint(op.f("uq_notice_person_id_release"), ["person_id", "release"])
        notice.drop_column("round")
    op.drop_index(op.f("ix_arrangement_cohort_id"), "arrangement")
    op.drop_table("arrangement")
