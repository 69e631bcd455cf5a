"""Matching: asked for, watched while it works, and stopped."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import COORDINATE, LOOK, Right
from scheduler.commands.runs import cancel_run, request_run
from scheduler.queries.cohort_overview import run_state
from scheduler.web.times import reading_locale
from scheduler.web.visit import changing, looking

room = Blueprint("runs", __name__, url_prefix="/cohorts/<cohort>/runs")


@room.post("")
def match(cohort: str) -> AnyResponse:
    """Ask for a plan of the cohort as it is now."""
    with changing() as access:
        run = request_run(access.cohort(cohort, need=COORDINATE))
    return redirect(url_for("runs.one", cohort=cohort, run=run), 303)


@room.get("/<run>")
def one(cohort: str, run: str) -> str:
    """Show how far the run is."""
    return _render("run.html", cohort=cohort, run=run)


@room.get("/<run>/progress")
def progress(cohort: str, run: str) -> Response:
    """Answer with the part of the page that moves; 304 while it has not."""
    response = make_response(_render("progress.html", cohort=cohort, run=run))
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@room.post("/<run>/cancel")
def cancel(cohort: str, run: str) -> AnyResponse:
    """Stop the run."""
    with changing() as access:
        cancel_run(access.cohort(cohort, need=COORDINATE), run=run)
    return redirect(url_for("runs.one", cohort=cohort, run=run), 303)


def _render(template: str, *, cohort: str, run: str) -> str:
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        state = run_state(scope, run=scope.run(run))
    return render_template(
        template,
        cohort=scope.cohort,
        state=state,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )
