"""Tokens of the HTTP API, and the answers that are kept to be given again."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from scheduler.store.tables.columns import Instant, id_column, metadata, reference

api_token = Table(
    "api_token",
    metadata,
    id_column(),
    reference("account"),
    Column("name", Text, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False, doc="the domain's Scope, in their order"),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("last_used_at", Instant, doc="exact to the hour"),
    Column("revoked_at", Instant),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

kept_answer = Table(
    "kept_answer",
    metadata,
    reference("api_token", primary_key=True),
    Column("key_hash", String(64), primary_key=True, doc="SHA-256 of the Idempotency-Key"),
    Column("request_hash", String(64), nullable=False, doc="SHA-256 of method, path and body"),
    Column("status", Integer, nullable=False),
    Column("location", Text),
    Column("body", Text, nullable=False, doc="ids alone: an answer to a POST holds nothing of anybody"),
    Column("kept_at", Instant, nullable=False),
    Index(None, "kept_at"),
)
