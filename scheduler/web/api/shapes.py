"""What all bodies of the API are made of: strict models, pages of them, and texts that hold nothing unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from scheduler.addresses import MOST_CHARACTERS

T = TypeVar("T")

_SEEN = r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"
_SEEN_OR_NEW_LINE = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]*$"
MOST_OF_A_PAGE = 200

Line = Annotated[str, StringConstraints(max_length=1000, pattern=_SEEN)]
"""One line of text: no control characters, no ends of lines.

A shorter one is `Annotated[Line, Field(max_length=...)]`: in `Line = Field(max_length=...)` the longer limit holds.
"""
Url = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS, pattern="^[!-~]+$")]
"""An address of the web."""
Paragraphs = Annotated[str, StringConstraints(max_length=10_000, pattern=_SEEN_OR_NEW_LINE)]
"""Text of several lines, which end with a line feed each."""
Id = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=_SEEN)]
"""An opaque id, or a key of a file."""
Instant = AwareDatetime
"""An instant with its offset; answers are in UTC (RFC 3339)."""


class Taken(BaseModel):
    """A body that is sent: what it does not know is refused. Built when first used, for there are many."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Given(BaseModel):
    """A body that is answered with."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True, defer_build=True)


class Paging(BaseModel):
    """Which part of a list is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(default=50, ge=1, le=MOST_OF_A_PAGE, description="How many at most.")
    after: Id | None = Field(default=None, description="`next` of the page before; none for the first.")


class Listed(Given, Generic[T]):
    """A page of a list; `next` is the cursor of the page after it, null at the end."""

    items: tuple[T, ...]
    next: str | None


class Made(Given):
    """What was made or asked for, by its id, and where it is read. Nothing of anybody is told here."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0b9c6f0e", "url": "/api/v1/cohorts/cedar/runs/0b9c6f0e"}]}
    )

    id: str
    url: str


TOML = "application/toml"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALENDAR = "text/calendar"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A file as it was sent; `kinds` are the media types that are taken, and how the names of such files end."""

    kinds: ClassVar[Mapping[str, str]]

    filename: str
    content: bytes


class SentRules(Sent):
    """A cohort's rules."""

    kinds: ClassVar = {TOML: ".toml"}


class SentSheet(Sent):
    """A spreadsheet."""

    kinds: ClassVar = {CSV: ".csv", XLSX: ".xlsx"}


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file that is answered with, of one `kind`."""

    kind: ClassVar[str]

    content: bytes


class RulesFile(File):
    """A cohort's rules."""

    kind: ClassVar = TOML


class CsvFile(File):
    """A spreadsheet."""

    kind: ClassVar = CSV


class CalendarFile(File):
    """A calendar."""

    kind: ClassVar = CALENDAR
