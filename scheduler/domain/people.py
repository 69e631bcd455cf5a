"""Who takes part: a person as the cohort knows them, valid by construction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NewType

from calendars.availability import SLOT_MINUTES, Window
from calendars.week_grid import quarters_of

PersonId = NewType("PersonId", str)


class Role(StrEnum):
    """What a person is in the cohort; rights are another thing (access.py)."""

    MEMBER = "member"
    COACH = "coach"
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True, slots=True)
class Capacity:
    """How many members a coach takes: at most `maximum`, and a shortfall below `minimum` counts."""

    minimum: int
    maximum: int

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= self.maximum:
            raise ValueError(f"a capacity of {self.minimum}-{self.maximum} has no room")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One person of one cohort (DESIGN 5).

    `name` is what others of the cohort see of them: as the roster has it, or as they chose it; then `roster_name` is
    the roster's, which nobody reads but who runs the cohort.
    `key` is the external key that files use (the id column, else the lower-cased e-mail); `time_zone` an IANA id;
    `languages` canonical BCP 47 tags, preferred first; `interests` topics as the cohort spells them, best first;
    `capacity` None takes the cohort's; `workshops` the wished ids as given, best first, empty to derive them from
    the interests; `answers` what stands in the columns that the cohort's criteria name, by the column as they name it,
    blank cells left out.
    """

    id: PersonId
    key: str
    name: str
    email: str | None
    role: Role
    time_zone: str
    languages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    availability: tuple[Window, ...]
    availability_assumed: bool = False
    capacity: Capacity | None = None
    workshops: tuple[str, ...] = ()
    locale: str | None = None
    whatsapp: str | None = None
    notes: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    roster_name: str | None = None

    @property
    def listed_as(self) -> str:
        """What the roster calls them, whatever they chose."""
        return self.roster_name or self.name

    def called(self, name: str) -> "Person":
        """Return them with a name that they chose; with the roster's own they have chosen none."""
        listed = self.listed_as
        return replace(self, name=name, roster_name=None if name == listed else listed)

    def by_both_names(self) -> "Person":
        """Return them as who runs the cohort reads of them: by the roster's name, and the chosen one beside it."""
        if self.listed_as == self.name:
            return self
        return replace(self, name=f"{self.listed_as} ({self.name})")

    @property
    def free_minutes(self) -> int:
        """How long they are free in a week."""
        return SLOT_MINUTES * len(quarters_of(self.availability))
