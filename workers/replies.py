"""The mailer's other reaction: answers to invitations are read where the mail server has put them."""

from datetime import timedelta
from functools import partial

import structlog

from scheduler.commands.replying import owe_look_for_replies, take_reply
from scheduler.errors import UnavailableError
from scheduler.store.claims import Claim, LeaseLostError
from scheduler.store.unit_of_work import Store, Transaction
from workers.job import Job, Replies, SettledError, StoppingError, Tools
from workers.maildir import Delivered

log = structlog.get_logger()

EVERY = timedelta(seconds=30)
AT_ONCE = 50
"""How many are read in one go: each takes a second or two at worst."""


def read_replies(job: Job) -> None:
    """Read the new mails, each in a transaction of its own, and look again after a while: raises SettledError.

    A mail is put with the seen once what it says is committed. Whoever dies in between leaves it to be read again,
    which changes nothing. One delivery goes on for ever: an event for each look would fill the tables.
    """
    replies = job.tools.replies
    full = replies is not None and _read_some(job, replies) == AT_ONCE
    with job.store.write("give_back") as tx:
        tx.claims.give_back(job.claim, until=tx.now + (timedelta(0) if full else EVERY))
    raise SettledError


def give_up_replies(tx: Transaction, _claim: Claim) -> None:
    """Owe the next look though this one is parked, as when the folder was away: mails go on coming."""
    owe_look_for_replies(tx, again_in=EVERY)


def see_to_replies(*, store: Store, tools: Tools) -> None:
    """Have this process's Maildir looked into from now on, if it has one."""
    if tools.replies is not None:
        with store.write("replies") as tx:
            owe_look_for_replies(tx)


def _take(job: Job, replies: Replies, mail: Delivered) -> None:
    """Take what one mail says; one that nobody thought of is told of and left behind, for others wait after it."""
    try:
        take_reply(
            partial(job.write, "reply"),
            raw=mail.raw,
            address=replies.address,
            key=job.tools.feed_key,
            arrived_at=mail.at,
        )
    except (LeaseLostError, UnavailableError):
        raise
    except Exception:
        log.exception("reply.crashed")


def _read_some(job: Job, replies: Replies) -> int:
    """Return how many mails were read."""
    count = 0
    for mail in replies.maildir.new(limit=AT_ONCE):
        if job.tools.stopping.is_set():
            raise StoppingError
        _take(job, replies, mail)
        replies.maildir.put_with_seen(mail)
        count += 1
    return count
