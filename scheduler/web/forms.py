"""Forms come from our own pages only: each carries a token that belongs to the browser's cookie (CSRF)."""

import hashlib
import hmac

from flask import Response, g, request
from werkzeug.exceptions import BadRequest

from scheduler.settings import Settings
from scheduler.tokens import new_token
from scheduler.web.cookies import give_visitor, session_secret, visitor_secret
from scheduler.web.visit import house

FIELD = "form_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BY_MAIL_PROGRAMS = frozenset({"mails.stop", "mails.take"})
"""One click and no cookie (RFC 8058): the secret in the path says who asks; or a mail gateway, with its own."""


class StaleFormError(BadRequest):
    """The form was not ours, or belongs to a session that has ended."""


def form_token() -> str:
    """Return what every form on the page must send back: HMAC-SHA-256(session key, the browser's secret)."""
    return _token(browser_secret(), house().settings)


def browser_secret() -> str:
    """Return what tells this browser from every other; one that keeps nothing yet is given it with the answer."""
    settings = house().settings
    return session_secret(settings) or visitor_secret(settings) or _new_visitor()


def check_form() -> None:
    """Refuse every unsafe request whose token is not the browser's own.

    Left out is what a mail program sends by itself, under an address that only its reader has, and what a mail gateway
    does: nothing of a browser is asked of either.
    """
    if request.method in SAFE or request.endpoint in BY_MAIL_PROGRAMS:
        return
    settings = house().settings
    secret = session_secret(settings) or visitor_secret(settings)
    sent = request.form.get(FIELD, "")
    if secret is None or not hmac.compare_digest(sent.encode(), _token(secret, settings).encode()):
        raise StaleFormError


def keep_visitor(response: Response) -> Response:
    """Hand out the visitor's secret that a form on this page was made with."""
    if "visitor" in g:
        give_visitor(response, secret=g.visitor, settings=house().settings)
    return response


def _new_visitor() -> str:
    return str(g.setdefault("visitor", new_token()))


def _token(secret: str, settings: Settings) -> str:
    return hmac.new(settings.session_key, f"form:{secret}".encode(), hashlib.sha256).hexdigest()
