"""For whom a meeting is that a coordinator adds: everybody, the coaches, or one group of a workshop."""

from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.circles import Circle


class Whom(StrEnum):
    """Everybody, the coaches, or a group."""

    EVERYBODY = "everybody"
    COACHES = "coaches"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True, slots=True)
class Audience:
    """Who is meant, whoever that is by then: of a group its workshop's id and its number, of the others "" and 0."""

    whom: Whom
    workshop: str = ""
    section: int = 0

    def __post_init__(self) -> None:
        named = bool(self.workshop), self.section > 0
        if named != ((True, True) if self.whom is Whom.GROUP else (False, False)):
            raise ValueError(f"{self.whom} is no group {self.section} of the workshop {self.workshop!r}")

    @property
    def key(self) -> str:
        """What a form calls it: no two have the same."""
        return f"group {self.section} {self.workshop}" if self.whom is Whom.GROUP else self.whom.value

    @property
    def circle(self) -> Circle | None:
        """Whose calendar, of those that can be shared, shows what they have; the coaches have none."""
        if self.whom is Whom.COACHES:
            return None
        return Circle(workshop=self.workshop, section=self.section)
