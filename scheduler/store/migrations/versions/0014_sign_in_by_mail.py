"""Signing in by mail: who has asked, from which browser."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_request",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_request")),
    )
    for columns in (["email", "asked_at"], ["browser_hash", "asked_at"], ["expires_at"]):
        name = "_".join(f"sign_in_request_{column}" for column in columns)
        op.create_index(op.f(f"ix_{name}"), "sign_in_request", columns)


def downgrade() -> None:
    op.drop_table("sign_in_request")
