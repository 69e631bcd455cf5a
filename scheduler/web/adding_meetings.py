"""A meeting that no run planned: asked for in a form, looked at with everybody who would have it, then added."""

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.access import COORDINATE, CohortScope
from scheduler.commands.adding_meetings import AskedMeeting, add_meeting
from scheduler.commands.meeting_rules import MOST_CHARACTERS, MOST_MINUTES
from scheduler.errors import BadInputError
from scheduler.queries.adding_meetings import meeting_to_add, possible_audiences
from scheduler.web.meeting_forms import day_of, time_of
from scheduler.web.rule_forms import Filled, filled
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking
from scheduler.web.whole_numbers import whole_number_of

room = Blueprint("adding_meetings", __name__, url_prefix="/cohorts/<cohort>/meetings/new")

FIELDS = ("title", "audience", "day", "at", "minutes", "join_url")
USUAL_MINUTES = "60"


@room.get("")
def begin(cohort: str) -> str:
    """Ask what it is, for whom, and when."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        return _form(scope, filled({"minutes": USUAL_MINUTES}))


@room.post("")
def go_on(cohort: str) -> Response:
    """Show what it would do (`look`), show the form again (`change`), or add it."""
    values = {name: request.form.get(name, "").strip() for name in FIELDS}
    only_looks = "look" in request.form or "change" in request.form
    with looking() if only_looks else changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        try:
            if "change" in request.form:
                return make_response(_form(scope, filled(values)))
            if "look" in request.form:
                return make_response(_look(scope, values))
            meeting = add_meeting(scope, asked=_asked(values))
        except BadInputError as error:
            form = filled(values, error.problems)
            return make_response(_form(scope, form), HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("meetings.one", cohort=cohort, meeting=meeting), 303)


def _asked(values: dict[str, str]) -> AskedMeeting:
    return AskedMeeting(
        title=values["title"],
        day=day_of(values["day"]),
        at=time_of(values["at"]),
        minutes=whole_number_of(values["minutes"]),
        join_url=values["join_url"],
        audience=values["audience"],
    )


def _form(scope: CohortScope, form: Filled) -> str:
    return render_template(
        "meeting_new.html",
        cohort=scope.cohort,
        form=form,
        audiences=possible_audiences(scope),
        most_characters=MOST_CHARACTERS,
        most_minutes=MOST_MINUTES,
        locale=reading_locale(scope.cohort.locale),
    )


def _look(scope: CohortScope, values: dict[str, str]) -> str:
    return render_template(
        "meeting_look.html",
        cohort=scope.cohort,
        page=meeting_to_add(scope, asked=_asked(values)),
        values=values,
        locale=reading_locale(scope.cohort.locale),
    )
