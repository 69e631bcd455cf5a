"""The audit trail: only ever added to. The database itself refuses to change a record, or to drop a young one."""

from sqlalchemy import DDL, BigInteger, Boolean, Column, Index, Integer, String, Table, event

from scheduler.store.tables.columns import Instant, metadata

KEPT_DAYS = 400
"""Younger records cannot be deleted."""

audit_record = Table(
    "audit_record",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("did", String(64), nullable=False, doc="page, operation of the API, or command"),
    Column("writes", Boolean, nullable=False),
    Column("account_id", String(36), doc="no reference: a record outlives whom it is of"),
    Column("token_id", String(36)),
    Column("cohort_id", String(36)),
    Column("person_id", String(36)),
    Index(None, "at"),
    Index(None, "cohort_id", "at"),
    Index(None, "person_id"),
)

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
"""What the database is told, by its kind."""

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        event.listen(
            audit_record,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
