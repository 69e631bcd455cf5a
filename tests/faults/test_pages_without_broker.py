"""The service as many processes, its broker away: pages and feeds answer throughout, and what was asked for follows."""

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import quantiles

import pytest

from tests.crash.coordinator import Coordinator
from tests.crash.crew import Crew
from tests.crash.places import Machines
from tests.faults.rig import WHOLE
from tests.servers.postgres import OwnPostgres
from tests.servers.rabbitmq import OwnRabbit

pytestmark = pytest.mark.xdist_group("faults")
AWAY_SECONDS = 60 if WHOLE else 5
PATIENCE_SECONDS = 60
"""How much longer a slow machine may take until all is pressed that a plan needs."""
ROUNDS_BEFORE = 10
BETWEEN_SECONDS = 0.05
ASKED = "the run has a plan"
"""What a coordinator waits for once all is pressed that a plan needs."""


def in_ms(seconds: list[float]) -> int:
    """Return the 99th percentile in milliseconds."""
    return round(1000 * quantiles(seconds, n=100)[-1])


def test_pages_and_feeds_answer_throughout_and_what_was_asked_for_follows_at_once(
    postgres: OwnPostgres,
    rabbit: OwnRabbit,
    vhost: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    with closing(Machines(server_url=postgres.url(), broker_url=rabbit.url(vhost))) as place:
        engine = place.fresh(tmp_path)
        with Crew(place=place, folder=tmp_path) as crew:

            def coordinator(name: str) -> Coordinator:
                return Coordinator(place=place, crew=crew, engine=engine, folder=tmp_path, name=name)

            early, late = coordinator("early"), coordinator("late")
            early.work()
            before = [second for _ in range(ROUNDS_BEFORE) for second in early.look_round()]
            rabbit.stop()
            try:
                until, during = time.monotonic() + AWAY_SECONDS, list[float]()
                while time.monotonic() < until or late.waits_for != ASKED:
                    assert time.monotonic() < until + PATIENCE_SECONDS, late.waits_for
                    during += early.look_round()
                    if late.waits_for != ASKED:
                        late.advance()
                    crew.look(BETWEEN_SECONDS)
            finally:
                rabbit.start()  # the tests after this one need it, whatever becomes of this one
            begun = time.monotonic()
            late.work()
            record_property("answers while it was away", len(during))
            record_property("p99 before, ms", in_ms(before))
            record_property("p99 while it was away, ms", in_ms(during))
            record_property("seconds from its return to mails sent", round(time.monotonic() - begun, 1))
            assert not crew.deaths
        engine.dispose()
        place.tidy()
