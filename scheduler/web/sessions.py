"""Where somebody is signed in: seen by them alone, and ended there or everywhere."""

from contextlib import suppress

from flask import Blueprint, Response, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import Access
from scheduler.commands.signing_in import sign_out_everywhere, sign_out_there
from scheduler.errors import NotFoundError, UnavailableError
from scheduler.tokens import hash_token, session_name
from scheduler.web.cookies import session_secret, take_session
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, house, looking

room = Blueprint("sessions", __name__, url_prefix="/sessions")

PATIENCE_SECONDS = 0.1
"""How long a page waits, at most, for its visit to be noted while others write."""


@room.get("")
def every() -> AnyResponse | str:
    """Show every browser in which one is signed in; show whoever is not how to come in."""
    with looking() as access:
        if access.account is None:
            return redirect(url_for("signing_in.home"), 303)
        sessions = access.tx.sign_ins.sessions(access.account)
    here = hash_token(session_secret(house().settings) or "")
    return render_template(
        "sessions.html",
        sessions=[(session_name(each.token_hash), each, each.token_hash == here) for each in sessions],
        locale=reading_locale(),
    )


@room.post("/<session>/end")
def end(session: str) -> AnyResponse:
    """End one session."""
    with changing() as access:
        sign_out_there(access.tx, account=_account(access), session=session)
    return redirect(url_for("sessions.every"), 303)


@room.post("/end")
def end_all() -> Response:
    """End every session, this one too, and every link that was not used yet."""
    with changing() as access:
        sign_out_everywhere(access.tx, account=_account(access))
    response = make_response(redirect(url_for("signing_in.home"), 303))
    take_session(response, settings=house().settings)
    return response


def note_use(response: Response) -> Response:
    """Keep the day of a session's use, once a day; where others write just now, the next page does it."""
    seen = g.get("seen_anew")
    if seen is not None:
        with suppress(UnavailableError), house().store.write(patience=PATIENCE_SECONDS) as tx:
            tx.sign_ins.note_use(token_hash=seen)
    return response


def _account(access: Access) -> str:
    if access.account is None:
        raise NotFoundError
    return access.account
