"""A cohort's own sign-up form, for whoever has its link; and who has sent it, for whoever runs the cohort."""

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from calendars.availability import Window
from scheduler.access import COORDINATE
from scheduler.commands import signing_up
from scheduler.commands.correcting import MOST_INTERESTS
from scheduler.domain.cohorts import Cohort
from scheduler.domain.people import Role
from scheduler.errors import BadInputError, NotFoundError
from scheduler.queries.my_details import hours_grid
from scheduler.queries.sign_ups import sign_ups
from scheduler.roster.hours import write_hours
from scheduler.web.rule_forms import Filled, Form, filled
from scheduler.web.speaking import reading_locale
from scheduler.web.ticked_hours import ticked_windows
from scheduler.web.visit import changing, house, looking

room = Blueprint("signing_up", __name__)

JOINING = (Role.MEMBER, Role.COACH)
HOUR = 60


@room.get("/join/<token>")
def form(token: str) -> str:
    """Ask whoever has the link who they are, when they can and what they care for."""
    with looking() as access:
        cohort = signing_up.cohort_to_join(access.tx, token=token, key=house().settings.feed_key)
    return _form(cohort, token=token, form=filled({}), windows=())


@room.post("/join/<token>")
def send(token: str) -> Response:
    """Keep what was written until a coordinator has looked at it."""
    with changing() as access:
        cohort = signing_up.cohort_to_join(access.tx, token=token, key=house().settings.feed_key)
        windows = ticked_windows(request.form)
        cells = _cells(cohort, request.form, windows)
        try:
            signing_up.send_form(access.tx, cohort=cohort, cells=cells)
        except BadInputError as error:
            asked = filled(_values(request.form), error.problems)
            page = _form(cohort, token=token, form=asked, windows=windows, cells=cells)
            return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for("signing_up.thanks", token=token), 303)


@room.get("/join/<token>/thanks")
def thanks(token: str) -> str:
    """Say what comes next."""
    with looking() as access:
        cohort = signing_up.cohort_to_join(access.tx, token=token, key=house().settings.feed_key)
    return render_template("join_thanks.html", cohort=cohort)


@room.get("/cohorts/<cohort>/sign-ups")
def waiting(cohort: str) -> str:
    """Show the link, and who has signed up and waits."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        view = sign_ups(scope, key=house().settings.feed_key)
    link = view.token and f"{house().settings.base_url}{url_for('signing_up.form', token=view.token)}"
    return render_template(
        "sign_ups.html",
        cohort=scope.cohort,
        view=view,
        link=link,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/cohorts/<cohort>/sign-ups/form")
def change_form(cohort: str) -> Response:
    """Open the form, close it, or have it at another address."""
    do = {
        "open": signing_up.open_form,
        "close": signing_up.close_form,
        "renew": signing_up.renew_link,
    }.get(request.form.get("do", ""))
    if do is None:
        raise NotFoundError
    with changing() as access:
        do(access.cohort(cohort, need=COORDINATE))
    return redirect(url_for("signing_up.waiting", cohort=cohort), 303)


@room.post("/cohorts/<cohort>/sign-ups/decide")
def decide(cohort: str) -> Response:
    """Bring the chosen ones in, or put them aside."""
    chosen = request.form.getlist("sign_up")
    with changing() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        if request.form.get("do") == "in":
            signing_up.bring_in(scope, sign_ups=chosen)
        elif request.form.get("do") == "aside":
            signing_up.put_aside(scope, sign_ups=chosen)
        else:
            raise NotFoundError
    return redirect(url_for("signing_up.waiting", cohort=cohort), 303)


def _form(
    cohort: Cohort,
    *,
    token: str,
    form: Filled,
    windows: tuple[Window, ...],
    cells: dict[str, str] | None = None,
) -> str:
    places = () if cells is None else signing_up.places_meant(cohort, cells)
    return render_template(
        "join.html",
        cohort=cohort,
        token_=token,
        form=form,
        grid=hours_grid(windows, step=HOUR),
        roles=JOINING,
        places=places,
        ranks=min(MOST_INTERESTS, len(cohort.topics)),
        locale=reading_locale(cohort.locale),
    )


def _values(sent: Form) -> dict[str, object]:
    """Return what is shown again in the form: its lists by names of their own."""
    lists = {"topics": "topic", "workshops": "workshop", "answers": "answer"}
    return {**sent.to_dict(), **{name: sent.getlist(field) for name, field in lists.items()}}


def _cells(cohort: Cohort, sent: Form, windows: tuple[Window, ...]) -> dict[str, str]:
    """Write what was sent into the cells that a roster has for it."""
    role = sent.get("role", "")
    capacity = "-".join(filter(None, (sent.get("least", "").strip(), sent.get("most", "").strip())))
    answers = zip(cohort.own_columns, sent.getlist("answer"), strict=False)
    return {
        "name": sent.get("name", ""),
        "email": sent.get("email", "").strip(),
        "role": role if role in {each.value for each in JOINING} else "",
        "time_zone": sent.get("zone", "").strip() or sent.get("time_zone", ""),
        "languages": sent.get("languages", ""),
        "interests": "; ".join(dict.fromkeys(filter(None, sent.getlist("topic")))),
        "availability": write_hours(windows),
        "workshops": "; ".join(sent.getlist("workshop")),
        "capacity": capacity if role == Role.COACH else "",
        "whatsapp": sent.get("whatsapp", ""),
        "notes": sent.get("notes", ""),
        **dict(answers),
    }
