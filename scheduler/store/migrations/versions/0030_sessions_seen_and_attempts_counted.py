"""Sessions say when they began and were last used; what is tried too often is counted under hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("web_session", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("web_session", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_web_session_used_at"), "web_session", ["used_at"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("counted_under", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_counted_under_attempt_made_at"), "attempt", ["counted_under", "made_at"])
    op.create_index(op.f("ix_attempt_made_at"), "attempt", ["made_at"])
    op.drop_index(op.f("ix_sign_in_request_email_sign_in_request_asked_at"), "sign_in_request")


def downgrade() -> None:
    op.create_index(
        op.f("ix_sign_in_request_email_sign_in_request_asked_at"), "sign_in_request", ["email", "asked_at"]
    )
    op.drop_table("attempt")
    op.drop_index(op.f("ix_web_session_used_at"), "web_session")
    op.drop_column("web_session", "used_at")
    op.drop_column("web_session", "began_at")
