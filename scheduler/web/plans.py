"""A plan: read with its reasons, then published."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, LOOK, Right
from scheduler.commands.publishing import publish_plan
from scheduler.queries.plan_review import plan_review
from scheduler.web.times import reading_locale
from scheduler.web.visit import changing, looking

room = Blueprint("plans", __name__, url_prefix="/cohorts/<cohort>/plans")


@room.get("/<plan>")
def one(cohort: str, plan: str) -> str:
    """Show who goes with whom and why, the groups, the sessions, and who waits."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        review = plan_review(scope, plan=plan)
    return render_template(
        "plan.html",
        cohort=scope.cohort,
        review=review,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/<plan>/publish")
def publish(cohort: str, plan: str) -> Response:
    """Make the draft the cohort's next release."""
    with changing() as access:
        publish_plan(access.cohort(cohort, need=COORDINATE), plan=plan)
    return redirect(url_for("cohorts.one", cohort=cohort), 303)
