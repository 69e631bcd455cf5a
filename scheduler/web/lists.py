"""Lists to take out of a cohort: which there are, and each as a file."""

from flask import Blueprint, Response, make_response, render_template

from scheduler.access import COORDINATE
from scheduler.errors import NotFoundError
from scheduler.outputs.lists import ABOUT, Purpose, list_csv
from scheduler.web.visit import looking

room = Blueprint("lists", __name__, url_prefix="/cohorts/<cohort>/lists")


@room.get("")
def choose(cohort: str) -> str:
    """Show the lists, and what each is good for."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
    return render_template("lists.html", cohort=scope.cohort, lists=ABOUT)


@room.get("/<purpose>.csv")
def take(cohort: str, purpose: str) -> Response:
    """Hand a list out."""
    if purpose not in {*Purpose}:
        raise NotFoundError
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        file = list_csv(
            Purpose(purpose), cohort=scope.cohort, people=scope.people(), plan=scope.standing_plan()
        )
    response = make_response(file)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{purpose}.csv"'
    return response
