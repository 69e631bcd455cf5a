"""What can go wrong on purpose, said for a person, and the one table of how it is answered."""

from http import HTTPStatus

from scheduler.domain.plans import Reason
from scheduler.domain.problems import Problem
from scheduler.languages.sentences import counted, sentence


class CommonhourError(Exception):
    """Something anticipated stands in the way; the message says what, where and what to do.

    `message` is a sentence where it may be told on a page; `str(error)` is its English.
    """

    @property
    def message(self) -> str:
        """What was said; empty where nothing was."""
        return self.args[0] if self.args else ""


class NotFoundError(CommonhourError):
    """There is nothing here, or it is not yours to see."""


class BadInputError(CommonhourError):
    """What was handed in has problems; `problems` lists every one of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            counted(
                "{count} problem to mend; nothing was written",
                "{count} problems to mend; nothing was written",
                len(problems),
            )
        )
        self.problems = problems


class RequirementsError(CommonhourError):
    """The requirements contradict each other; `reasons` names the conflict."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("\n".join(reason.text for reason in reasons))
        self.reasons = reasons


class NotNowError(CommonhourError):
    """The thing exists but is in the wrong state for this."""


class RefusedError(CommonhourError):
    """Commonhour will not start or write like this; the message says what to change."""


class TimeUpError(CommonhourError):
    """The time was up before it was known whether there is a plan that keeps every pin."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or sentence(
                "The time was up before it was known whether everybody can have the seat in a workshop that `must` "
                "asks for: take pairs out of `[workshops] must`, or offer those workshops fewer starts."
            )
        )


class UnavailableError(CommonhourError):
    """The database is away, locked or full; what was asked for was done whole or not at all, and may be asked again."""


ANSWERS: dict[type[CommonhourError], tuple[HTTPStatus, int]] = {
    NotFoundError: (HTTPStatus.NOT_FOUND, 1),
    BadInputError: (HTTPStatus.UNPROCESSABLE_ENTITY, 2),
    RequirementsError: (HTTPStatus.UNPROCESSABLE_ENTITY, 3),
    NotNowError: (HTTPStatus.CONFLICT, 1),
    RefusedError: (HTTPStatus.SERVICE_UNAVAILABLE, 1),
    TimeUpError: (HTTPStatus.SERVICE_UNAVAILABLE, 1),
    UnavailableError: (HTTPStatus.SERVICE_UNAVAILABLE, 1),
}
"""Each anticipated error's HTTP status and exit code."""
