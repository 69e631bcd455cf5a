"""The link in every mail that stops them, for people and for the button of their mail program (RFC 8058)."""

from flask import Blueprint, render_template

from scheduler.access import whole_cohort
from scheduler.commands.inviting import stop_mails
from scheduler.domain.people import PersonId
from scheduler.errors import NotFoundError
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import person_of_stop_token
from scheduler.web.visit import changing, house, looking

room = Blueprint("mails", __name__, url_prefix="/mails")


@room.get("/<token>/stop")
def ask(token: str) -> str:
    """Ask before anything changes: programs that look at mails follow links."""
    with looking() as access:
        person = _person(access.tx, token)
        cohort, mails = _cohort_name(access.tx, person), access.tx.preferences.of(person).mails
    return render_template("stop_mails.html", token=token, cohort=cohort, mails=mails)


@room.post("/<token>/stop")
def stop(token: str) -> str:
    """Send this person no more mails; their calendar goes on."""
    with changing() as access:
        person = _person(access.tx, token)
        stop_mails(access.tx, person=person)
        cohort = _cohort_name(access.tx, person)
    return render_template("stop_mails.html", token=token, cohort=cohort, mails=False)


def _person(tx: Transaction, token: str) -> PersonId:
    found = person_of_stop_token(key=house().settings.feed_key, token=token)
    if found is None or tx.people.cohort_of(PersonId(found)) is None:
        raise NotFoundError
    return PersonId(found)


def _cohort_name(tx: Transaction, person: PersonId) -> str:
    return whole_cohort(tx, tx.people.cohort_of(person) or "").cohort.name
