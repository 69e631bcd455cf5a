"""However many leave, wait, take and look at the same moment, on PostgreSQL: no seat is kept twice."""

from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine

from scheduler.access import whole_cohort
from scheduler.commands.enrolling import join, leave, let_go, wait
from scheduler.commands.offering import pass_seats_on
from scheduler.errors import NotNowError
from scheduler.ids import RandomIds
from scheduler.store.unit_of_work import Store
from tests.stores import emptied
from tests.workers.hand_made import SONGS, ByHand, cohort_of, people_of, section
from tests.workers.test_at_once import all_at_once
from workers.routing import routes

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
MEMBERS = ("ann", "bob", "cleo", "dan", "eve")


@pytest.fixture
def store(postgresql: Engine, clock) -> Generator[Store]:
    clock.at = NOON
    with emptied(postgresql) as engine:
        yield Store(engine, clock=clock, ids=RandomIds(), routes=routes())


@pytest.fixture
def songs(store, mailing, post, make_person) -> ByHand:
    by_hand = ByHand(store=store, tools=mailing, cohort=cohort_of(), post=post)
    by_hand.set_up(*people_of(make_person, *MEMBERS), sections=(section("ann", "bob"),))
    by_hand.wait_in_line("cleo", "dan", "eve")
    by_hand.mails()
    return by_hand


def doing(songs: ByHand, key: str, command: Callable[..., object], **more: object) -> Callable[[], object]:
    """Return what has a member do something in a transaction of its own."""

    def do() -> object:
        with songs.store.write() as tx:
            return command(songs.scope(tx, key), **more)

    return do


def looking(songs: ByHand) -> Callable[[], object]:
    def look() -> object:
        with songs.store.write() as tx:
            return pass_seats_on(whole_cohort(tx, songs.cohort.id))

    return look


def kept_and_taken(songs: ByHand) -> int:
    """Return how many seats have a member or are on offer, in one view of the store."""
    with songs.store.read() as tx:
        (group,) = whole_cohort(tx, songs.cohort.id).standing_plan().workshops.sections
        return len(group.members) + len(tx.seat_offers.open_in(songs.cohort.id))


def test_two_who_leave_at_once_free_two_seats_for_two(songs: ByHand) -> None:
    answers = all_at_once(
        [
            *(doing(songs, key, leave, workshop=SONGS) for key in ("ann", "bob")),
            *(looking(songs) for _ in range(4)),
        ]
    )
    assert answers == [None] * 6
    all_at_once([looking(songs)] * 4)
    songs.settle()
    assert songs.offered_to() == ["cleo", "dan"]
    assert [key for key, _ in songs.mails()] == ["cleo", "dan"]


def test_a_seat_is_taken_or_let_go_or_lapses_and_only_one_of_them(songs: ByHand, clock) -> None:
    songs.does("ann", leave, workshop=SONGS)
    clock.at = songs.offers()[0].until
    answers = all_at_once(
        [
            doing(songs, "cleo", join, workshop=SONGS, section=1),
            doing(songs, "cleo", let_go, workshop=SONGS),
            looking(songs),
        ]
    )
    assert [type(each) for each in answers if each is not None] in ([], [NotNowError])
    songs.settle()
    (ended,) = [how for key, how in songs.ended() if key == "cleo"]
    assert (ended == "taken") == ("cleo" in songs.members())
    assert kept_and_taken(songs) == 2


def test_in_any_crowd_there_are_never_more_seats_taken_and_kept_than_there_are(songs: ByHand, clock) -> None:
    dice = Random(7)  # noqa: S311 - the same crowd each time
    seen: list[int] = []

    def any_of(key: str) -> Callable[[], object]:
        command, more = dice.choice(
            (
                (join, {"section": 1}),
                (wait, {"section": 1}),
                (leave, {}),
                (let_go, {}),
            )
        )
        return doing(songs, key, command, workshop=SONGS, **more)

    for _ in range(25):
        crowd = [any_of(key) for key in MEMBERS]
        answers = all_at_once([*crowd, looking(songs), lambda: seen.append(kept_and_taken(songs))])
        assert [each for each in answers if each is not None and not isinstance(each, NotNowError)] == []
        clock.at += timedelta(hours=dice.choice((0, 1, 5)))
    songs.settle()
    assert max(*seen, kept_and_taken(songs)) == 2
    assert songs.ended() != []
