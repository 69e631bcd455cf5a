"""Meetings are arranged one by one, notices go by rounds, and who leaves is kept for what their calendar needs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NOTICE = sa.table("notice", *map(sa.column, ("id", "person_id", "release", "round", "state")))
TOLD = ("submitting", "sent", "unconfirmed")


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
    op.add_column("cohort", sa.Column("rounds", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cohort", sa.Column("zone_data", sa.String(length=16), nullable=True))
    op.add_column("person", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="0"))
        notice.drop_constraint(op.f("uq_notice_person_id_release"), type_="unique")
    op.create_index(op.f("ix_notice_person_id"), "notice", ["person_id"])


def downgrade() -> None:
    op.execute("DELETE FROM person WHERE left_at IS NOT NULL")  # its version knows nobody who is gone
    # Of a person's notices of one release it knows one: what was told counts before what was not, then the later.
    other = NOTICE.alias("other")
    beaten = sa.exists().where(
        other.c.person_id == NOTICE.c.person_id,
        other.c.release == NOTICE.c.release,
        _worth(other) > _worth(NOTICE),
    )
    op.execute(sa.delete(NOTICE).where(beaten))
    op.drop_index(op.f("ix_notice_person_id"), "notice")
    with op.batch_alter_table("notice") as notice:
        notice.create_unique_constraint(op.f("uq_notice_person_id_release"), ["person_id", "release"])
        notice.drop_column("round")
    # Not in a batch: on SQLite that makes the table anew, and what refers to it would go with the old one.
    op.drop_column("person", "left_at")
    op.drop_column("cohort", "zone_data")
    op.drop_column("cohort", "rounds")
    op.drop_index(op.f("ix_arrangement_cohort_id"), "arrangement")
    op.drop_table("arrangement")


def _worth(notice: sa.FromClause) -> sa.Tuple:
    was_told = sa.case((notice.c.state.in_(TOLD), 1), else_=0)
    return sa.tuple_(was_told, notice.c.round, notice.c.id)
