"""What happened, and who is still to hear of it."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, UniqueConstraint

from scheduler.store.tables.columns import Instant, id_column, index_where, metadata, reference
from scheduler.store.tables.encrypted import EncryptedText

webhook = Table(
    "webhook",
    metadata,
    id_column(),
    reference("cohort", nullable=True),
    Column("url", Text, nullable=False),
    Column("secret", EncryptedText(128), nullable=False, doc="Standard Webhooks: whsec_ and base64"),
    Column("types", JSON, nullable=False, doc="CloudEvents types wanted; empty: all"),
    Column("created_at", Instant, nullable=False),
    Column(
        "previous_secret",
        EncryptedText(128),
        doc="also signs until `previous_until`, while receivers change over",
    ),
    Column("previous_until", Instant),
    Column("failing_since", Instant),
    Column("quiet_until", Instant, doc="while it fails, nothing is posted before"),
    Column("disabled_at", Instant),
    Column("disabled_why", String(64)),
)

event = Table(
    "event",
    metadata,
    id_column(),
    Column("type", String(64), nullable=False),
    Column("time", Instant, nullable=False),
    Column("cohort_id", String(36), nullable=False, doc="no reference: what happened outlives the cohort"),
    Column("data", JSON, nullable=False),
    Column("trace", String(32), doc="the request it follows from"),
    Index(None, "time"),
)

delivery = Table(
    "delivery",
    metadata,
    id_column(),
    reference("event"),
    Column("consumer", String(32), nullable=False),
    Column("reaction", String(64), nullable=False),
    Column("state", String(8), nullable=False, doc="waiting, claimed, done or parked"),
    Column("due_at", Instant, nullable=False, doc="not to be claimed before; a claim's lease ends then"),
    Column("next_at", Instant, nullable=False, doc="when the relay hints next"),
    Column("hints", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("fence", Integer, nullable=False, doc="rises with each claim; only the last may write"),
    Column("error", Text, doc="the last try's error, by its class"),
    Column("target", String(36), nullable=False, server_default="", doc="the webhook it goes to; else empty"),
    Column("ended_at", Instant, doc="when it was done or parked"),
    UniqueConstraint("event_id", "reaction", "target"),
    index_where("state IN ('waiting', 'claimed')", "next_at", "id"),
    index_where("state = 'parked'", "ended_at"),
)
