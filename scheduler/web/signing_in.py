"""The front door: the first page, the sign-in link that a person's own press spends, and signing out."""

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.commands import signing_in
from scheduler.web.cookies import give_session, session_secret, take_session
from scheduler.web.visit import changing, house, looking

room = Blueprint("signing_in", __name__)


@room.get("/")
def home() -> AnyResponse | str:
    """Send whoever has signed in to their own first page; tell everybody else how to come in."""
    with looking() as access:
        leads, belongs = bool(access.cohorts()), bool(access.me())
    if leads:
        return redirect(url_for("cohorts.every"), 303)
    if belongs:
        return redirect(url_for("members.me"), 303)
    return render_template("home.html")


@room.get("/sign-in/<token>")
def show_link(token: str) -> str:
    """Show a button: mail scanners follow links, and must not spend them."""
    with looking() as access:
        signing_in.look_at_link(access.tx, token=token)
    return render_template("sign_in.html", link=token)


@room.post("/sign-in/<token>")
def use_link(token: str) -> AnyResponse:
    """Spend the link, end the session that the browser had, and begin a new one."""
    settings = house().settings
    before = session_secret(settings)
    with changing() as access:
        session = signing_in.sign_in(access.tx, token=token)
        if before is not None:
            signing_in.sign_out(access.tx, session=before)
    response = redirect(url_for("signing_in.home"), 303)
    give_session(response, secret=session, settings=settings)
    return response


@room.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and in the browser."""
    settings = house().settings
    session = session_secret(settings)
    if session is not None:
        with changing() as access:
            signing_in.sign_out(access.tx, session=session)
    response = make_response(redirect(url_for("signing_in.home"), 303))
    take_session(response, settings=settings)
    return response
