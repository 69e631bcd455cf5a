"""A plan: read with its reasons, set beside another, then published."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import LOOK, may_change
from scheduler.commands.publishing import publish_plan
from scheduler.domain.own_words import paragraphs
from scheduler.queries.plan_comparison import plan_comparison, usual_pair
from scheduler.queries.plan_review import plan_review
from scheduler.queries.publishing import publishing
from scheduler.queries.run_origin import plan_origin
from scheduler.roster.spelling import clean
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking

LONGEST_NAME, LONGEST_NOTE = 100, 2000
"""Letters of a release's name, and of what is said of it."""

room = Blueprint("plans", __name__, url_prefix="/cohorts/<cohort>/plans")


@room.get("/<plan>")
def one(cohort: str, plan: str) -> str:
    """Show who goes with whom and why, the groups, the sessions, and who waits."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        review, origin = plan_review(scope, plan=plan), plan_origin(scope, plan=plan)
        changes = may_change(scope, review.plan)
    return render_template(
        "plan.html",
        cohort=scope.cohort,
        review=review,
        origin=origin,
        changes=changes,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/compare")
def compare(cohort: str) -> str:
    """Show who has something else in one plan than in another, and what each is worth."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        before, after = usual_pair(scope)
        comparison = plan_comparison(
            scope, before=request.args.get("before", before), after=request.args.get("after", after)
        )
    return render_template(
        "compare.html",
        cohort=scope.cohort,
        comparison=comparison,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/<plan>/publish")
def look(cohort: str, plan: str) -> str:
    """Show what publishing the draft would do, and ask for its name."""
    with looking() as access:
        scope = access.drafting(cohort, plan=plan)
        page = publishing(scope, plan=plan)
    return render_template(
        "publish.html", cohort=scope.cohort, page=page, locale=reading_locale(scope.cohort.locale)
    )


@room.post("/<plan>/publish")
def publish(cohort: str, plan: str) -> Response:
    """Make the draft the cohort's next release."""
    with changing() as access:
        number = publish_plan(
            access.drafting(cohort, plan=plan),
            plan=plan,
            name=clean(request.form.get("name", ""))[:LONGEST_NAME],
            note=paragraphs(request.form.get("note", ""))[:LONGEST_NOTE],
        )
    return redirect(url_for("cohorts.one", cohort=cohort, published=number), 303)
