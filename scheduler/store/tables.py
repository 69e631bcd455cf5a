"""Every table, one place each fact: the database row is the truth (DESIGN 3)."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def in_utc(instant: datetime) -> datetime:
    """Return the instant in UTC; raise ValueError for one without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no zone: say which instant is meant")
    return instant.astimezone(UTC)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused, and every one comes back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant, and hand UTC to the database."""
        if value is None:
            return None
        return in_utc(value).replace(tzinfo=None) if dialect.name == "sqlite" else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the instant aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id(name: str = "id") -> Column[Any]:
    return Column(name, String(36), primary_key=True)


def _of(table: str, *, nullable: bool = False, primary_key: bool = False) -> Column[Any]:
    """Return a reference `<table>_id` that goes when its target goes."""
    return Column(
        f"{table}_id",
        String(36),
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
    )


def _index_where(condition: str, *columns: str) -> Index:
    """Return an index of the rows that fulfil the condition: a query that says it in the same words can use it."""
    return Index(None, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


cohort = Table(
    "cohort",
    metadata,
    _id(),
    Column("rules", JSON, nullable=False, doc="the domain's Cohort"),
    Column("created_at", Instant, nullable=False),
)

account = Table(
    "account",
    metadata,
    _id(),
    Column("email", String(320), unique=True, doc="lower case; none for who signs in by a handed link"),
    Column("created_at", Instant, nullable=False),
)

grant = Table(
    "access_grant",
    metadata,
    _of("account", primary_key=True),
    _of("cohort", primary_key=True),
    Column("right_held", String(16), primary_key=True, doc="coordinator or facilitator"),
    Index(None, "cohort_id"),
)

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _of("account"),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

web_session = Table(
    "web_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _of("account"),
    Column("expires_at", Instant, nullable=False),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

person = Table(
    "person",
    metadata,
    _id(),
    _of("cohort"),
    Column("position", Integer, nullable=False, doc="the roster's order"),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="SET NULL"), index=True),
    Column("key", String(320), nullable=False),
    Column("name", Text, nullable=False),
    Column("email", String(320)),
    Column("role", String(8), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("interests", JSON, nullable=False),
    Column("availability", JSON, nullable=False),
    Column("availability_assumed", Boolean, nullable=False),
    Column("capacity", JSON(none_as_null=True)),
    Column("workshops", JSON, nullable=False),
    Column("locale", String(35)),
    Column("whatsapp", String(64)),
    Column("notes", Text),
    Column("answers", JSON, nullable=False, server_default="{}", doc="by the columns that the criteria name"),
    UniqueConstraint("cohort_id", "key"),
)

upload = Table(
    "upload",
    metadata,
    _id(),
    _of("cohort"),
    Column("filename", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("decisions", Text, doc="the mapping as settled so far, as a mapping file"),
    Column("created_at", Instant, nullable=False),
    Column("imported_at", Instant),
    Index(None, "cohort_id", "created_at"),
    Index(None, "created_at"),
)

run = Table(
    "run",
    metadata,
    _id(),
    _of("cohort"),
    Column("state", String(16), nullable=False, doc="waiting, solving, done, failed or cancelled"),
    Column("seed", Integer, nullable=False),
    Column("seconds", Integer, doc="its budget; none: until it is proven"),
    Column("stop_asked", Boolean, nullable=False, server_default=false(), doc="for the best plan so far"),
    Column("phase", String(32), nullable=False),
    Column("counts", JSON, nullable=False, server_default="[]", doc="each component's last value and bound"),
    Column("reasons", JSON, nullable=False, doc="why it failed"),
    Column("input_hash", String(64), nullable=False, server_default="", doc="of what it is made from"),
    Column("requested_at", Instant, nullable=False),
    Column("read_at", Instant, doc="when its solve read what it is made from"),
    Column("ended_at", Instant),
    Index(None, "cohort_id", "requested_at"),
    Index(None, "ended_at"),
)

plan = Table(
    "plan",
    metadata,
    _id(),
    _of("cohort"),
    Column("run_id", String(36), ForeignKey("run.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("input_hash", String(64), nullable=False),
    Column("document", JSON, nullable=False, doc="the domain's Plan"),
    Column("created_at", Instant, nullable=False),
    Index(None, "cohort_id"),
)

price = Table(
    "price",
    metadata,
    _of("plan", primary_key=True),
    Column("packed", LargeBinary, nullable=False, doc="what each pair would cost: scheduler.price_table"),
)

release = Table(
    "release",
    metadata,
    _of("cohort", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("plan_id", String(36), ForeignKey("plan.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("published_at", Instant, nullable=False),
    Column("note", Text, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    _of("person", primary_key=True),
    Column("uid", String(64), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("dtstamp", Instant, nullable=False),
    Column("last_modified", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", JSON, nullable=False, doc="calendars' EntryContent"),
    Column("body", LargeBinary, nullable=False, doc="its VEVENT"),
    Column("expires_at", Instant, doc="when a cancelled entry leaves the feed"),
)

feed = Table(
    "feed",
    metadata,
    _id(),
    Column("person_id", String(36), ForeignKey("person.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("generation", Integer, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("revoked", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("etag", String(64), nullable=False, doc="SHA-256 of the body, hexadecimal"),
    Column("modified_at", Instant, nullable=False),
    Column("fetched_at", Instant),
    Column("trace", String(32), doc="what last changed its bytes"),
)

notice = Table(
    "notice",
    metadata,
    _id(),
    _of("person"),
    _of("cohort"),
    Column("release", Integer, nullable=False),
    Column("state", String(16), nullable=False, doc="see store.notices.STATES"),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False, doc="plain text; what is secret in it is filled in while sending"),
    Column("error", Text, doc="what the mail server answered, by its codes; `filed` where there is none"),
    Column("created_at", Instant, nullable=False),
    Column("approved_at", Instant),
    Column("ended_at", Instant),
    UniqueConstraint("person_id", "release"),
    Index(None, "cohort_id", "release"),
    _index_where("body <> ''", "ended_at"),
)

webhook = Table(
    "webhook",
    metadata,
    _id(),
    _of("cohort", nullable=True),
    Column("url", Text, nullable=False),
    Column("secret", String(128), nullable=False, doc="Standard Webhooks: whsec_ and base64"),
    Column("types", JSON, nullable=False, doc="CloudEvents types wanted; empty: all"),
    Column("created_at", Instant, nullable=False),
    Column(
        "previous_secret", String(128), doc="also signs until `previous_until`, while receivers change over"
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
    _id(),
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
    _id(),
    _of("event"),
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
    _index_where("state IN ('waiting', 'claimed')", "next_at", "id"),
    _index_where("state = 'parked'", "ended_at"),
)
