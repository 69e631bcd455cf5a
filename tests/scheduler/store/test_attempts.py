"""Of many who try at once, none is overlooked: neither database lets two count beside each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from scheduler.commands.throttling import Limit, count, has_room
from scheduler.store.unit_of_work import Store


def limit(name: str, *, most: int, within: timedelta = timedelta(hours=1)) -> Limit:
    return Limit(name=name, under=("amina@example.org",), most=most, within=within)


def test_of_forty_tries_at_once_as_many_as_there_is_room_for_are_let_through(store: Store) -> None:
    wide, narrow = limit("wide", most=9), limit("narrow", most=5)

    def attempt(number: int) -> bool:
        limits = (
            (wide, narrow) if number % 2 else (narrow, wide)
        )  # whoever asks in another order waits as well
        with store.write() as tx:
            if not has_room(tx, limits, key=b"k"):
                return False
            count(tx, limits, key=b"k")
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == 5


def test_what_is_over_is_counted_no_more_and_each_name_and_key_by_itself(store: Store, clock) -> None:
    one = limit("one", most=1)
    with store.write() as tx:
        count(tx, (one,), key=b"k")
        assert not has_room(tx, (one,), key=b"k")
        assert has_room(tx, (limit("another", most=1),), key=b"k")
        assert has_room(tx, (one,), key=b"another")
    clock.pass_seconds(3599)
    with store.write() as tx:
        assert not has_room(tx, (one,), key=b"k")
    clock.pass_seconds(1)
    with store.write() as tx:
        assert has_room(tx, (one,), key=b"k")


def test_a_limit_over_more_time_than_attempts_are_kept_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="longer than attempts are kept"):
        limit("long", most=1, within=timedelta(days=1, seconds=1))
