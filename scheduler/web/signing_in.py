"""The front door: the first page, the ways to sign in that a person's own press completes, and signing out."""

from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import Access
from scheduler.commands import asking_in, signing_in
from scheduler.roster.cells import is_email
from scheduler.web.access_log import also_say
from scheduler.web.clients import client_network
from scheduler.web.cookies import give_session, session_secret, take_session
from scheduler.web.forms import browser_secret
from scheduler.web.visit import changing, house, looking

room = Blueprint("signing_in", __name__)

LONGEST_EMAIL = 254
"""Letters (RFC 5321, 4.5.3.1.3, without the angle brackets)."""


@room.get("/")
def home() -> AnyResponse | str:
    """Send whoever has signed in to their own first page; tell everybody else how to come in."""
    with looking() as access:
        leads, belongs = bool(access.cohorts()) or access.may_found(), bool(access.me())
    if leads:
        return redirect(url_for("cohorts.every"), 303)
    if belongs:
        return redirect(url_for("members.me"), 303)
    return render_template("home.html", email="", wrong=False)


@room.post("/sign-in")
def ask() -> AnyResponse:
    """Send a mail to whoever has this address here, and say the same to everybody."""
    email = request.form.get("email", "").strip()
    if len(email) > LONGEST_EMAIL or not is_email(email):
        page = render_template("home.html", email=email[:LONGEST_EMAIL], wrong=True)
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    with changing() as access:
        asking_in.ask_in(access.tx, email=email, asker=_asker(), key=house().settings.feed_key)
    return redirect(url_for("signing_in.asked"), 303)


@room.get("/sign-in/code")
def asked() -> str:
    """Ask for the code that the mail names."""
    return render_template("code.html", wrong=False, to_files=not house().settings.smtp_url)


@room.post("/sign-in/code")
def use_code() -> AnyResponse:
    """Begin a session for whoever types the code in the browser that asked for it."""
    settings = house().settings
    with changing() as access:
        session = asking_in.enter_by_code(
            access.tx, code=request.form.get("code", ""), key=settings.feed_key, asker=_asker()
        )
        if session is not None:
            _end_before(access, began=session)
    if session is None:
        also_say(refused="code")
        page = render_template("code.html", wrong=True, to_files=not settings.smtp_url)
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _let_in(session)


@room.get("/sign-in/mail/<token>")
def show_mail(token: str) -> str:
    """Show a button in the browser that asked, and in every other one what to do."""
    with looking() as access:
        here = asking_in.look_at_mail(
            access.tx, token=token, key=house().settings.feed_key, browser=browser_secret()
        )
    if not here:
        return render_template("other_browser.html")
    return render_template("sign_in.html", action=url_for("signing_in.use_mail", token=token))


@room.post("/sign-in/mail/<token>")
def use_mail(token: str) -> AnyResponse:
    """Spend the mail's link, and begin a new session."""
    with changing() as access:
        session = asking_in.enter_by_link(
            access.tx, token=token, key=house().settings.feed_key, browser=browser_secret()
        )
        _end_before(access, began=session)
    return _let_in(session)


@room.get("/sign-in/<token>")
def show_link(token: str) -> str:
    """Show a button: mail scanners follow links, and must not spend them."""
    with looking() as access:
        signing_in.look_at_link(access.tx, token=token)
    return render_template("sign_in.html", action=url_for("signing_in.use_link", token=token))


@room.post("/sign-in/<token>")
def use_link(token: str) -> AnyResponse:
    """Spend the link, and begin a new session."""
    with changing() as access:
        session = signing_in.sign_in(access.tx, token=token)
        _end_before(access, began=session)
    return _let_in(session)


@room.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and in the browser."""
    with changing() as access:
        _end_before(access)
    response = make_response(redirect(url_for("signing_in.home"), 303))
    take_session(response, settings=house().settings)
    return response


def _asker() -> asking_in.Asker:
    return asking_in.Asker(browser=browser_secret(), network=client_network())


def _end_before(access: Access, *, began: str | None = None) -> None:
    """End the session that the browser has, and have the log say whose begins in its place, if one does."""
    new = None if began is None else signing_in.who_is(access.tx, session=began)
    if new is not None:
        also_say(account=new.account, session="begins")
    before = session_secret(house().settings)
    if before is not None:
        signing_in.sign_out(access.tx, session=before)


def _let_in(session: str) -> AnyResponse:
    response = redirect(url_for("signing_in.home"), 303)
    give_session(response, secret=session, settings=house().settings)
    return response
