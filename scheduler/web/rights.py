"""Handing over: who may do what in a cohort, given and taken back by its coordinators."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, Right
from scheduler.commands.handing_over import give_parts, give_right, take_right
from scheduler.domain.parts import Parts
from scheduler.errors import NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.rights import holders
from scheduler.web.visit import changing, looking

room = Blueprint("rights", __name__, url_prefix="/cohorts/<cohort>/rights")


@room.get("")
def every(cohort: str) -> str:
    """Show who holds which right, and who could."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        found, people = holders(scope), scope.people_to_read()
    return render_template("rights.html", cohort=scope.cohort, holders=found, people=people)


@room.post("")
def give(cohort: str) -> Response:
    """Give someone of the cohort a right."""
    right = _right()
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        give_right(scope, person=request.form.get("person", ""), right=right)
    return redirect(url_for("rights.every", cohort=cohort), 303)


@room.post("/<account>/parts")
def parts(cohort: str, account: str) -> Response:
    """Say which parts of the plan a facilitator rebalances."""
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        ticked = set(request.form.getlist("workshop"))
        theirs = Parts(
            coaching="coaching" in request.form,
            workshops=tuple(workshop.id for workshop in scope.cohort.workshops if workshop.id in ticked),
        )
        give_parts(scope, account=account, parts=theirs)
    return redirect(url_for("rights.every", cohort=cohort, _anchor="parts"), 303)


@room.post("/<account>/take")
def take(cohort: str, account: str) -> Response:
    """Take a right back."""
    right = _right()
    with changing() as access:
        take_right(access.cohort(cohort, need=COORDINATE), account=account, right=right)
    return redirect(url_for("rights.every", cohort=cohort), 303)


def _right() -> Right:
    said = request.form.get("right", "")
    if said not in set(Right):
        raise NotNowError(sentence("Load the page again: it does not say which right you mean."))
    return Right(said)
