"""For `make faults` only: thousands of deliveries, and the broker killed in the middle."""

from collections.abc import Callable

import pytest

from tests.faults.rig import Rig, once_each
from tests.servers.ports import wait_until
from tests.servers.rabbitmq import OwnRabbit

pytestmark = pytest.mark.xdist_group("faults")
PATIENCE_SECONDS = 120


def test_work_goes_on_where_a_killed_broker_left_it_and_every_effect_is_there_once(
    rig: Rig, rabbit: OwnRabbit, record_property: Callable[[str, object], None]
) -> None:
    numbers = range(6_000)
    rig.start(relays=2, workers=2)
    rig.emit(*numbers)
    wait_until(lambda: rig.effects().total() > len(numbers) // 10, seconds=PATIENCE_SECONDS, what="it began")
    rabbit.kill()
    assert rig.undone() > 0
    rabbit.start()
    record_property("seconds to catch up", round(rig.wait_until_done(seconds=PATIENCE_SECONDS), 1))
    assert rig.effects() == once_each(numbers)
