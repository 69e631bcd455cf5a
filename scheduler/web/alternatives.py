"""Why not another coach: a page for one member of a plan, of which the plan's page shows the middle when asked."""

from flask import Blueprint, render_template

from scheduler.access import LOOK
from scheduler.queries.alternatives import alternatives
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import looking

room = Blueprint("alternatives", __name__, url_prefix="/cohorts/<cohort>/plans/<plan>")


@room.get("/members/<person>")
def of_member(cohort: str, plan: str, person: str) -> str:
    """Show what every other coach would have cost this member, or why one is not possible."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        view = alternatives(scope, plan=plan, member=person)
    return render_template(
        "alternatives.html", cohort=scope.cohort, view=view, locale=reading_locale(scope.cohort.locale)
    )
