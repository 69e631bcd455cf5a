"""What a person cannot be."""

import pytest

from scheduler.domain.people import Capacity


@pytest.mark.parametrize(("minimum", "maximum"), [(5, 2), (-1, 2)])
def test_a_capacity_has_room(minimum: int, maximum: int) -> None:
    with pytest.raises(ValueError, match=f"{minimum}-{maximum} has no room"):
        Capacity(minimum=minimum, maximum=maximum)
