"""What everyone was last told of each meeting, invitations among the notices, and what people choose."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_told_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "uid", name=op.f("pk_told")),
    )
    op.create_table(
        "preference",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("mails", sa.Boolean(), nullable=False),
        sa.Column("alarms", sa.JSON(), nullable=False),
        sa.Column("reminders", sa.JSON(), nullable=False),
        sa.Column("discreet", sa.Boolean(), nullable=True),
        sa.Column("subscribed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_preference_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_preference")),
    )
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("kind", sa.String(length=8), nullable=False, server_default="letter"))
        notice.add_column(sa.Column("uid", sa.String(length=64), nullable=True))
        notice.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        notice.add_column(sa.Column("tells", sa.JSON(), nullable=True))
    # Whoever was written to knows what had not changed since; whoever fetches their feed has subscribed to it.
    op.execute(
        "INSERT INTO told (person_id, uid, content, invited, told_at) "
        "SELECT entry.person_id, entry.uid, entry.content, false, last.at FROM entry JOIN "
        "(SELECT person_id, max(created_at) AS at FROM notice WHERE state IN ('submitting', 'sent', 'unconfirmed') "
        "GROUP BY person_id) AS last ON last.person_id = entry.person_id WHERE entry.last_modified <= last.at"
    )
    op.execute(
        "INSERT INTO preference (person_id, channel, mails, alarms, reminders, subscribed_at) "
        "SELECT person_id, 'auto', true, '[]', '[]', fetched_at FROM feed WHERE fetched_at IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE kind <> 'letter'")  # its version writes letters only
    with op.batch_alter_table("notice") as notice:
        for column in ("tells", "sequence", "uid", "kind"):
            notice.drop_column(column)
    op.drop_table("preference")
    op.drop_table("told")
