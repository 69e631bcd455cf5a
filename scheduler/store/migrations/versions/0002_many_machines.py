"""Traces, notices, webhooks, and a delivery to each webhook. Only adds: the version before goes on working on it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW_INDEXES = (
    ("access_grant", ("cohort_id",)),
    ("event", ("time",)),
    ("plan", ("cohort_id",)),
    ("run", ("cohort_id", "requested_at")),
    ("run", ("ended_at",)),
    ("sign_in_link", ("account_id",)),
    ("sign_in_link", ("expires_at",)),
    ("upload", ("cohort_id", "created_at")),
    ("upload", ("created_at",)),
    ("web_session", ("account_id",)),
    ("web_session", ("expires_at",)),
)


def upgrade() -> None:
    op.add_column("event", sa.Column("trace", sa.String(length=32), nullable=True))
    for table, columns in NEW_INDEXES:
        op.create_index(_name(table, columns), table, columns)
    op.add_column("feed", sa.Column("trace", sa.String(length=32), nullable=True))
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("target", sa.String(length=36), nullable=False, server_default=""))
        delivery.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        delivery.drop_constraint(op.f("uq_delivery_event_id_reaction"), type_="unique")
        delivery.create_unique_constraint(
            op.f("uq_delivery_event_id_reaction_target"), ["event_id", "reaction", "target"]
        )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("cohort_id", sa.String(length=36), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_notice_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "release", name=op.f("uq_notice_person_id_release")),
    )
    op.create_index(op.f("ix_notice_cohort_id_notice_release"), "notice", ["cohort_id", "release"])
    op.create_index(
        op.f("ix_notice_ended_at"),
        "notice",
        ["ended_at"],
        sqlite_where=sa.text("body <> ''"),
        postgresql_where=sa.text("body <> ''"),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("cohort_id", sa.String(length=36), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=128), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_secret", sa.String(length=128), nullable=True),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_why", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_webhook_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )


def downgrade() -> None:
    op.drop_table("webhook")
    op.drop_table("notice")
    op.execute("DELETE FROM delivery WHERE target <> ''")
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint(op.f("uq_delivery_event_id_reaction_target"), type_="unique")
        delivery.create_unique_constraint(op.f("uq_delivery_event_id_reaction"), ["event_id", "reaction"])
        delivery.drop_column("ended_at")
        delivery.drop_column("target")
    op.drop_column("feed", "trace")
    for table, columns in NEW_INDEXES:
        op.drop_index(_name(table, columns), table)
    op.drop_column("event", "trace")


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f("ix_" + "_".join(f"{table}_{column}" for column in columns))
