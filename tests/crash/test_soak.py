"""The soak in small: `make soak` kills 1,000 times; here a few dozen times, for what only chance comes upon."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.__main__ import PLACES
from tests.crash.soak import Soak
from tests.servers.postgres import OwnPostgres
from tests.servers.rabbitmq import OwnRabbit

SEED = int(os.environ.get("COMMONHOUR_SOAK_SEED", "2036"))
TWO_OF_EACH = dict.fromkeys(("relay", "matcher", "calendars", "mailer", "announcer"), 2)


@pytest.mark.parametrize(
    ("name", "kills", "every", "each"), [("embedded", 8, 1.5, None), ("machines", 42, 0.3, TWO_OF_EACH)]
)
def test_random_kills_lose_nothing_and_double_nothing(
    name: str,
    kills: int,
    every: float,
    each: dict[str, int] | None,
    tmp_path: Path,
    need: Callable[..., None],
) -> None:
    if name == "machines":
        need("PostgreSQL", there=OwnPostgres.is_here())
        need("RabbitMQ", there=OwnRabbit.is_here())
    with PLACES[name](tmp_path, each=each) as place:
        soaked = Soak(place, folder=tmp_path, seed=SEED, every=every).run(kills)
    assert soaked.complaints == (), soaked.said()
    assert soaked.kills.total() >= kills
    assert soaked.asked["plan.published"] == soaked.asked["entries.revised"] > 0
