"""Setting a cohort up: a form for each table of its rules, a file for all of them, or the rules of another cohort."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import cast

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import COORDINATE, CohortScope
from scheduler.commands import setting_up
from scheduler.domain.people import Person
from scheduler.errors import BadInputError, NotFoundError, NotNowError
from scheduler.languages.sentences import sentence
from scheduler.queries.proposals import all_proposals
from scheduler.roster.cohort_out import Toml, cohort_values, session_values, workshop_values, write_cohort
from scheduler.roster.weektime import DAYS
from scheduler.web import rule_forms
from scheduler.web.meeting_forms import day_of
from scheduler.web.rule_forms import Filled, filled
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking

room = Blueprint("setting_up", __name__)

READERS: dict[str, Callable[[rule_forms.Form], Toml]] = {
    "cohort": rule_forms.basics,
    "coaching": rule_forms.coaching,
    "workshops": rule_forms.seats,
}
"""Tables of which there is one."""
ITEM_READERS: dict[str, Callable[[rule_forms.Form], Toml]] = {
    "session": rule_forms.session,
    "workshop": rule_forms.workshop,
}
COACHING: Toml = {
    "capacity": [1, 4],
    "meeting_minutes": 60,
    "target_minutes": 120,
    "language": "preferred",
    "fairness": "worst_first",
}
"""What a new cohort's form of coaching begins from."""
TOML = "application/toml"
NEW = "new"
"""In the place of an id: what is to be added."""


@room.get("/cohorts/new")
def begin() -> str:
    """Ask what a new cohort is called, when and where it is, and whether another is its model."""
    with looking() as access:
        access.founder()
        models = [scope.cohort for scope in access.cohorts() if scope.rights & COORDINATE]
    return render_template("set_up_new.html", models=models, form=filled({}))


@room.post("/cohorts/new")
def create() -> AnyResponse:
    """Set up a cohort for whoever may."""
    values = {key: value for key, value in rule_forms.basics(request.form).items() if value not in ("", [])}
    with changing() as access:
        account = access.founder()
        models = [scope for scope in access.cohorts() if scope.rights & COORDINATE]
        model = next((each for each in models if each.cohort.id == request.form.get("model")), None)
        try:
            if model is None:
                cohort = setting_up.set_up_cohort(access.tx, account=account, values={"cohort": values})
            else:
                starts = values.get("starts")
                if not isinstance(starts, date) or not values.get("name"):
                    raise NotNowError(sentence("Give the new cohort a name and its first day."))
                cohort = setting_up.set_up_after(
                    access.tx,
                    account=account,
                    model=model.cohort,
                    name=str(values["name"]),
                    starts=starts,
                )
        except BadInputError as error:
            form = filled(values, error.problems, table="cohort")
            page = render_template("set_up_new.html", models=[each.cohort for each in models], form=form)
            return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("setting_up.overview", cohort=cohort), 303)


@room.get("/cohorts/<cohort>/set-up")
def overview(cohort: str) -> str:
    """Show the rules, each with a way to change it."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
    return render_template(
        "set_up.html",
        cohort=scope.cohort,
        taken="taken" in request.args,
        locale=reading_locale(scope.cohort.locale),
    )


@room.get("/cohorts/<cohort>/set-up/cohort.toml")
def download(cohort: str) -> Response:
    """Hand out the rules as a file."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
    response = make_response(write_cohort(scope.cohort))
    response.headers["Content-Type"] = f"{TOML}; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="cohort.toml"'
    return response


