"""What a calendar entry says, and its revisions: they move when, and only when, what it says does (DESIGN 7)."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from calendars.zones import zone

Status = Literal["CONFIRMED", "CANCELLED"]

# Under which the names of meetings become UIDs; changing it would give every meeting a second entry.
_NAMESPACE = uuid.UUID("0c7c1f0e-5a2b-4d7e-9a57-4f6d6e8a1b35")
_SECOND = timedelta(seconds=1)
_SINCE_THE_FIRST = frozenset(
    [
        "uid",
        "starts",
        "ends",
        "time_zone",
        "summary",
        "description",
        "location",
        "url",
        "conference",
        "status",
    ]
)
"""What digests were always made of; what came later counts where it says something, so that no old entry changes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Notes or a resource of a meeting, by its address on the web."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryContent:
    """One meeting as one person's calendar shows it.

    `starts` and `ends` are aware, in whole seconds, and kept in UTC; `time_zone` is the meeting's own (an IANA id:
    UnknownZoneError otherwise). `url` leads to a page about it, `conference` to where it is held online (its place,
    unless `location` names another), `links` to its notes and resources. `alarms` are the whole minutes before the
    start at which the reader wants to be reminded. What is `private` says neither what it is nor with whom; a
    `category` is one word for its kind.
    """

    uid: str
    starts: datetime
    ends: datetime
    time_zone: str
    summary: str
    description: str = ""
    location: str | None = None
    url: str | None = None
    conference: str | None = None
    status: Status = "CONFIRMED"
    links: tuple[Link, ...] = ()
    alarms: tuple[int, ...] = ()
    private: bool = False
    category: str | None = None

    def __post_init__(self) -> None:
        for name in ("starts", "ends"):
            instant: datetime = getattr(self, name)
            if instant.utcoffset() is None or instant.microsecond:
                raise ValueError(f"an entry {name} at an aware instant in whole seconds, not at {instant!r}")
            object.__setattr__(self, name, instant.astimezone(UTC))
        if self.ends <= self.starts:
            raise ValueError(f"an entry that starts at {self.starts} does not end at {self.ends}")
        zone(self.time_zone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """Which version of an entry this is (RFC 5545, 3.8.7): aware UTC, whole seconds; `digest` is its content's."""

    sequence: int
    dtstamp: datetime
    last_modified: datetime
    digest: str


def uid(cohort_id: str, *parts: str) -> str:
    """Name a meeting for good: the same for everybody, and telling nothing to whoever lacks the cohort's id.

    `parts` say which meeting of the cohort, such as ("session", "monthly", "2026-10").
    """
    return str(uuid.uuid5(_NAMESPACE, json.dumps((cohort_id, *parts))))


def revise(*, previous: Revision | None, content: EntryContent, now: datetime) -> Revision:
    """Give the revision of this content: `previous` itself when nothing changed, else one later in every way.

    `now` is aware; should it not be later than the last revision, the stamps pass that by a second.
    """
    digest = _digest(content)
    if previous is not None and previous.digest == digest:
        return previous
    stamp = now.astimezone(UTC).replace(microsecond=0)
    if previous is None:
        return Revision(sequence=0, dtstamp=stamp, last_modified=stamp, digest=digest)
    stamp = max(stamp, previous.dtstamp + _SECOND, previous.last_modified + _SECOND)
    return Revision(sequence=previous.sequence + 1, dtstamp=stamp, last_modified=stamp, digest=digest)


def _digest(content: EntryContent) -> str:
    said: dict[str, object] = {}
    for field in _FIELDS:
        value = getattr(content, field.name)
        if field.name in _SINCE_THE_FIRST or value != field.default:
            said[field.name] = value
    return hashlib.sha256(_CANONICAL.encode(said).encode()).hexdigest()


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else asdict(cast("Link", value))


_FIELDS = fields(EntryContent)
_CANONICAL = json.JSONEncoder(default=_as_json, sort_keys=True)
