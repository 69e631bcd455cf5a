"""Circles: whose meetings a calendar that is shared shows, the whole group's or those of one section (DESIGN 7)."""

from dataclasses import dataclass

from scheduler.domain.cohorts import Cohort


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

    @property
    def is_whole_group(self) -> bool:
        """Whether it is the whole group."""
        return not self.workshop


def in_order(circle: Circle) -> tuple[str, int]:
    """Return what circles are sorted by."""
    return circle.workshop, circle.section


def name_of(circle: Circle, *, cohort: Cohort) -> str:
    """Say what the circle is called: the cohort's name, or "<workshop>, group N"."""
    if circle.is_whole_group:
        return cohort.name
    names = {workshop.id: workshop.name for workshop in cohort.workshops}
    return f"{names.get(circle.workshop, circle.workshop)}, group {circle.section}"
