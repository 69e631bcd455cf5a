"""Rebalancing midway: asked for, its frontiers looked at point by point, a member kept with their coach, one taken."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from scheduler.access import LOOK
from scheduler.commands.rebalancing import keep_together, request_rebalancing, take_point
from scheduler.errors import NotFoundError
from scheduler.outputs.frontier_chart import Panel, frontier_chart
from scheduler.queries.rebalancing import rebalancing_view
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking
from scheduler.web.whole_numbers import whole_number_of

room = Blueprint("rebalancing", __name__, url_prefix="/cohorts/<cohort>/rebalancing")


@room.post("")
def ask(cohort: str) -> Response:
    """Ask what could follow the last release, the cohort being as it is now."""
    with changing() as access:
        run = request_rebalancing(access.rebalancing(cohort))
    return redirect(url_for("runs.one", cohort=cohort, run=run), 303)


@room.get("/<run>")
def one(cohort: str, run: str) -> str:
    """Show what each move buys, and what the chosen points change for whom."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        page = rebalancing_view(
            scope, run=run, moves=_number(request.args, "moves"), seats=_number(request.args, "seats")
        )
        may_ask = scope.parts.are_any
    return render_template(
        "rebalancing.html",
        cohort=scope.cohort,
        page=page,
        may_ask=may_ask,
        chart=frontier_chart,
        panel=Panel,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/<run>/keep")
def keep(cohort: str, run: str) -> Response:
    """Pin a member to the coach they have, and ask again."""
    with changing() as access:
        again = keep_together(access.pairing(cohort), run=run, member=request.form.get("member", ""))
    return redirect(url_for("runs.one", cohort=cohort, run=again), 303)


@room.post("/<run>/take")
def take(cohort: str, run: str) -> Response:
    """Make a draft of the chosen points, to be read, or to be changed by hand."""
    moves, seats = _number(request.form, "moves"), _number(request.form, "seats")
    if moves is None or seats is None:
        raise NotFoundError
    with changing() as access:
        plan = take_point(access.rebalancing(cohort), run=run, moves=moves, seat_moves=seats)
    there = "boards.one" if "board" in request.form else "plans.one"
    return redirect(url_for(there, cohort=cohort, plan=plan), 303)


def _number(said: MultiDict[str, str], name: str) -> int | None:
    """Return a number of moves, None where none is said; raise NotFoundError for what is none."""
    text = said.get(name)
    if text is None:
        return None
    number = whole_number_of(text) if text.isascii() else None
    if number is None:
        raise NotFoundError
    return number
