"""Tokens by which programs use the API in one's name: made, shown once, looked after, revoked."""

from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import Access
from scheduler.commands.api_tokens import NewToken, make_token, my_tokens, revoke_token
from scheduler.domain.scopes import ABOUT, Scope
from scheduler.errors import NotFoundError
from scheduler.roster.spelling import clean
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking
from scheduler.web.whole_numbers import whole_number_of

room = Blueprint("tokens", __name__, url_prefix="/tokens")

LONGEST_NAME = 100
LASTS = (30, 90, 366)
"""Days to choose from."""


@room.get("")
def mine() -> str:
    """Show one's tokens, without their secrets, and a form for another."""
    with looking() as access:
        return _page(access)


@room.post("")
def make() -> Response:
    """Make a token, and show it this once."""
    ticked = set(request.form.getlist("scope"))
    with changing() as access:
        if access.account is None:
            raise NotFoundError
        made = make_token(
            access.tx,
            account=access.account,
            name=clean(request.form.get("name", ""))[:LONGEST_NAME],
            scopes=[scope for scope in Scope if scope.value in ticked],
            days=whole_number_of(request.form.get("days", "")) or 0,
        )
        page = _page(access, made=made)
    return make_response(page, HTTPStatus.CREATED)


@room.post("/<token>/revoke")
def revoke(token: str) -> AnyResponse:
    """Have one's own token open nothing any more."""
    with changing() as access:
        revoke_token(access, token=token)
    return redirect(url_for("tokens.mine"), 303)


def _page(access: Access, *, made: NewToken | None = None) -> str:
    every, now = my_tokens(access), access.tx.now
    return render_template(
        "tokens.html",
        made=made,
        good=[token for token in every if token.is_good(now=now)],
        ended=[token for token in every if not token.is_good(now=now)],
        scopes=ABOUT.items(),
        lasts=LASTS,
        locale=reading_locale("en"),
    )
