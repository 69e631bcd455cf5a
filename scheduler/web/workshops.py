"""Optional workshops, as members choose them: seen, joined, left, waited for."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.commands import enrolling
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.my_workshops import my_workshops
from scheduler.queries.proposals import open_proposals
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking

room = Blueprint("workshops", __name__, url_prefix="/me/<person>/workshops")

MOST_DIGITS = 6
"""Of a section's number in a form."""


@room.get("")
def every(person: str) -> str:
    """Show every workshop with its groups."""
    with looking() as access:
        scope = access.myself(person)
        page, now, proposals = my_workshops(scope), scope.tx.now, open_proposals(scope)
    return render_template(
        "workshops.html",
        me=scope.person,
        cohort=scope.cohort,
        page=page,
        proposals=proposals,
        now=now,
        locale=reading_locale(scope.person.locale, scope.cohort.locale),
    )


@room.post("/<workshop>/join")
def join(person: str, workshop: str) -> Response:
    """Take a seat in a group that is free, or kept for one."""
    section = _section()
    with changing() as access:
        enrolling.join(access.myself(person), workshop=workshop, section=section)
    return _back(person, workshop)


@room.post("/<workshop>/wait")
def wait(person: str, workshop: str) -> Response:
    """Wait for a seat in a group that is full."""
    section = _section()
    with changing() as access:
        enrolling.wait(access.myself(person), workshop=workshop, section=section)
    return _back(person, workshop)


@room.post("/<workshop>/let-go")
def let_go(person: str, workshop: str) -> Response:
    """Say no to a seat that is kept for one."""
    with changing() as access:
        enrolling.let_go(access.myself(person), workshop=workshop)
    return _back(person, workshop)


@room.post("/<workshop>/leave")
def leave(person: str, workshop: str) -> Response:
    """Give a seat up, or no longer wait for one."""
    with changing() as access:
        enrolling.leave(access.myself(person), workshop=workshop)
    return _back(person, workshop)


def _section() -> int:
    text = request.form.get("section", "")
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise NotNowError(sentence("Load the page again: it does not say which group you mean."))
    return int(text)


def _back(person: str, workshop: str) -> Response:
    return redirect(url_for("workshops.every", person=person, _anchor=f"w-{workshop}"), 303)
