"""Who has signed up for a cohort and waits, as whoever runs it reads them."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.access import CohortScope
from scheduler.commands.signing_up import form_token, person_of
from scheduler.domain.people import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A form that waits: who it is of (None where the rules do not read it any more), and who they are already.

    `known` is the name by which somebody of the cohort has the same address.
    """

    id: str
    name: str
    email: str
    person: Person | None
    known: str | None
    sent_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SignUps:
    """The form's secret, None while it takes nobody, and who waits, the first to come first."""

    token: str | None
    waiting: tuple[Waiting, ...]
    now: datetime


def sign_ups(scope: CohortScope, *, key: bytes) -> SignUps:
    """Return the form's link and everybody who waits."""
    known = {person.email.lower(): person.name for person in scope.people_to_read() if person.email}
    return SignUps(
        token=form_token(scope, key=key),
        waiting=tuple(
            Waiting(
                id=each.id,
                name=each.cells["name"],
                email=each.cells["email"],
                person=person_of(scope.cohort, each),
                known=known.get(each.email),
                sent_at=each.sent_at,
            )
            for each in scope.tx.sign_ups.of_cohort(scope.cohort.id)
        ),
        now=scope.tx.now,
    )
