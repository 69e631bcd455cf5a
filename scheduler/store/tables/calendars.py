"""What stands in everyone's calendar, the feeds that serve it, and the mails that tell of it."""

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
    UniqueConstraint,
)

from scheduler.store.tables.columns import Instant, id_column, index_where, metadata, reference

arrangement = Table(
    "arrangement",
    metadata,
    Column("uid", String(64), primary_key=True, doc="the meeting's"),
    reference("cohort"),
    Column("document", JSON, nullable=False, doc="the domain's Arrangement"),
    Index(None, "cohort_id"),
)

added_meeting = Table(
    "added_meeting",
    metadata,
    id_column(),
    reference("cohort"),
    Column("document", JSON, nullable=False, doc="the domain's AddedMeeting"),
    Index(None, "cohort_id"),
)

agreement = Table(
    "agreement",
    metadata,
    Column("coach_id", String(36), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "member_id", String(36), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    Column("document", JSON, nullable=False, doc="the domain's Agreement"),
)


ended_pair = Table(
    "ended_pair",
    metadata,
    Column("cohort_id", String(36), ForeignKey("cohort.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("member_id", String(36), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("coach_id", String(36), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("release", Integer, primary_key=True, doc="the one that paired them"),
    Column("ended_at", Instant, nullable=False),
    Column("account_id", String(36), ForeignKey("account.id", ondelete="SET NULL"), index=True),
    Column("reason", Text, nullable=False, doc="for coordinators alone"),
    Column("said_before", String(8), nullable=False, doc="by the rules of the two, the domain's Says"),
    Column("said_since", String(8), nullable=False),
    Column("agreement", JSON(none_as_null=True), doc="the domain's Agreement, as it stood"),
)


def _entries_of(name: str, owner: str) -> Table:
    """Make the table of the entries that an owner has in their calendar."""
    return Table(
        name,
        metadata,
        reference(owner, primary_key=True),
        Column("uid", String(64), primary_key=True),
        Column("sequence", Integer, nullable=False),
        Column("dtstamp", Instant, nullable=False),
        Column("last_modified", Instant, nullable=False),
        Column("digest", String(64), nullable=False),
        Column("content", JSON, nullable=False, doc="calendars' EntryContent"),
        Column("body", LargeBinary, nullable=False, doc="its VEVENT"),
        Column("expires_at", Instant, doc="when a cancelled entry leaves the feed"),
    )


entry = _entries_of("entry", "person")
shared_entry = _entries_of("shared_entry", "feed")

feed = Table(
    "feed",
    metadata,
    id_column(),
    Column(
        "person_id",
        String(36),
        ForeignKey("person.id", ondelete="CASCADE"),
        unique=True,
        doc="whose own it is; none of one that is shared, which has a cohort, a workshop and a section",
    ),
    reference("cohort", nullable=True),
    Column("workshop", String(64), doc="empty: the whole group's"),
    Column("section", Integer, doc="0: the whole group's"),
    Column("generation", Integer, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("revoked", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("etag", String(64), nullable=False, doc="SHA-256 of the body, hexadecimal"),
    Column("modified_at", Instant, nullable=False),
    Column("fetched_at", Instant),
    Column("trace", String(32), doc="what last changed its bytes"),
    UniqueConstraint("cohort_id", "workshop", "section"),
)

letter_words = Table(
    "letter_words",
    metadata,
    reference("cohort", primary_key=True),
    Column("language", String(16), primary_key=True, doc="a primary subtag; empty for any other"),
    Column("opening", Text, nullable=False),
    Column("closing", Text, nullable=False),
)

notice = Table(
    "notice",
    metadata,
    id_column(),
    reference("person"),
    reference("cohort"),
    Column("release", Integer, nullable=False, doc="the last one when it was drafted"),
    Column(
        "round", Integer, nullable=False, server_default="0", doc="each change of calendars is one, from 1"
    ),
    Column("kind", String(8), nullable=False, server_default="letter", doc="see store.notices.Kind"),
    Column("uid", String(64), doc="the meeting's; none of a letter, which tells of all"),
    Column("sequence", Integer, doc="SEQUENCE of an invitation or its cancellation"),
    Column(
        "tells",
        JSON(none_as_null=True),
        doc="while it is being handed over: what its reader will have been told",
    ),
    Column(
        "company", JSON(none_as_null=True), doc="the domain's Company that a letter tells, if it tells any"
    ),
    Column("state", String(16), nullable=False, doc="see store.notices.STATES"),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False, doc="plain text; what is secret in it is filled in while sending"),
    Column("words", JSON(none_as_null=True), doc="the cohort's own, by language, as of a letter's approval"),
    Column("error", Text, doc="what the mail server answered, by its codes; `filed` where there is none"),
    Column("created_at", Instant, nullable=False),
    Column("approved_at", Instant),
    Column("ended_at", Instant),
    Index(None, "person_id"),
    Index(None, "cohort_id", "release"),
    index_where("body <> ''", "ended_at"),
)

told = Table(
    "told",
    metadata,
    reference("person", primary_key=True),
    Column("uid", String(64), primary_key=True, doc="the meeting's"),
    Column("sequence", Integer, doc="of the last invitation or cancellation, if there was any"),
    Column(
        "content", JSON, nullable=False, doc="calendars' EntryContent, as they were last written to about it"
    ),
    Column("invited", Boolean, nullable=False, doc="by an invitation that stands in a calendar of theirs"),
    Column("told_at", Instant, nullable=False),
)

company = Table(
    "company",
    metadata,
    reference("person", primary_key=True),
    Column("stands", JSON, nullable=False, doc="the domain's Company, when calendars followed last"),
    Column("told", JSON, nullable=False, doc="the same, as they were last told"),
)

answer = Table(
    "answer",
    metadata,
    reference("person", primary_key=True),
    Column("uid", String(64), primary_key=True, doc="the meeting's"),
    Column("answer", String(16), nullable=False, doc="the domain's Answer"),
    Column("sequence", Integer, nullable=False, doc="of the meeting as they knew it"),
    Column("starts", Instant, nullable=False, doc="of the meeting as they knew it"),
    Column("ends", Instant, nullable=False),
    Column("given_at", Instant, nullable=False, doc="of a mail its DTSTAMP, but never later than it came"),
    Column("by", String(8), nullable=False, doc="mail or page"),
    Index(None, "uid"),
)

reflection = Table(
    "reflection",
    metadata,
    reference("person", primary_key=True),
    Column("uid", String(64), primary_key=True, doc="the meeting's"),
    Column("worth", String(8), nullable=False, doc="the domain's Worth"),
    Column("text", Text, nullable=False, doc="their own words; empty for none"),
    Column("given_at", Instant, nullable=False),
    Index(None, "uid"),
)

reminder = Table(
    "reminder",
    metadata,
    reference("person", primary_key=True),
    Column("uid", String(64), primary_key=True, doc="the meeting's"),
    Column("minutes", Integer, primary_key=True, doc="before its start"),
    Column("starts", Instant, nullable=False, doc="of the meeting, when this was planned"),
    Column("due_at", Instant, nullable=False),
)

preference = Table(
    "preference",
    metadata,
    reference("person", primary_key=True),
    Column("channel", String(8), nullable=False, doc="auto, feed or mail"),
    Column("mails", Boolean, nullable=False, doc="whether they want any of us"),
    Column("alarms", JSON, nullable=False, doc="minutes before each meeting, in the calendar"),
    Column("reminders", JSON, nullable=False, doc="minutes before each meeting, by mail"),
    Column("discreet", Boolean, doc="none: as the cohort has it"),
    Column("subscribed_at", Instant, doc="when a calendar program first fetched their feed"),
)
