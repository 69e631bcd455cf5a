"""Circles: whose meetings a calendar that is shared shows, the whole group's or those of one section (DESIGN 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from scheduler.domain.cohorts import Cohort
from scheduler.domain.meetings import Meeting, MeetingKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Circle:
    """The whole group, or one section of a workshop: `workshop` is its id, `section` the section's number.

    The whole group has neither: "" and 0.
    """

    workshop: str = ""
    section: int = 0

    def __post_init__(self) -> None:
        if bool(self.workshop) != (self.section > 0):
            raise ValueError(f"there is no section {self.section} of the workshop {self.workshop!r}")

    @classmethod
    def of(cls, meeting: Meeting) -> Self:
        """Return whose meeting this is."""
        if meeting.kind is MeetingKind.SESSION:
            return cls()
        return cls(workshop=meeting.ref, section=meeting.section or 0)

    @property
    def is_whole_group(self) -> bool:
        """Whether it is the whole group."""
        return not self.workshop


def circles_of(meetings: Iterable[Meeting]) -> tuple[Circle, ...]:
    """Return whose meetings these are: the whole group's first, then by workshop and section."""
    return tuple(sorted({Circle.of(meeting) for meeting in meetings}, key=in_order))


def in_order(circle: Circle) -> tuple[str, int]:
    """Return what circles are sorted by."""
    return circle.workshop, circle.section


def name_of(circle: Circle, *, cohort: Cohort) -> str:
    """Say what the circle is called: the cohort's name, or "<workshop>, group N"."""
    if circle.is_whole_group:
        return cohort.name
    names = {workshop.id: workshop.name for workshop in cohort.workshops}
    return f"{names.get(circle.workshop, circle.workshop)}, group {circle.section}"