@room.post("/cohorts/<cohort>/set-up/cohort.toml")
def upload(cohort: str) -> AnyResponse:
    """Take the rules from a file, as it has its dates or from another first day on."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise NotNowError(sentence("Choose a file first: it was not sent."))
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        starts = day_of(request.form.get("starts", ""))
        setting_up.change_by_file(scope, data=sent.read(), name=sent.filename, starts=starts)
    return redirect(url_for("setting_up.overview", cohort=cohort, taken=1), 303)


@room.get("/cohorts/<cohort>/set-up/<table>")
def edit(cohort: str, table: str) -> str:
    """Show the form of a table."""
    if table not in READERS:
        raise NotFoundError
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
    values = cohort_values(scope.cohort).get(table, COACHING if table == "coaching" else {})
    return _table_form(scope, table, filled(cast("Toml", values)))


@room.post("/cohorts/<cohort>/set-up/<table>")
def keep(cohort: str, table: str) -> AnyResponse:
    """Write a table anew, or take coaching out."""
    if table not in READERS:
        raise NotFoundError
    values = None if "without" in request.form and table == "coaching" else READERS[table](request.form)
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        try:
            setting_up.change_table(scope, table=table, values=values)
        except BadInputError as error:
            page = _table_form(scope, table, filled(values or {}, error.problems, table=table))
            return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("setting_up.overview", cohort=cohort, _anchor=table), 303)


@room.get("/cohorts/<cohort>/set-up/<table>/<ref>")
def edit_item(cohort: str, table: str, ref: str) -> str:
    """Show the form of a session or a workshop; of a new one under `new`."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        people = scope.people_to_read()
        values = _item(scope, table, ref) | _proposed(scope, request.args.get("proposal"))
    return _item_form(scope, table, ref, filled(values), leaders=people)


@room.post("/cohorts/<cohort>/set-up/<table>/<ref>")
def keep_item(cohort: str, table: str, ref: str) -> AnyResponse:
    """Write a session or a workshop anew, add it, or take it out."""
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        before = _item(scope, table, ref)
        if "remove" in request.form:
            setting_up.take_from_list(scope, table=table, ref=ref)
        else:
            values = ITEM_READERS[table](request.form)
            try:
                ref = setting_up.put_in_list(
                    scope, table=table, ref=None if ref == NEW else ref, values=values
                )
            except BadInputError as error:
                page = _item_form(
                    scope,
                    table,
                    ref,
                    filled({**values, **_flat(values)}, error.problems, table=_path(scope, table, before)),
                    leaders=scope.people_to_read(),
                )
                return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("setting_up.overview", cohort=cohort, _anchor=table), 303)


def _item(scope: CohortScope, table: str, ref: str) -> Toml:
    """Return what is known of a session or workshop: nothing of a new one."""
    if table not in ITEM_READERS:
        raise NotFoundError
    if ref == NEW:
        return {}
    every = (
        {each.id: session_values(each) for each in scope.cohort.sessions}
        if table == "session"
        else {each.id: workshop_values(each) for each in scope.cohort.workshops}
    )
    if ref not in every:
        raise NotFoundError
    return every[ref] | _flat(every[ref])


def _proposed(scope: CohortScope, proposal: str | None) -> Toml:
    """Return what the form of a workshop begins from that a member has proposed."""
    for each in all_proposals(scope) if proposal else ():
        if each.id == proposal:
            leads = [each.by_key] if each.leads else []
            return {"name": each.name, "topic": each.topic, "facilitators": leads}
    return {}


def _flat(values: Toml) -> Toml:
    """Return the parts of what a form asks in pieces: `at`, and what is chosen among."""
    at, choose = values.get("at"), values.get("choose")
    parts = dict(cast("Toml", choose)) if isinstance(choose, dict) else Toml()
    if isinstance(at, str):
        ordinal, weekday, time = (*at.split(" "), "", "", "")[:3]
        parts |= {"ordinal": ordinal, "weekday": weekday, "time": time}
    return parts


def _path(scope: CohortScope, table: str, before: Toml) -> str:
    """Return by which path the reader of rules names the item: that of its place in the list."""
    ids = [each.id for each in (scope.cohort.sessions if table == "session" else scope.cohort.workshops)]
    place = ids.index(str(before["id"])) + 1 if before else len(ids) + 1
    return f"{table}[{place}]"


def _table_form(scope: CohortScope, table: str, form: Filled) -> str:
    return render_template(
        f"set_up_{table}.html",
        cohort=scope.cohort,
        form=form,
        locale=reading_locale(scope.cohort.locale),
    )


def _item_form(scope: CohortScope, table: str, ref: str, form: Filled, *, leaders: tuple[Person, ...]) -> str:
    return render_template(
        f"set_up_{table}.html",
        cohort=scope.cohort,
        ref=ref,
        is_new=ref == NEW,
        form=form,
        leaders=leaders,
        days=DAYS,
        locale=reading_locale(scope.cohort.locale),
    )
