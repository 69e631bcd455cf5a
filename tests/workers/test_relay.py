"""The relay wakes whoever has something to do, and does not bury them in wake-up calls."""

from collections.abc import Generator

import pytest
from kombu.connection import Connection

from scheduler.events import NoticeApproved
from scheduler.store.unit_of_work import Store
from workers import hint_sender
from workers.broker import Broker
from workers.hint_sender import HintSender
from workers.relay import relay_once
from workers.routing import MAILER

QUEUE = f"commonhour.hints.{MAILER.name}"
MAILS = 1000
FIRST = MAILS // MAILER.at_once
"""In so many messages each mail is hinted once."""


class Waiting:
    """What lies in the mailer's queue in this process's memory, which nobody empties."""

    def __init__(self, connection: Connection) -> None:
        self._channel = connection.channel()

    def __len__(self) -> int:
        return self._channel.queue_declare(QUEUE).message_count

    def be_read(self) -> None:
        self._channel.queue_purge(QUEUE)


@pytest.fixture
def waiting() -> Generator[Waiting]:
    with Connection("memory://") as connection:
        queue = Waiting(connection)
        queue.be_read()
        yield queue
        queue.be_read()


@pytest.fixture
def sender() -> Generator[HintSender]:
    with HintSender(Broker(url="memory://")) as sender:
        yield sender


def approve(store: Store, number: int) -> None:
    with store.write() as tx:
        tx.outbox.emit(*(NoticeApproved(cohort="c", notice=str(n)) for n in range(number)))


def look_for(store: Store, sender: HintSender, clock, *, seconds: int) -> None:
    """Look as often as there is something to hint, for so long."""
    for _ in range(seconds):
        while relay_once(store=store, sender=sender):
            pass
        clock.pass_time(seconds=1)


def test_behind_a_consumer_that_has_no_room_hints_do_not_pile_up(
    store: Store, sender: HintSender, waiting: Waiting, clock
) -> None:
    """As behind a slow mail server: a mail that is approved meanwhile waits behind what waits, and no more."""
    approve(store, MAILS)
    look_for(store, sender, clock, seconds=300)
    assert len(waiting) == FIRST
    approve(store, 1)
    look_for(store, sender, clock, seconds=1)
    assert len(waiting) == FIRST + 1


def test_what_was_hinted_in_vain_is_hinted_again_once_the_queue_is_short(
    store: Store, sender: HintSender, waiting: Waiting, clock
) -> None:
    approve(store, MAILS)
    look_for(store, sender, clock, seconds=1)
    waiting.be_read()  # and lost with its reader
    look_for(store, sender, clock, seconds=300)
    assert len(waiting) == hint_sender.LONG


def test_a_few_are_hinted_again_and_again(store: Store, sender: HintSender, waiting: Waiting, clock) -> None:
    approve(store, 1)
    look_for(store, sender, clock, seconds=8)
    assert len(waiting) == 4  # after 0, 1, 3 and 7 seconds
