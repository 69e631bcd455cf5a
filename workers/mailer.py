"""The mailer's reaction: an approved notice is sent, once, whatever dies when."""

from datetime import timedelta
from email.errors import MessageError
from email.message import EmailMessage

from scheduler import crash_points
from scheduler.commands import mailing
from scheduler.store.claims import Claim
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import feed_token, hash_token
from workers.handing_over import MailDeferredError, MailRefusedError, MailUnansweredError
from workers.job import Job, StoppingError
from workers.mail import Mail
from workers.messages import message_of
from workers.smtp import ANSWER_SECONDS

PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""A mail server may be away over a weekend's night; after nearly two days a person has to look."""
LIMIT = timedelta(minutes=1)
CLOSING_SECONDS = ANSWER_SECONDS + 2
"""Who is told to stop still hears a server's answer to a message it has ended: without it nobody would know."""
BAD_ADDRESS = "5.1.3"
"""Bad destination mailbox address syntax (RFC 3463, 3.2)."""
NO_ANSWER = "no answer"


class WrongFeedKeyError(Exception):
    """This process was given another feed key than the one calendar links are made with: its links open nothing."""


def send_mail(job: Job) -> None:
    """Send the notice of this approval, if it is still to be sent.

    1. All but the last step is done: the server has the message, without the dot that ends it.
    2. The notice is marked `submitting`, under the claim's fence: whoever finds it so later cannot know whether it
       was taken (RFC 1047), and does not send it again where that could make it arrive twice.
    3. The last step, its answer, and the notice's end.
    """
    notice, mail = str(job.claim.data["notice"]), job.mail
    with job.store.read() as tx:
        found, now = mailing.outgoing(tx, notice=notice), tx.now
        dead = found is not None and _is_dead(tx, found, feed_key=job.tools.feed_key)
    if found is None:
        with job.finish() as tx:
            mailing.leave(tx, notice=notice)
            is_gone = tx.notices.notice(notice) is None
        if is_gone:  # its reader was erased while a try that died was at it
            mail.way.forget(notice)
        return
    if dead:
        raise WrongFeedKeyError
    if found.notice.state == "submitting" and not mail.way.repeatable:
        _end(job, notice, "unconfirmed", answer=NO_ANSWER)
        return
    try:
        message = message_of(found, mail=mail, key=job.tools.feed_key, now=now)
    except (ValueError, IndexError, MessageError):  # an address that is none: the library raises either
        _end(job, notice, "refused", answer=BAD_ADDRESS)
        return
    try:
        _hand_over(job, notice, message=message, mail=mail)
    except MailDeferredError as error:
        with job.write("deferred") as tx:
            mailing.defer(tx, notice=notice, answer=error.answer)
        raise
    except MailRefusedError as error:
        _end(job, notice, "refused", answer=error.answer)
    except MailUnansweredError as error:
        _end(job, notice, "unconfirmed", answer=error.answer)


def forget_mail(job: Job) -> None:
    """Have a mail stand in no folder of ours any more, whose reader, or whom it is about, was erased."""
    if job.tools.mail is not None:
        job.tools.mail.way.forget(str(job.claim.data["mail"]))
    with job.finish():
        pass


def give_up_notice(tx: Transaction, claim: Claim) -> None:
    """Let the notice say that it is not tried any more."""
    mailing.give_up(tx, notice=str(claim.data["notice"]))


def _hand_over(job: Job, notice: str, *, message: EmailMessage, mail: Mail) -> None:
    with mail.way.handing_over(message, name=notice) as finish_handing_over:
        if job.tools.stopping.is_set():
            raise StoppingError
        with job.write("submitting") as tx:
            may_go = mailing.submit(tx, notice=notice, again=mail.way.repeatable)
        if may_go:
            crash_points.before("submit", "notice")
            finish_handing_over()
            crash_points.after("submit", "notice")
        with job.finish() as tx:
            if may_go:
                mailing.end(tx, notice=notice, state="sent", answer=mail.way.answer)
            is_gone = tx.notices.notice(notice) is None
    if is_gone:  # its reader was erased meanwhile
        mail.way.forget(notice)


def _end(job: Job, notice: str, state: mailing.End, *, answer: str) -> None:
    with job.finish() as tx:
        mailing.end(tx, notice=notice, state=state, answer=answer)


def _is_dead(tx: Transaction, found: mailing.Outgoing, *, feed_key: bytes) -> bool:
    """Whether the link to the reader's feed that we would make opens nothing."""
    feed = found.feed
    if feed is None:
        return False
    secret = feed_token(key=feed_key, feed=feed.id, generation=feed.generation)
    return tx.calendars.feed_by_token(hash_token(secret)) is None
