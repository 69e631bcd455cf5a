"""The mail by which somebody signs in: never held back, and of no use to anybody after half an hour."""

from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage

from scheduler.commands.asking_in import LASTS, Asked, asked_in
from scheduler.outputs.sign_in_text import sign_in_text
from scheduler.tokens import sign_in_code, sign_in_token
from workers.handing_over import SEVEN_BIT, MailRefusedError, MailUnansweredError
from workers.job import Job, StoppingError
from workers.mail import Mail

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 120, 300, 600))
"""Somebody sits there and waits; after the last there is nothing left to wait for."""


def send_sign_in(job: Job) -> None:
    """Send the mail of this request, if anybody is to have it.

    Should this die after the server has taken it, it goes a second time: with the same code and the same link.
    """
    mail = job.mail
    with job.store.read() as tx:
        asked, now = asked_in(tx, request=str(job.claim.data["request"])), tx.now
    if asked is not None:
        message = _message(asked, mail=mail, key=job.tools.feed_key)
        message["Date"] = now
        _hand_over(job, message, asked=asked, mail=mail)
    with job.finish() as tx:
        is_gone = asked is not None and tx.sign_in_requests.request(asked.id) is None
    if asked is not None and is_gone:  # whose it was, was erased meanwhile
        mail.way.forget(asked.id)


def _hand_over(job: Job, message: EmailMessage, *, asked: Asked, mail: Mail) -> None:
    """Hand it over; what is refused for good, or may have been taken, is not tried again: they can ask again."""
    try:
        with mail.way.handing_over(message, name=asked.id) as finish_handing_over:
            if job.tools.stopping.is_set():
                raise StoppingError
            finish_handing_over()
    except (MailRefusedError, MailUnansweredError):
        return


def _message(asked: Asked, *, mail: Mail, key: bytes) -> EmailMessage:
    link = f"{mail.base_url}/sign-in/mail/{sign_in_token(key=key, request=asked.id)}"
    text = sign_in_text(
        code=sign_in_code(key=key, request=asked.id),
        link=link,
        minutes=int(LASTS.total_seconds() // 60),
        locale=asked.locale,
    )
    message = EmailMessage(policy=SEVEN_BIT)
    message["From"] = mail.sender
    message["To"] = Address(addr_spec=asked.email)
    message["Subject"] = text.subject
    message["Message-ID"] = f"<{asked.id}@{mail.sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.body)
    return message
