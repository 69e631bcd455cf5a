"""What mail programs ask for by themselves: to have no more mails (RFC 8058), and a gateway to hand answers in."""

from functools import partial
from hmac import compare_digest
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request

from calendars.imip import MOST_OCTETS_OF_MAIL
from scheduler.access import whole_cohort
from scheduler.commands.inviting import stop_mails
from scheduler.commands.replying import take_reply
from scheduler.domain.people import PersonId
from scheduler.errors import NotFoundError
from scheduler.store.unit_of_work import Transaction
from scheduler.tokens import person_of_stop_token
from scheduler.web.errors import PLAIN
from scheduler.web.visit import changing, house, looking

room = Blueprint("mails", __name__, url_prefix="/mails")

MAIL = "message/rfc822"
ASKED = {"WWW-Authenticate": "Bearer"}


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


@room.post("/replies")
def take() -> Response:
    """Take an answer to an invitation from a mail gateway: a whole mail, as it came (docs/answers.md)."""
    settings = house().settings
    if not settings.reply_token:
        raise NotFoundError
    if not _is_gateway(settings.reply_token):
        return make_response(("Say who asks, by the token.\n", HTTPStatus.UNAUTHORIZED, PLAIN | ASKED))
    if request.mimetype != MAIL:
        return make_response((f"Send a whole mail, as {MAIL}.\n", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, PLAIN))
    request.max_content_length = MOST_OCTETS_OF_MAIL
    verdict = take_reply(
        partial(house().store.write, "reply"),
        raw=request.get_data(cache=False),
        address=settings.reply_address,
        key=settings.feed_key,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if verdict.refused else HTTPStatus.ACCEPTED
    return make_response((f"{verdict.outcome}: {verdict.words}\n", status, PLAIN))


def _is_gateway(token: bytes) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token)


def _person(tx: Transaction, token: str) -> PersonId:
    found = person_of_stop_token(key=house().settings.feed_key, token=token)
    if found is None or tx.people.cohort_of(PersonId(found)) is None:
        raise NotFoundError
    return PersonId(found)


def _cohort_name(tx: Transaction, person: PersonId) -> str:
    return whole_cohort(tx, tx.people.cohort_of(person) or "").cohort.name
