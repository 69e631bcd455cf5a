"""Killed at every point: each commit, publish, acknowledgement and submission that a cohort's way passes.

`make crash` kills at every passing, one a flow; here every distinct point is killed at once, several in one flow.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.crash.__main__ import embedded, machines
from tests.crash.enumeration import TRIES, Recorded, record, submitting
from tests.crash.place import Place
from tests.crash.rounds import go_round, rounds
from tests.crash.ways import FIRST, FIRST_TROUBLED, SECOND, Passing, Way, only_there
from tests.servers.postgres import OwnPostgres
from tests.servers.rabbitmq import OwnRabbit

SHARE = 0.05
"""Of the passings, so many are killed at least."""
ONLY_THERE = {
    FIRST: {"before commit follow"},
    FIRST_TROUBLED: {"before commit fail", "after commit give_back"},
    SECOND: {
        "before commit set_right",
        "before commit tidy",
        "after commit drop_expired",
        "before commit replay",
    },
}
"""The ways that are gone, and some of the points that none before has."""


@pytest.fixture(params=["embedded", "machines"])
def place(request, tmp_path: Path, need: Callable[..., None]) -> Iterator[Place]:
    """The service as one process, and as many."""
    if request.param == "machines":
        need("PostgreSQL", there=OwnPostgres.is_here())
        need("RabbitMQ", there=OwnRabbit.is_here())
    with {"embedded": embedded, "machines": machines}[request.param](tmp_path) as made:
        yield made


def test_whatever_is_killed_wherever_it_is_all_comes_right_once(place: Place, tmp_path: Path) -> None:
    kills = 0
    known: list[Passing] = []
    for way, has in ONLY_THERE.items():
        recorded, new = record_with(place, way, known=known, has=has, folder=tmp_path)
        known += new
        for number, doom in enumerate(rounds(new)):
            folder = tmp_path / f"{way.slug}-{number}"
            wrong, killed = go_round(place, way, doom, folder=folder, expected=recorded.outcome)
            assert wrong == "", doom
            kills += killed
    assert kills > SHARE * len(known)


def record_with(
    place: Place, way: Way, *, known: Sequence[Passing], has: set[str], folder: Path
) -> tuple[Recorded, tuple[Passing, ...]]:
    """Record the way and what only it has, again if need be: a solve may have ended before its matcher was told to."""
    missing = has
    for attempt in range(TRIES):
        recorded = record(place, way, folder=folder / f"attempt-{attempt}")
        new = only_there(recorded.passings, known)
        missing = has - {passing.name for passing in new}
        if not missing:
            return recorded, new
    pytest.fail(f"{way.name} never came to {sorted(missing)}")


def test_a_point_is_told_by_its_name_whatever_its_number() -> None:
    passing = Passing(way=FIRST, process="relay", point="after publish matcher #12")
    assert (passing.name, passing.number) == ("after publish matcher", 12)


def test_a_thread_was_handing_a_mail_over_if_it_had_begun_and_not_ended_whatever_it_ended_for_another() -> (
    None
):
    begun, ended = "before commit submitting #{}", "after commit send_mail #{}"
    assert submitting([begun.format(1), "after submit notice #1"])
    assert submitting([ended.format(1), begun.format(1)])  # the first was left unconfirmed by another
    assert not submitting([begun.format(1), ended.format(1)])
    assert not submitting(["after commit claim #1"])
