"""Handing a message over in two steps, so that what is kept about it can change in between, and what may come of it.

All but the last step first, which takes nothing in; then the last, after which only an answer tells what came of it
(RFC 1047).
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

SEVEN_BIT = SMTP.clone(cte_type="7bit")
"""How messages are written: lines end with CRLF, and every server can carry them."""


class MailError(Exception):
    """Mail did not go as it should; `answer` holds codes only, never an address or a server's own words."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class MailDeferredError(MailError):
    """The message was certainly not taken in, and may be tried again."""


class MailRefusedError(MailError):
    """The server refuses this message for good."""


class MailUnansweredError(MailError):
    """The message was handed over and nobody answered: it may have been taken in or not."""


class Way(Protocol):
    """A way for messages to leave."""

    @property
    def repeatable(self) -> bool:
        """Whether handing the same message over again cannot make it arrive twice."""
        ...

    @property
    def answer(self) -> str | None:
        """What is to be remembered of a message that was taken, if it did not leave for its reader."""
        ...

    def handing_over(self, message: EmailMessage, *, name: str) -> AbstractContextManager[Callable[[], None]]:
        """Do all but the last step; yield what does the last. Left before that, nothing has been taken in.

        `name` is the message's own for good. Both raise MailError's subclasses, and only the last step
        MailUnansweredError.
        """
        ...

    def forget(self, name: str) -> None:
        """Delete what is here of the message of this name, if anything; raise MailDeferredError where it cannot be."""
        ...
