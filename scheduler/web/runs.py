"""Matching: asked for, watched while it works, and ended early, with the best so far or with nothing."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import COORDINATE, LOOK, Right
from scheduler.commands.run_options import longest_budget, read_options
from scheduler.commands.runs import cancel_run, request_run, stop_run
from scheduler.outputs.standing import standing_words
from scheduler.queries.cohort_overview import run_state
from scheduler.queries.readiness import readiness
from scheduler.queries.run_origin import run_origin
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, house, looking

room = Blueprint("runs", __name__, url_prefix="/cohorts/<cohort>/runs")


@room.post("")
def match(cohort: str) -> AnyResponse:
    """Ask for a plan of the cohort as it is now."""
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        asked = read_options(
            seed=request.form.get("seed", ""),
            seconds=request.form.get("seconds", ""),
            longest=longest_budget(solve_seconds=house().settings.solve_seconds),
        )
        run = request_run(scope, seed=asked.seed, seconds=asked.seconds)
    return redirect(url_for("runs.one", cohort=cohort, run=run), 303)


@room.get("/ready")
def ready(cohort: str) -> str:
    """Show what no run can mend, before one is asked for."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        found = readiness(scope)
    return render_template(
        "readiness.html",
        cohort=scope.cohort,
        ready=found,
        coordinates=Right.COORDINATOR in scope.rights and found.members + found.coaches > 0,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/<run>")
def one(cohort: str, run: str) -> str:
    """Show how far the run is, and what it is made from."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        known = scope.run(run)
        state, origin = run_state(scope, run=known), run_origin(scope, run=known)
        may_end = scope.parts.are_any and scope.parts.covers(known.parts)
    return render_template(
        "run.html",
        cohort=scope.cohort,
        state=state,
        words=standing_words(known.counts),
        origin=origin,
        may_end=may_end,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/<run>/progress")
def progress(cohort: str, run: str) -> Response:
    """Answer with the part of the page that moves; 304 while it has not.

    The page that was made while the run was in another state (`seen`) is to load itself again.
    """
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        known = scope.run(run)
        state = run_state(scope, run=known)
    response = make_response(
        render_template("progress.html", cohort=scope.cohort, state=state, words=standing_words(known.counts))
    )
    if request.args.get("seen", known.state) != known.state:
        response.headers["HX-Refresh"] = "true"
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@room.post("/<run>/stop")
def stop(cohort: str, run: str) -> AnyResponse:
    """Have the run end with the best plan so far."""
    with changing() as access:
        stop_run(access.running(cohort, run=run), run=run)
    return redirect(url_for("runs.one", cohort=cohort, run=run), 303)


@room.post("/<run>/cancel")
def cancel(cohort: str, run: str) -> AnyResponse:
    """End the run without a plan."""
    with changing() as access:
        cancel_run(access.running(cohort, run=run), run=run)
    return redirect(url_for("runs.one", cohort=cohort, run=run), 303)
