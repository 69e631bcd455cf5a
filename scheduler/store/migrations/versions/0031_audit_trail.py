"""The audit trail, which is only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEPT_DAYS = 400
GUARDS = {
    "sqlite": (
        """CREATE TRIGGER audit_record_unchanged BEFORE UPDATE ON audit_record
BEGIN SELECT RAISE(ABORT, 'a record of the audit trail is never changed'); END""",
        f"""CREATE TRIGGER audit_record_kept BEFORE DELETE ON audit_record
WHEN OLD.at > datetime('now', '-{KEPT_DAYS} days')
BEGIN SELECT RAISE(ABORT, 'a record of the audit trail is kept for {KEPT_DAYS} days'); END""",
    ),
    "postgresql": (
        f"""CREATE FUNCTION audit_record_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' OR OLD.at > now() - interval '{KEPT_DAYS} days' THEN
    RAISE EXCEPTION 'a record of the audit trail is never changed, and kept for {KEPT_DAYS} days';
  END IF;
  RETURN OLD;
END $$""",
        """CREATE TRIGGER audit_record_guarded BEFORE UPDATE OR DELETE ON audit_record
FOR EACH ROW EXECUTE FUNCTION audit_record_guard()""",
    ),
}


def upgrade() -> None:
    op.create_table(
        "audit_record",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("did", sa.String(length=64), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("token_id", sa.String(length=36), nullable=True),
        sa.Column("cohort_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_record")),
    )
    op.create_index(op.f("ix_audit_record_at"), "audit_record", ["at"])
    op.create_index(op.f("ix_audit_record_cohort_id_audit_record_at"), "audit_record", ["cohort_id", "at"])
    op.create_index(op.f("ix_audit_record_person_id"), "audit_record", ["person_id"])
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_record")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_record_guard()")
