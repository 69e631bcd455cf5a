"""What is owed for a cohort and what was given up, for whoever looks after it."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, LOOK, Right
from scheduler.commands.deliveries import replay_delivery
from scheduler.queries.deliveries import cohort_deliveries
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking

room = Blueprint("deliveries", __name__, url_prefix="/cohorts/<cohort>/deliveries")


@room.get("")
def every(cohort: str) -> str:
    """Show what waits, what is late and what was given up."""
    with looking() as access:
        scope = access.cohort(cohort, need=LOOK)
        owed, now = cohort_deliveries(scope), scope.tx.now
    return render_template(
        "deliveries.html",
        cohort=scope.cohort,
        owed=owed,
        now=now,
        coordinates=Right.COORDINATOR in scope.rights,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/<delivery>/replay")
def replay(cohort: str, delivery: str) -> Response:
    """Have what was given up tried again."""
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        replay_delivery(scope.tx, delivery=scope.delivery(delivery).id)
    return redirect(url_for("deliveries.every", cohort=cohort), 303)
