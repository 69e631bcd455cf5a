"""Whose meetings a shared calendar shows."""

import pytest

from scheduler.domain.circles import Circle, name_of


@pytest.mark.parametrize(("workshop", "section"), [("games", 0), ("", 1), ("games", -1)])
def test_a_section_has_a_workshop_and_a_number_and_the_whole_group_neither(
    workshop: str, section: int
) -> None:
    with pytest.raises(ValueError, match="there is no section"):
        Circle(workshop=workshop, section=section)


def test_a_workshop_that_the_rules_name_no_more_is_called_by_its_id(make_cohort) -> None:
    cohort = make_cohort()
    assert name_of(Circle(), cohort=cohort) == cohort.name
    assert name_of(Circle(workshop="gone", section=2), cohort=cohort) == "gone, group 2"
