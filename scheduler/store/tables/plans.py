"""Runs, what they end in, and what of it is published."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
)

from scheduler.store.tables.columns import Instant, id_column, metadata, reference
from scheduler.store.tables.encrypted import EncryptedJSON

run = Table(
    "run",
    metadata,
    id_column(),
    reference("cohort"),
    Column(
        "kind",
        String(16),
        nullable=False,
        server_default="match",
        doc="match, rebalance, or a choice that it offered",
    ),
    Column("parts", JSON, doc="the domain's Parts that a rebalancing may change; none: everything"),
    Column("state", String(16), nullable=False, doc="waiting, solving, done, failed or cancelled"),
    Column("seed", Integer, nullable=False),
    Column("seconds", Integer, doc="its budget; none: until it is proven"),
    Column("stop_asked", Boolean, nullable=False, server_default=false(), doc="for the best plan so far"),
    Column("phase", String(32), nullable=False),
    Column("counts", JSON, nullable=False, server_default="[]", doc="each component's last value and bound"),
    Column("reasons", EncryptedJSON, nullable=False, doc="why it failed; a roster's keys stand in it"),
    Column("input_hash", String(64), nullable=False, server_default="", doc="of what it is made from"),
    Column("requested_at", Instant, nullable=False),
    Column("read_at", Instant, doc="when its solve read what it is made from"),
    Column("ended_at", Instant),
    Index(None, "cohort_id", "requested_at"),
    Index(None, "ended_at"),
)

rebalancing = Table(
    "rebalancing",
    metadata,
    reference("run", primary_key=True),
    Column("document", EncryptedJSON, nullable=False, doc="the domain's Rebalancing; the same"),
)

plan = Table(
    "plan",
    metadata,
    id_column(),
    reference("cohort"),
    Column("run_id", String(36), ForeignKey("run.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("input_hash", String(64), nullable=False),
    Column("document", EncryptedJSON, nullable=False, doc="the domain's Plan; the same"),
    Column("created_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0", doc="counts what was changed by hand"),
    Column("solved", EncryptedJSON, doc="the coaching as it was solved, once it was changed by hand"),
    Index(None, "cohort_id"),
)

edit = Table(
    "plan_edit",
    metadata,
    reference("plan", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", EncryptedJSON, nullable=False, doc="the domain's Edit; the same"),
    Column("undone", Boolean, nullable=False, server_default=false()),
    Column("edited_at", Instant, nullable=False),
)

price = Table(
    "price",
    metadata,
    reference("plan", primary_key=True),
    Column("packed", LargeBinary, nullable=False, doc="what each pair would cost: scheduler.price_table"),
    Column("revision", Integer, nullable=False, server_default="0", doc="of the plan, that `around` is of"),
    Column("around", JSON, doc="the Certificate of the best plan around what was put by hand"),
)

release = Table(
    "release",
    metadata,
    reference("cohort", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("plan_id", String(36), ForeignKey("plan.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("published_at", Instant, nullable=False),
    Column("note", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
)
