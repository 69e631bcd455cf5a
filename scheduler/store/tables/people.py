"""Cohorts, their people, and who signs in with what right."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from scheduler.store.tables.columns import Instant, id_column, metadata, reference
from scheduler.store.tables.encrypted import EncryptedBytes, EncryptedJSON, EncryptedText

cohort = Table(
    "cohort",
    metadata,
    id_column(),
    Column("rules", EncryptedJSON, nullable=False, doc="the domain's Cohort"),
    Column("created_at", Instant, nullable=False),
    Column(
        "rounds", Integer, nullable=False, server_default="0", doc="how many rounds of notices there were"
    ),
    Column("zone_data", String(16), doc="the version of the zone data that its meetings were last read by"),
    Column("reminders_at", Instant, doc="when reminders are next looked for"),
    Column("seats_at", Instant, doc="when free seats, and those on offer, are next looked at"),
    Column("erased_at", Instant, doc="when its people are erased, as they were told; none until then"),
    Column("retention_at", Instant, doc="when it is next looked at whether they are to be told, or erased"),
)

account = Table(
    "account",
    metadata,
    id_column(),
    Column(
        "email", EncryptedText(320), unique=True, doc="lower case; none for who signs in by a handed link"
    ),
    Column("created_at", Instant, nullable=False),
    Column("may_found", Boolean, nullable=False, server_default=false(), doc="set a first cohort up"),
)

grant = Table(
    "access_grant",
    metadata,
    reference("account", primary_key=True),
    reference("cohort", primary_key=True),
    Column("right_held", String(16), primary_key=True, doc="coordinator or facilitator"),
    Column("parts", JSON, doc="the domain's Parts, of a facilitator; none: nothing is theirs to rebalance"),
    Index(None, "cohort_id"),
)

norms = Table(
    "norms",
    metadata,
    reference("cohort", primary_key=True),
    Column("text", Text, nullable=False, doc="paragraphs; empty once they were taken out"),
    Column("revision", Integer, nullable=False, doc="how often they were changed"),
    Column("changed_at", Instant, nullable=False),
)

shared_links = Table(
    "shared_links",
    metadata,
    reference("cohort", primary_key=True),
    Column("links", JSON, nullable=False, doc="the domain's SharedLinks, in their order"),
    Column("revision", Integer, nullable=False, doc="how often the list was changed"),
)

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    reference("account"),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

sign_in_request = Table(
    "sign_in_request",
    metadata,
    id_column(),
    Column("email", EncryptedText(320), nullable=False, doc="lower case; nobody's, maybe"),
    Column("browser_hash", String(64), nullable=False, doc="of the secret of the browser that asked"),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, doc="wrong codes"),
    Column("used_at", Instant),
    Index(None, "browser_hash", "asked_at"),
    Index(None, "expires_at"),
)

attempt = Table(
    "attempt",
    metadata,
    id_column(),
    Column("counted_under", String(64), nullable=False, doc="an HMAC of what was tried, by whom or where"),
    Column("made_at", Instant, nullable=False),
    Index(None, "counted_under", "made_at"),
    Index(None, "made_at"),
)

sign_up_link = Table(
    "sign_up_form",
    metadata,
    reference("cohort", primary_key=True),
    Column("generation", Integer, nullable=False, doc="of its address, counted from 1"),
    Column("is_open", Boolean, nullable=False),
)

sign_up = Table(
    "sign_up",
    metadata,
    id_column(),
    reference("cohort"),
    Column("cells", EncryptedJSON, nullable=False, doc="what was written, by a roster's columns"),
    Column("sent_at", Instant, nullable=False),
    Index(None, "cohort_id", "sent_at"),
)

web_session = Table(
    "web_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    reference("account"),
    Column("expires_at", Instant, nullable=False),
    Column("began_at", Instant, doc="none of one that an older version began"),
    Column("used_at", Instant, doc="when the day of its last use began, in UTC; none as above"),
    Index(None, "account_id"),
    Index(None, "expires_at"),
    Index(None, "used_at"),
)

person = Table(
    "person",
    metadata,
    id_column(),
    reference("cohort"),
    Column("position", Integer, nullable=False, doc="the roster's order"),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="SET NULL"), index=True),
    Column("key", EncryptedText(320), nullable=False),
    Column("name", Text, nullable=False),
    Column("email", EncryptedText(320)),
    Column("found_by", EncryptedText(320), index=True, doc="the e-mail in lower case"),
    Column("role", String(8), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("interests", JSON, nullable=False),
    Column("availability", JSON, nullable=False),
    Column("availability_assumed", Boolean, nullable=False),
    Column("capacity", JSON(none_as_null=True)),
    Column("workshops", JSON, nullable=False),
    Column("locale", String(35)),
    Column("whatsapp", EncryptedText(64)),
    Column("notes", Text),
    Column("answers", JSON, nullable=False, server_default="{}", doc="by the columns that the criteria name"),
    Column("left_at", Instant, doc="when they left: of them remains what their calendar needs"),
    Column("roster_name", Text, doc="of who has chosen the name that others see; none: it is the roster's"),
    UniqueConstraint("cohort_id", "key"),
)

correction = Table(
    "correction",
    metadata,
    reference("person", primary_key=True),
    Column("field", String(32), primary_key=True, doc="of the domain's Person"),
    Column("corrected_at", Instant, nullable=False),
)

shared_contact = Table(
    "shared_contact",
    metadata,
    reference("person", primary_key=True),
    Column("email", Boolean, nullable=False, doc="whom they meet in coaching may see it, if they share too"),
    Column("whatsapp", Boolean, nullable=False, doc="the same"),
    Column("chosen_at", Instant, nullable=False),
)

enrolment = Table(
    "enrolment",
    metadata,
    reference("person", primary_key=True),
    Column("workshop", String(64), primary_key=True),
    Column("section", Integer, nullable=False, doc="joined or waited for; 0 of who has left"),
    Column("standing", String(8), nullable=False, doc="the domain's Standing"),
    Column("since", Instant, nullable=False),
)

seat_offer = Table(
    "seat_offer",
    metadata,
    id_column(),
    reference("person"),
    Column("workshop", String(64), nullable=False),
    Column("section", Integer, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("ended", String(9), doc="the domain's OfferEnd; none while it is open"),
    Column("ended_at", Instant),
    Index(None, "person_id"),
    Index(None, "ended_at"),
    Index(
        None,
        "person_id",
        "workshop",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

pause = Table(
    "pause",
    metadata,
    reference("person", primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("until", Instant, nullable=False),
)

proposal = Table(
    "proposal",
    metadata,
    id_column(),
    reference("person"),
    Column("name", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("leads", Boolean, nullable=False, doc="whether they would lead it"),
    Column("state", String(8), nullable=False, doc="the domain's ProposalState"),
    Column("proposed_at", Instant, nullable=False),
    Index(None, "person_id"),
)

proposal_wish = Table(
    "proposal_wish",
    metadata,
    reference("proposal", primary_key=True),
    reference("person", primary_key=True),
    Index(None, "person_id"),
)

upload = Table(
    "upload",
    metadata,
    id_column(),
    reference("cohort"),
    Column("filename", Text, nullable=False),
    Column("content", EncryptedBytes, nullable=False),
    Column("decisions", EncryptedText(), doc="the mapping as settled so far, as a mapping file"),
    Column("created_at", Instant, nullable=False),
    Column("imported_at", Instant),
    Index(None, "cohort_id", "created_at"),
    Index(None, "created_at"),
)
